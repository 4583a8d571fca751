"""Nothing goes out: a whole run with every socket refused, or every one that leaves this machine.

`limesurvey://` is the exception that the user asks for; it goes to the server that was named, and nowhere else.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import lime_server
from chat_server import everything_yes, serving
from helpers import DEMO, mini_survey

import textmine

GUARD = """
import socket, sys

def refuse(*args, **kwargs):
    raise RuntimeError("a socket was opened")

socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = refuse
watched = {"socket.connect", "socket.getaddrinfo", "socket.bind"}
sys.addaudithook(lambda event, args: refuse() if event in watched else None)
from textmine.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_a_whole_run_opens_no_socket(tmp_path):
    command = [sys.executable, "-c", GUARD, "run", str(mini_survey(tmp_path)), "-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "report.html").is_file()


LOOPBACK = """
import sys

def look(event, args):
    if event == "socket.connect" and args[1][0] not in {"127.0.0.1", "::1"}:
        raise RuntimeError("a socket was opened to another machine")
    if event == "socket.getaddrinfo" and args[0] not in {"127.0.0.1", "localhost"}:
        raise RuntimeError("a name was looked up")

sys.addaudithook(look)
from textmine.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_a_run_with_a_language_model_stays_on_this_machine(tmp_path):
    with serving(everything_yes) as server:
        options = ["--llm", server.address, "--llm-model", "small", "--until", "code"]
        command = [sys.executable, "-c", LOOPBACK, "run", str(mini_survey(tmp_path)), "-o", str(tmp_path / "out")]
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert server.asked


def test_a_download_from_limesurvey_asks_the_server_that_was_named(tmp_path):
    export = lime_server.recorded(DEMO.with_suffix(".lsa"))
    with lime_server.serving((DEMO / "structure.lss").read_bytes(), export) as server:
        login = {"URL": server.address, "USER": lime_server.USER, "PASSWORD": lime_server.PASSWORD}
        words = ["run", f"limesurvey://{lime_server.SURVEY}", "-o", str(tmp_path / "out"), "--until", "clean"]
        done = subprocess.run(
            [sys.executable, "-c", LOOPBACK, *words],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {f"TEXTMINE_LIMESURVEY_{name}": value for name, value in login.items()},
        )
    assert done.returncode == 0, done.stderr
    assert lime_server.PASSWORD not in done.stdout + done.stderr


def test_only_two_modules_can_open_a_connection():
    found = set()
    for file in Path(textmine.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if {name.partition(".")[0] for name in names} & {"socket", "http", "requests", "citric", "urllib3", "ssl"}:
                found.add(file.name)
    assert found == {"llm.py", "limesurvey_server.py"}


def test_the_guard_guards():
    code = GUARD.replace("from textmine.cli import main", "socket.create_connection(('127.0.0.1', 9))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "a socket was opened" in done.stderr
