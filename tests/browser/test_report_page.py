"""The HTML report in a real browser: what it asks for, what it complains of, what it paints."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
import zlib

import pytest
from report import invented

from textmine.report import build_report, write_report
from textmine.report.model import ChartBlock, Figure, Report, Section, Series

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--enable-logging=stderr",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
WIDTH, HEIGHT = 700, 500


def visit(url, folder):
    """Open a page; what it wrote to the console, the addresses it asked for, and a picture of it."""
    net, picture = folder / "net.json", folder / "page.png"
    places = (f"--user-data-dir={folder / 'profile'}", f"--log-net-log={net}", f"--screenshot={picture}")
    command = [CHROMIUM, *FLAGS, *places, f"--window-size={WIDTH},{HEIGHT}", url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    log = json.loads(net.read_text(encoding="utf-8"))
    # What the browser asks for on its own account is kept apart from the page.
    requests = [event["params"] for event in log["events"] if "network_isolation_key" in event.get("params", {})]
    asked = {request["url"] for request in requests if request["network_isolation_key"].startswith("file:")}
    return console, {address for address in asked if not address.startswith("file:")}, picture


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    return write_report(build_report(invented.run()), path)


def pixels(picture):
    """The colours of a PNG of 8 bits a channel, as a set of (red, green, blue)."""
    data = picture.read_bytes()
    width, height, _, kind = struct.unpack(">IIBB", data[16:26])
    packed, place = b"", 8
    while place < len(data):
        (size,) = struct.unpack(">I", data[place : place + 4])
        packed += data[place + 8 : place + 8 + size] if data[place + 4 : place + 8] == b"IDAT" else b""
        place += size + 12
    assert (width, height) == (WIDTH, HEIGHT)
    return _colours(zlib.decompress(packed), {2: 3, 6: 4}[kind])


def _colours(raw, channels):
    stride = WIDTH * channels
    above, found = bytearray(stride), set()
    for start in range(0, len(raw), stride + 1):
        rule, line = raw[start], bytearray(raw[start + 1 : start + 1 + stride])
        for place in range(stride):
            left = line[place - channels] if place >= channels else 0
            corner = above[place - channels] if place >= channels else 0
            line[place] = (line[place] + _predicted(rule, left, above[place], corner)) & 255
        found |= {tuple(line[place : place + 3]) for place in range(0, stride, channels)}
        above = line
    return found


def _predicted(rule, left, up, corner):
    if rule == 4:
        guess = left + up - corner
        return min((left, up, corner), key=lambda value: abs(guess - value))
    return (0, left, up, (left + up) // 2)[rule]


def test_the_report_complains_of_nothing_and_asks_for_nothing(page, tmp_path):
    console, asked, _ = visit(page.as_uri(), tmp_path)
    assert console == []
    assert asked == set()


def test_bars_are_painted_in_the_colours_of_their_groups(tmp_path):
    series = (Series("One", (Figure(3, 4, share=0.75),)), Series("Two", (Figure(1, 2, share=0.5),)))
    report = Report("t", "", (Section("x", "X", 1, (ChartBlock("c", ("a",), series),)),))
    _, _, picture = visit(write_report(report, tmp_path / "report.html").as_uri(), tmp_path)
    assert {(0x00, 0x72, 0xB2), (0xE6, 0x9F, 0x00), (0xFF, 0xFF, 0xFF)} <= pixels(picture)


def test_the_check_sees_a_page_that_asks_and_complains(tmp_path):
    bad = tmp_path / "bad.html"
    bad.write_text('<!DOCTYPE html><img src="http://evil.example/x.png"><script>no()</script>', encoding="utf-8")
    console, asked, _ = visit(bad.as_uri(), tmp_path)
    assert console
    assert asked == {"http://evil.example/x.png"}
