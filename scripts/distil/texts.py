"""Parallel texts out of unpacked packages: the same wording in English and in another EU language.

Each reader walks one unpacked package and yields `(language, english, translation)`; `collected` takes
out what is no running text (format codes, paths, tags), or leaves the pair out.
"""

from __future__ import annotations

import gettext
import html
import json
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from textmine.stages.language import EU_LANGUAGES

__all__ = ["LANGUAGES", "READERS", "ROUTED", "Pair", "collected"]

Pair = tuple[str, str, str]

LANGUAGES = frozenset(EU_LANGUAGES)
# Languages with letters of the EU that the Universal Sentence Encoder knows: they teach the choice alone.
ROUTED = frozenset({"ru", "tr"})
_THREE = {
    "bul": "bg", "ces": "cs", "dan": "da", "deu": "de", "ell": "el", "eng": "en", "fin": "fi", "fra": "fr",
    "gle": "ga", "hrv": "hr", "hun": "hu", "ita": "it", "lit": "lt", "nld": "nl", "pol": "pl", "por": "pt",
    "slk": "sk", "slv": "sl", "spa": "es", "swe": "sv", "lav": "lv", "est": "et", "mlt": "mt", "ron_2006": "ro",
    "por_PT": "pt", "ell_monotonic": "el", "deu_1996": "de",
}  # fmt: skip
_REGIONS = {"es-es", "pt-pt", "sv-se", "ga-ie", "de-de", "fr-fr", "it-it", "nl-nl", "bg-bg", "cs-cz", "da-dk", "el-gr",
            "fi-fi", "hr-hr", "hu-hu", "lt-lt", "pl-pl", "ro-ro", "sk-sk", "sl-si", "pt-br", "et-ee",
            "lv-lv"}  # fmt: skip

_TAG = re.compile(r"<[^<>]{0,300}>|\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]|'{2,}|\{\{[^{}]*\}\}")
_CODE = re.compile(
    r"%(?:\d+\$)?[-+ #0]*[\d.*]*l{0,2}[a-zA-Z](?![a-z])|%\(\w+\)[sdf]|\$\{?\w+\}?|\{[^{}]{0,120}\}|%\d|&[a-z]+;"
    r"|https?://\S+|\\[nrt\"]|~(?=\w)|&(?=\w)|_(?=\w)|\^"
)
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]{2,}")


def language_of(code: str) -> str | None:
    """The language of a locale name such as `pt_PT` or `sv-SE`; None for a variant that is not taken."""
    code = code.partition(".")[0].lower().replace("_", "-")
    if code in LANGUAGES | ROUTED:
        return code
    return code[:2] if code in _REGIONS else None


def cleaned(text: str) -> str:
    """`text` without tags, format codes and marks of shortcut keys."""
    text = _TAG.sub(lambda m: m[1] or " ", html.unescape(text))
    return _SPACE.sub(" ", _CODE.sub(" ", text)).strip(" :.\u2026*-\u2013")


def _catalogues(folder: Path) -> Iterator[Pair]:
    """Compiled gettext catalogues, `.../LOCALE/LC_MESSAGES/NAME.mo`; the key is the English text."""
    for path in sorted(folder.rglob("*.mo")):
        code = path.parent.parent.name if path.parent.name == "LC_MESSAGES" else path.stem.rsplit("-", 1)[-1]
        language = language_of(code)
        if language is None or language == "en":
            continue
        try:
            catalogue = gettext.GNUTranslations(path.open("rb"))._catalog  # type: ignore[attr-defined]  # noqa: SLF001
        except (OSError, UnicodeDecodeError, ValueError, IndexError):
            continue
        for key, text in catalogue.items():
            english = key[0] if isinstance(key, tuple) else key
            yield language, english.rsplit("\x04", 1)[-1], text


def _libreoffice(folder: Path) -> Iterator[Pair]:
    """As `_catalogues`; the shortcut key is marked with `_` or `~` inside of words."""
    for language, english, text in _catalogues(folder):
        yield language, english.replace("~", "").replace("_", ""), text.replace("~", "").replace("_", "")


def _sources(folder: Path) -> Iterator[Pair]:
    """Gettext sources, `LOCALE.po` or `LOCALE/.../NAME.po`, whose key is the English text."""
    entry = re.compile(r'^msgid ((?:"(?:[^"\\]|\\.)*"\s*)+)^msgstr ((?:"(?:[^"\\]|\\.)*"\s*)+)', re.MULTILINE)
    default = re.compile(r'#\. Default: ((?:"(?:[^"\\]|\\.)*"\s*(?:#\. )?)+)')
    for path in sorted(folder.rglob("*.po")):
        languages = [found for part in (*path.parent.parts, path.stem) if (found := language_of(part))]
        if not languages or languages[-1] == "en":
            continue
        for block in path.read_text(encoding="utf-8", errors="replace").split("\n\n"):
            if (m := entry.search(block)) is None or "#, fuzzy" in block:
                continue
            source = found_default[1] if (found_default := default.search(block)) else m[1]
            yield languages[-1], _unquoted(source), _unquoted(m[2])


