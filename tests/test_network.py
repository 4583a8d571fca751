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
from textmine import cli, pipeline

GUARD = """
import socket, sys

def refuse(*args, **kwargs):
    raise RuntimeError("a socket was opened")

socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = refuse
watched = {"socket.connect", "socket.getaddrinfo", "socket.bind"}
sys.addaudithook(lambda event, args: refuse() if event in watched else None)
from textmine.cli import main
sys.exit(main(["--debug", *sys.argv[1:]]))
"""


def test_a_whole_run_opens_no_socket(tmp_path):
    command = [sys.executable, "-c", GUARD, "run", str(mini_survey(tmp_path)), "-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "report.html").is_file()


def test_no_command_opens_a_socket(tmp_path):
    """All commands but `run`, one after the other on one run."""
    export, out = mini_survey(tmp_path), tmp_path / "out"
    pipeline.run(export, out)
    (tmp_path / "chapter.md").write_text("Two respondents said so.")
    commands = {
        "check": [export],
        "init": [export],
        "show": [out, "counts"],
        "report": [out, "-o", tmp_path / "all.md", tmp_path / "all.json", tmp_path / "all.zip", tmp_path / "all.qdpx"],
        "lint": [tmp_path / "chapter.md", out],
        "codebook": [out, "-o", tmp_path / "book.yaml"],
        "score": [out],
        "mentions": [out, "-o", tmp_path / "mentions.xlsx"],
        "forget": [out, "3"],
    }
    assert {*commands, "run"} == {*cli._COMMANDS}
    for name, words in commands.items():
        command = [sys.executable, "-c", GUARD, name, *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "a socket was opened" not in done.stderr, done.stderr
        assert "Traceback" not in done.stderr, done.stderr


WRITES = """
import os, sys

folder = os.path.abspath(sys.argv.pop(1))

def look(event, args):
    made = event == "os.mkdir" or (event == "open" and (args[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    if made and not isinstance(args[0], int):
        path = os.path.abspath(os.fsdecode(args[0]))
        if not path.startswith(folder) and path != os.devnull:
            raise RuntimeError(f"written elsewhere: {path}")

sys.addaudithook(look)
from textmine.cli import main
sys.exit(main(["--debug", *sys.argv[1:]]))
"""


def test_a_run_writes_to_its_folder_alone_and_leaves_nothing_half_done(tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "-c", WRITES, str(out), "run", str(mini_survey(tmp_path)), "-o", str(out)]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(tmp_path / "nowhere")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert not [file.name for file in out.iterdir() if file.name.startswith(".") and file.name != ".lock"]


def test_the_guard_of_files_guards(tmp_path):
    command = [
        sys.executable,
        "-c",
        WRITES,
        str(tmp_path / "other"),
        "run",
        str(mini_survey(tmp_path)),
        "-o",
        str(tmp_path / "out"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "written elsewhere" in done.stderr


LOOPBACK = """
import sys

def look(event, args):
    if event == "socket.connect" and args[1][0] not in {"127.0.0.1", "::1"}:
        raise RuntimeError("a socket was opened to another machine")
    if event == "socket.getaddrinfo" and args[0] not in {"127.0.0.1", "localhost"}:
        raise RuntimeError("a name was looked up")

sys.addaudithook(look)
from textmine.cli import main
sys.exit(main(["--debug", *sys.argv[1:]]))
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
