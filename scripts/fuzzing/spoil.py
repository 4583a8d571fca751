"""Good files are spoilt within their structure: parts of archives, elements of XML, values of JSON, cells of tables."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from collections.abc import Callable
from typing import Any

__all__ = ["spoilt"]

Bytes = Callable[[bytes], bytes]

_ODD = (
    "", " ", "=1+1", "-1", "9" * 5000, "1e400", "NaN", "inf", "0x1F", "1.5", "²", "٣", "N/A", "Y", "-oth-", "\ufeff",
    '"', "'", "\n", "\r", "a:b", "[a]", "[", "]", "{", "}", "{}", "[]", "null", "true", "2026-13-45",
    "0000-00-00", "x" * 400, "#",
    "1, Bus | 2, Train", "|", ";", ",", "\\", "\t", "[sum(a)]", "<b>x</b>", "&amp;", "\x85", "\u2028", "İ",
)  # fmt: skip
_VALUES: tuple[Any, ...] = (None, True, -1, 10**40, 1.5, "", "x", "\ud800", [], {}, [[]], {"": ""}, [None], ["x"])


def spoilt(data: bytes, chance: random.Random, some_bytes: Bytes) -> bytes:
    """The file with one thing changed; `some_bytes` changes bytes anywhere."""
    if chance.random() < 0.3 or not data:  # noqa: PLR2004 - bytes alone reach what no structure does
        return some_bytes(data)
    start = data.lstrip(b"\xef\xbb\xbf \r\n")[:2]
    within = {b"P": _archive, b"<": _xml, b"{": _json, b"[": _json}.get(start[:1], _cells)
    try:
        return within(data, chance, some_bytes)
    except Exception:  # noqa: BLE001 - what was spoilt before may have no structure left
        return some_bytes(data)


def _archive(data: bytes, chance: random.Random, some_bytes: Bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(part.filename, archive.read(part)) for part in archive.infolist()]
    at = chance.randrange(len(parts))
    name, held = parts[at]
    match chance.randrange(8):
        case 0:
            del parts[at]
        case 1:
            parts.append((chance.choice([name, "x/" + name, "../" + name, name.upper(), ""]), held))
        case 2:
            parts[at] = (name, parts[chance.randrange(len(parts))][1])
        case _:
            parts[at] = (name, spoilt(held, chance, some_bytes))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
        for name, held in parts:
            archive.writestr(name or "x", held)
    return out.getvalue()


def _xml(data: bytes, chance: random.Random, some_bytes: Bytes) -> bytes:
    from lxml import etree

    root = etree.fromstring(data, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
    element = chance.choice(list(root.iter("*")))
    above = element.getparent()
    match chance.randrange(7):
        case 0 if above is not None:
            above.remove(element)
        case 1 if above is not None:
            above.insert(chance.randrange(len(above) + 1), etree.fromstring(etree.tostring(element)))
        case 2:
            element.tag = chance.choice(list(root.iter("*"))).tag
        case 3 if element.attrib:
            key = chance.choice(list(element.attrib))
            element.attrib.pop(key) if chance.random() < 0.3 else element.set(key, _word(chance))  # noqa: PLR2004
        case 4:
            chance.choice(list(root.iter("*"))).append(etree.fromstring(etree.tostring(element)))
        case 5 if element.text:
            element.text = some_bytes(element.text.encode()).decode("utf-8", "ignore").replace("\0", "")
        case _:
            element.text = _word(chance)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)  # type: ignore[no-any-return]


def _json(data: bytes, chance: random.Random, _some_bytes: Bytes) -> bytes:
    whole = json.loads(data)
    nodes: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        for key in keys:
            nodes.append((node, key))
            walk(node[key])

    walk(whole)
    above, key = chance.choice(nodes)
    match chance.randrange(5):
        case 0:
            del above[key]
        case 1 if isinstance(above, dict):
            above[_word(chance)] = above.pop(key)
        case 2:
            other, place = chance.choice(nodes)
            above[key] = json.loads(json.dumps(other[place]))
        case 3:
            above[key] = _word(chance)
        case _:
            above[key] = chance.choice(_VALUES)
    return json.dumps(whole).encode()


def _cells(  # noqa: C901 - a case for each thing that happens to tables
    data: bytes, chance: random.Random, some_bytes: Bytes
) -> bytes:
    text = data.decode("utf-8")
    sign = max(",;\t", key=text.partition("\n")[0].count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
    row = chance.choice(rows)
    at = chance.randrange(len(row))
    column = [n for n, each in enumerate(rows) if len(each) > at]
    match chance.randrange(10):
        case 0:
            rows.remove(row)
        case 1:
            rows.insert(chance.randrange(len(rows) + 1), list(row))
        case 2:
            for n in column:
                del rows[n][at]
        case 3:
            to = chance.randrange(len(row) + 1)
            for n in column:
                rows[n].insert(to, rows[n][at])
        case 4:
            row[at] = chance.choice(chance.choice(rows) or [""])
        case 5:
            row.insert(at, _word(chance)) if chance.random() < 0.5 else row.pop(at)  # noqa: PLR2004 - either way
        case 6:
            row[at] = some_bytes(row[at].encode()).decode("utf-8", "ignore")
        case 7:
            for n in column[1:]:
                rows[n][at] = chance.choice([_word(chance), rows[n][at]])
        case _:
            row[at] = _word(chance)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign, quoting=chance.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])).writerows(rows)
    return out.getvalue().encode("utf-8", "ignore")


def _word(chance: random.Random) -> str:
    return chance.choice(_ODD)
