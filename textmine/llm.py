"""A language model on the analyst's own machine, asked over HTTP. Off unless an address is given.

Any server of chat completions as llama.cpp, Ollama and others speak them will do. Comments are
personal data, so an address must lead to this machine (loopback); another one needs ``remote = true``
and https. Neither proxies nor redirects are followed. Every answer is kept in the run folder under a
digest of its question, so that a second run asks nothing and makes the same bytes.

What a model says is not trusted here or elsewhere: `Server.ask` returns any JSON object, and who
asked holds it against what may be answered.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import json
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from textmine.errors import TextmineError
from textmine.files import write_atomically
from textmine.folder import digest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from urllib.parse import SplitResult

__all__ = ["LlmSettings", "Model", "Server", "check", "connect"]

_SEED = 0
_MAX_TOKENS = 1000
_LARGEST = 1_000_000  # bytes of an answer
_PIECE = 65_536  # bytes read at once
_EXCERPT = 200  # characters of a server's own message that an error repeats
_NOTHING_LOST = "what is computed and answered so far is kept"
# Seconds before each further try of a server that is busy or still reads its weights.
_WAITS = (1.0, 4.0)
_OK = 200
_REDIRECTS = range(300, 400)
_BUSY = frozenset({429, 500, 502, 503, 504})
# What servers say that do not know the response format asked for.
_UNKNOWN_FORMAT = frozenset({400, 422, 501})


@dataclass(frozen=True)
class LlmSettings:
    """Options of the language model.

    Attributes:
        address: Where it answers, such as "http://127.0.0.1:8080/v1"; "" asks none.
        model: Its name, as the server calls it.
        remote: The address may lead to another machine, by https.
        review: It votes on codes left to review in at most about so many segments, drawn by the
            digest of their ids.
        sample: It votes on all codes of about so many segments, for its agreement with the machine.
        decide: Its vote decides codes left to review; else it is only noted.
        timeout: Seconds until an answer must be there.
        folder: Where answers are kept, "" for nowhere; set by the run.
        segments: Number of segments of the survey; set by the run.
    """

    address: str = ""
    model: str = ""
    remote: bool = False
    review: int = 1000
    sample: int = 200
    decide: bool = False
    timeout: float = 120.0
    folder: str = ""
    segments: int = 0


class Model(Protocol):
    """A language model."""

    def ask(self, task: str, given: Mapping[str, object], schema: Mapping[str, object]) -> dict[str, Any]:
        """The answer to one question.

        Args:
            task: What to do with what is given.
            given: What JSON can hold. Texts of strangers stand here, never in the task.
            schema: JSON schema of the answer. A server may ignore it.

        Returns:
            A JSON object, which need not follow the schema; {} for an answer that is none.
        """


def connect(settings: LlmSettings) -> Model:
    """The model of these settings.

    Raises:
        TextmineError: see `check`.
    """
    return Server(settings)


def check(settings: LlmSettings) -> None:
    """Hold the address against what is allowed; nothing is connected to.

    Raises:
        TextmineError: it is no address, leads to another machine without `remote`, or there is no
            name of a model.
    """
    _hosts(settings)
    if not settings.model:
        raise TextmineError(
            "[llm] has an address and no model.",
            expected="the name by which the server calls it",
            hint='model = "..." in [llm], or --llm-model; servers list theirs under ADDRESS/models',
        )


class Server:
    """A server of chat completions.

    Args:
        settings: Address, model, and where to keep its answers.

    Raises:
        TextmineError: see `check`.
    """

    def __init__(self, settings: LlmSettings) -> None:
        check(settings)
        self._settings = settings
        self._url, self._hosts = _url(settings.address), _hosts(settings)
        self._formats = True  # until the server refuses a response format

    def ask(self, task: str, given: Mapping[str, object], schema: Mapping[str, object]) -> dict[str, Any]:
        """The answer to one question, from the folder of answers where it is known.

        Raises:
            TextmineError: nobody answers at the address, not in time, or it is no such server.
        """
        # In JSON no text can end the value it stands in.
        messages = [
            {"role": "system", "content": task},
            {"role": "user", "content": json.dumps(given, ensure_ascii=False)},
        ]
        question: dict[str, Any] = {
            "model": self._settings.model,
            "messages": messages,
            "temperature": 0,
            "seed": _SEED,
            "max_tokens": _MAX_TOKENS,
            "stream": False,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": True, "schema": schema},
            },
        }
        if not self._settings.folder:
            return _object(self._complete(question))
        file = Path(self._settings.folder) / f"{digest(question)}.json"
        answer = _kept(file)
        if answer is None:
            answer = self._complete(question)
            _keep(file, question, answer)
        return _object(answer)

    def _complete(self, question: dict[str, Any]) -> str:
        """The text of a completion."""
        if not self._formats:
            question = {key: value for key, value in question.items() if key != "response_format"}
        status, body = self._post(question)
        for wait in _WAITS:
            if status in _BUSY:
                time.sleep(wait)
                status, body = self._post(question)
        if status in _UNKNOWN_FORMAT and "response_format" in question:
            self._formats = False
            return self._complete(question)
        where = f"The language model at {self._settings.address}"
        if status in _REDIRECTS:
            raise TextmineError(f"{where} redirects.", hint="give the address that answers: redirects are not followed")
        if status != _OK:
            said = " ".join(body.decode(errors="replace").split())[:_EXCERPT]
            raise TextmineError(
                f"{where} says {status}: {said}", hint="check the address and the name of the model; " + _NOTHING_LOST
            )
        try:
            content = json.loads(body)["choices"][0]["message"]["content"]
        except (ValueError, RecursionError, LookupError, TypeError) as error:
            raise TextmineError(
                f"{where} sends no chat completion.",
                expected="a server of chat completions, its address with the version: http://127.0.0.1:8080/v1",
                hint=_NOTHING_LOST,
            ) from error
        return content if isinstance(content, str) else ""

    def _post(self, question: dict[str, Any]) -> tuple[int, bytes]:
        """Status and body of what the server says; the hosts are tried in turn until one is there."""
        where = f"The language model at {self._settings.address}"
        problem: Exception | None = None
        for host in self._hosts:
            try:
                return self._talk(host, json.dumps(question).encode())
            except TimeoutError as error:
                raise TextmineError(
                    f"{where} did not answer within {self._settings.timeout:g} seconds.",
                    hint="a smaller model, or a longer timeout in [llm]; " + _NOTHING_LOST,
                ) from error
            except (OSError, http.client.HTTPException) as error:
                problem = error
        reason = getattr(problem, "strerror", None) or type(problem).__name__
        raise TextmineError(
            f"{where} cannot be reached: {reason}.",
            hint="start its server, or run without --llm and [llm]; " + _NOTHING_LOST,
        ) from problem

    def _talk(self, host: str, body: bytes) -> tuple[int, bytes]:
        """One request to one host.

        Raises:
            TimeoutError: the whole answer was not there in time.
            OSError, http.client.HTTPException: there is no server, or it does not speak HTTP.
            TextmineError: the answer is too large.
        """
        seconds = self._settings.timeout
        deadline = time.monotonic() + seconds
        kind = http.client.HTTPSConnection if self._url.scheme == "https" else http.client.HTTPConnection
        with contextlib.closing(kind(host, self._url.port, timeout=seconds)) as connection:
            path = self._url.path.rstrip("/") + "/chat/completions"
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            with connection.getresponse() as response:
                return response.status, _read(response, deadline)


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes:
    """The body of an answer, however slowly and however much is sent."""
    data = b""
    while part := response.read1(_PIECE):
        data += part
        if len(data) > _LARGEST:
            raise TextmineError(
                f"The language model answers with more than {_LARGEST:,} bytes.", hint="check the address in [llm]"
            )
        if time.monotonic() > deadline:
            raise TimeoutError
    return data


def _url(address: str) -> SplitResult:
    """An address in its parts.

    Raises:
        TextmineError: it is none, or holds more than scheme, host, port and path.
    """
    try:
        url = urlsplit(address)
        whole = url.scheme in {"http", "https"} and url.hostname and (url.port is None or url.port > 0)
    except ValueError:
        whole = False
    if not whole or url.username or url.query or url.fragment:
        raise TextmineError(
            f"{address!r} is not the address of a language model.",
            expected="http://, a host, a port and the version of the API, such as http://127.0.0.1:8080/v1",
        )
    return url


def _hosts(settings: LlmSettings) -> list[str]:
    """What to connect to: the loopback addresses of the host, or its name where it is remote.

    Addresses and not the name, so that the name cannot lead elsewhere a moment later.

    Raises:
        TextmineError: the host is not on this machine and may not be elsewhere.
    """
    url = _url(settings.address)
    host = url.hostname or ""
    try:
        found = socket.getaddrinfo(host, url.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise TextmineError(
            f"There is no host {host!r}: {error.strerror}.", hint="this machine is 127.0.0.1 or localhost"
        ) from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if all(ipaddress.ip_address(address.partition("%")[0]).is_loopback for address in addresses):
        return addresses if url.scheme == "http" else [host]
    if not settings.remote:
        raise TextmineError(
            f"{settings.address} is not on this machine, and comments are personal data.",
            expected="an address of this machine: 127.0.0.1, ::1 or localhost",
            hint="an SSH tunnel makes another machine's server one of this; or remote = true in [llm], with https",
        )
    if url.scheme != "https":
        raise TextmineError(
            f"{settings.address} would send comments over the network for anybody to read.", expected="https://"
        )
    return [host]


def _kept(file: Path) -> str | None:
    """The answer in a file, None where there is none that can be read."""
    try:
        answer = json.loads(file.read_text(encoding="utf-8"))["answer"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return answer if isinstance(answer, str) else None


def _keep(file: Path, question: Mapping[str, object], answer: str) -> None:
    file.parent.mkdir(mode=0o700, exist_ok=True)  # comments are personal data
    with write_atomically(file) as part:
        part.write_text(json.dumps({"question": question, "answer": answer}, indent=1), encoding="utf-8")


def _object(answer: str) -> dict[str, Any]:
    """The JSON object in an answer, without what a model thinks aloud or writes around it; {} for none."""
    said = answer.rpartition("</think>")[2]
    try:
        found = json.loads(said[said.index("{") : said.rindex("}") + 1])
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
