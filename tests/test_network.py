"""Nothing goes out: a whole run with every socket refused, or every one that leaves this machine."""

from __future__ import annotations

import subprocess
import sys

from chat_server import everything_yes, serving
from helpers import mini_survey

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


def test_the_guard_guards():
    code = GUARD.replace("from textmine.cli import main", "socket.create_connection(('127.0.0.1', 9))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "a socket was opened" in done.stderr
