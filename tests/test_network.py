"""Nothing goes out: a whole run with every socket refused."""

from __future__ import annotations

import subprocess
import sys

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


def test_the_guard_guards():
    code = GUARD.replace("from textmine.cli import main", "socket.create_connection(('127.0.0.1', 9))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "a socket was opened" in done.stderr
