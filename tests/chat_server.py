"""A server of chat completions on this machine, whose answers a test makes up."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ChatServer(ThreadingHTTPServer):
    """Answers each request with what `say` makes of it: the content of a completion, or status and body.

    `asked` holds the requests in the order they came.
    """

    daemon_threads = True

    def __init__(self, say: Callable[[dict[str, Any]], Any]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.say = say
        self.asked: list[dict[str, Any]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: ChatServer

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append({"path": self.path} | request)
        said = self.server.say(request)
        status, body = said if isinstance(said, tuple) else (200, completion(said))
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "http://192.0.2.1/v1/chat/completions")
        self.end_headers()
        with contextlib.suppress(OSError):  # the client may have gone
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def completion(content: object) -> bytes:
    """A completion that holds a text, or a value as JSON."""
    text = content if isinstance(content, str) or content is None else json.dumps(content)
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


@contextlib.contextmanager
def serving(say: Callable[[dict[str, Any]], Any]) -> Iterator[ChatServer]:
    server = ChatServer(say)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def given(request: dict[str, Any]) -> dict[str, Any]:
    """What a request gives to be read."""
    value: dict[str, Any] = json.loads(request["messages"][1]["content"])
    return value


def everything_yes(request: dict[str, Any]) -> dict[str, Any]:
    """A model that names every theme, and says yes to every code with the whole answer as its words."""
    asked = given(request)
    if "answers" in asked:
        evidence = [{"number": each["number"], "words": each["answer"]} for each in asked["answers"]]
        return {"label": f"About {asked['phrases'][0]}", "definition": "What they share.", "evidence": evidence}
    return {"codes": [{"id": code["id"], "words": asked["answer"]} for code in asked["codes"]]}