def _unquoted(lines: str) -> str:
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', lines)).replace('\\"', '"').replace("\\n", "\n")


def _flat(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every string of a nested JSON value with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}/{key}")
    elif isinstance(value, list) and all(isinstance(inner, str) for inner in value):
        yield path, ", ".join(value)


def _messages(path: Path) -> object:
    """The content of a JSON file, less an outermost key that is the locale."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return content[path.stem] if isinstance(content, dict) and list(content) == [path.stem] else content


def _folders_of_json(folder: Path, pattern: str) -> Iterator[Pair]:
    """Folders that hold one JSON file for each locale, with the same keys in all."""
    by_folder: dict[Path, dict[str, Path]] = {}
    for path in sorted(folder.rglob(pattern)):
        name = re.sub(r"-[0-9a-f]{32}$", "", path.stem)
        if (language := language_of(name)) is not None:
            by_folder.setdefault(path.parent, {})[language] = path
    for files in by_folder.values():
        if "en" not in files:
            continue
        english = dict(_flat(_messages(files["en"])))
        for language, path in files.items():
            if language == "en":
                continue
            for key, text in _flat(_messages(path)):
                if not key.startswith("/@metadata") and key in english:
                    yield language, english[key], text


def _json(folder: Path) -> Iterator[Pair]:
    return _folders_of_json(folder, "*.json")


def _dialogues(folder: Path) -> Iterator[Pair]:
    """Dialogues of a game: the English line stands beside each translation."""
    line = re.compile(r'dialogId\("[^"]*",\s*"[^"]*",\s*"((?:[^"\\]|\\.)*)"\)\s*dialogStr\("((?:[^"\\]|\\.)*)"\)')
    for path in sorted(folder.rglob("dialogs_*.lua")):
        if (language := language_of(path.stem.removeprefix("dialogs_"))) not in (None, "en"):
            for english, text in line.findall(path.read_text(encoding="utf-8", errors="replace")):
                yield str(language), english, text


def _scratch(folder: Path) -> Iterator[Pair]:
    """One JavaScript file for each part, with all locales in one object."""
    for path in sorted(folder.rglob("locales/*-msgs.js")):
        source = path.read_text(encoding="utf-8")
        messages = json.loads(source[source.index("{") : source.rindex("}") + 1])
        for code, texts in messages.items():
            if (language := language_of(code)) not in (None, "en"):
                for key, text in texts.items():
                    if key in messages["en"]:
                        yield str(language), messages["en"][key], text


def _declaration(folder: Path) -> Iterator[Pair]:
    """The Universal Declaration of Human Rights, paragraph by paragraph where their number is the same."""
    paragraph = re.compile(r"<(?:p|h\d)[^>]*>(.*?)</(?:p|h\d)>", re.DOTALL)
    files = {_THREE.get(path.stem): path for path in sorted(folder.rglob("declaration/*.html"))}
    by_article = {}
    for language, path in files.items():
        if language:
            parts = re.split(r"<article|<header", path.read_text(encoding="utf-8"))[1:]
            by_article[language] = [[cleaned(found) for found in paragraph.findall(part)] for part in parts]
    for language, articles in by_article.items():
        if language == "en" or len(articles) != len(by_article["en"]):
            continue
        for english, texts in zip(by_article["en"], articles, strict=True):
            if len(english) == len(texts):
                yield from ((language, *pair) for pair in zip(english, texts, strict=True))
            yield language, " ".join(english), " ".join(texts)


def _annotations(folder: Path) -> Iterator[Pair]:
    """Names and keywords of pictographs."""
    named: dict[str, dict[str, dict[str, list[str]]]] = {}
    for path in sorted(folder.rglob("annotations/*/annotations.json")):
        if path.parent.name in LANGUAGES:
            content = json.loads(path.read_text(encoding="utf-8"))
            named[path.parent.name] = content["annotations"]["annotations"]
    for language, signs in named.items():
        for sign, about in signs.items():
            english = named["en"].get(sign)
            if language == "en" or english is None:
                continue
            if "tts" in about and "tts" in english:
                yield language, english["tts"][0], about["tts"][0]
            if "default" in about and "default" in english:
                yield language, ", ".join(english["default"]), ", ".join(about["default"])


def _packs(folders: list[Path]) -> Iterator[Pair]:
    """Language packs of Firefox and Thunderbird, and the programs with their English texts."""
    english: dict[str, str] = {}
    for path in sorted(path for folder in folders for path in folder.rglob("omni.ja")):
        english |= dict(_archived(path))
    for path in sorted(path for folder in folders for path in folder.rglob("*.xpi")):
        language = language_of(path.stem.split("@")[0].removeprefix("langpack-"))
        if language is not None:
            for key, text in _archived(path):
                if key in english:
                    yield language, english[key], text


def _archived(path: Path) -> Iterator[tuple[str, str]]:
    """Key and text of every message of an archive."""
    place = re.compile(r"(?:locale|localization)/[A-Za-z-]+/(.*)")
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            m = place.search(name)
            if m is None or not name.endswith((".ftl", ".properties")):
                continue
            content = archive.read(name).decode("utf-8", "replace")
            separator = " = " if name.endswith(".ftl") else "="
            prefix = ""
            for line in re.sub(r"\n[ \t]+(?![ \t]*[.\[*}])", " ", content).splitlines():
                key, found, text = line.partition(separator if separator in line else "=")
                if found and not line.startswith("#"):
                    prefix = prefix if key.startswith((" ", "\t")) else key.strip()
                    yield f"{m[1]}/{prefix}/{key.strip()}", text.strip()


def _dictionary(folder: Path) -> Iterator[Pair]:
    """A FreeDict dictionary between English and another language: headword and first translations."""
    import gzip

    for path in sorted(folder.rglob("*.dict.dz")):
        source, _, target = path.name.removesuffix(".dict.dz").removeprefix("freedict-").partition("-")
        language = _THREE.get(target if source == "eng" else source)
        index = next(path.parent.glob(path.name.removesuffix(".dict.dz") + ".index"), None)
        if language is None or index is None:
            continue
        content = gzip.decompress(path.read_bytes())
        for line in index.read_text(encoding="utf-8", errors="replace").splitlines():
            word, start, length = line.split("\t")[:3]
            if word.startswith("00"):
                continue
            entry = content[_base64(start) : _base64(start) + _base64(length)].decode("utf-8", "replace")
            for meaning in _meanings(entry):
                yield (language, word, meaning) if source == "eng" else (language, meaning, word)


_DIGITS = {sign: n for n, sign in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")}


def _base64(figure: str) -> int:
    number = 0
    for sign in figure:
        number = number * 64 + _DIGITS[sign]
    return number


_LONGEST_MEANING = 60


def _meanings(entry: str) -> list[str]:
    """The first three translations of an entry: the lines after the headword, without notes."""
    found: list[str] = []
    for written in entry.splitlines()[1:]:
        line = re.sub(r"^\s*\d+\.\s*|\([^)]*\)|\[[^\]]*\]|<[^>]*>|/[^/]*/|\{[^}]*\}", " ", written).strip()
        if not line or '"' in line or line.startswith(("Synonym", "see", "Note", "-")) or len(line) > _LONGEST_MEANING:
            continue
        found += [part.strip() for part in re.split(r"[,;]", line) if part.strip()]
    return found[:3]


READERS: dict[str, Callable[[Path], Iterator[Pair]]] = {
    "catalogues": _catalogues,
    "libreoffice": _libreoffice,
    "sources": _sources,
    "json": _json,
    "dialogues": _dialogues,
    "scratch": _scratch,
    "declaration": _declaration,
    "annotations": _annotations,
    "dictionary": _dictionary,
}

_SHORTEST, _LONGEST = 2, 600
_SHARE_OF_LETTERS = 0.75
_LONGER = 3
_CAP_OF_SOURCE, _CAP = 40_000, 150_000


def collected(folders: list[tuple[Path, str]], seed: int) -> list[Pair]:
    """The pairs of unpacked packages, each once, shuffled, with as many at most of each language.

    Args:
        folders: Folder and name of the reader of each package.
        seed: Of the shuffle, which decides what is left out of a language with too many.
    """
    found: dict[tuple[str, str, str], tuple[int, Pair]] = {}
    packs = [folder for folder, reader in folders if reader == "packs"]
    texts = [READERS[reader](folder) for folder, reader in folders if reader != "packs"]
    for number, pairs in enumerate([_packs(packs), *texts]):
        for language, english, text in pairs:
            if isinstance(text, str) and (pair := _pair(language, english, text)):
                found.setdefault((language, pair[1].lower(), pair[2].lower()), (number, pair))
    entries = list(found.values())
    random.Random(seed).shuffle(entries)
    of_source, of_language = Counter[tuple[int, str]](), Counter[str]()
    kept = []
    for number, pair in entries:
        if of_source[number, pair[0]] < _CAP_OF_SOURCE and of_language[pair[0]] < _CAP:
            of_source[number, pair[0]] += 1
            of_language[pair[0]] += 1
            kept.append(pair)
    return kept


def _pair(language: str, english: str, text: str) -> Pair | None:
    english, text = cleaned(english), cleaned(text)
    if english == text or not (_SHORTEST <= len(english) <= _LONGEST and _SHORTEST <= len(text) <= _LONGEST):
        return None
    letters = sum(sign.isalpha() or sign == " " for sign in english)
    ratio = (len(text) + 8) / (len(english) + 8)
    if letters < _SHARE_OF_LETTERS * len(english) or not 1 / _LONGER < ratio < _LONGER:
        return None
    return (language, english, text) if _WORD.search(english) and _WORD.search(text) else None
