"""A survey straight from a LimeSurvey server, by its interface RemoteControl 2: responses and structure as files.

The one place of textmine that opens a connection to another machine, and only for an export that is named
``limesurvey://ID``. Address, user and password come from the environment or from a file that nobody else
can read; they stand in no file, note or error that textmine writes. Redirects are not followed, and a
server on another machine must be asked by https.

RemoteControl 2 exports responses, but no structure: that is put together from what it tells of questions,
groups and answers in each language, in the form of a structure file (.lss), as far as one is read.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import re
import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from textmine.errors import TextmineError, nearest
from textmine.files import write_atomically

if TYPE_CHECKING:
    import citric

__all__ = ["FOLDER", "files", "is_address"]

FOLDER = "limesurvey"
"""Folder of a run that keeps what was downloaded."""

_SCHEME = "limesurvey://"
_ENDPOINT = "/index.php/admin/remotecontrol"
_SETTINGS = {
    "url": "TEXTMINE_LIMESURVEY_URL",
    "user": "TEXTMINE_LIMESURVEY_USER",
    "password": "TEXTMINE_LIMESURVEY_PASSWORD",
}
_FILE = "TEXTMINE_LIMESURVEY_FILE"
_FORM = "json"  # of the forms that RemoteControl 2 exports the one that tells what was never shown
_WAITS = (10, 600)  # seconds for a connection, and for an answer: an export of many responses takes the server a while
_ANSWERED = frozenset("L!OFHR1")  # types of questions that have a list of answers
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_Row = dict[str, object]

_HINTS = {
    "invalid user name or password": "Check user and password; how to give them is said in docs/exports.md.",
    "invalid survey id": "The number stands in the address of the survey, and in the list of surveys.",
    "no data, survey table does not exist": "The survey was never activated, so it has no responses.",
    "no data, could not get max id": "The survey has no responses yet.",
    "no permission": "The user needs to see the survey and its content, and to export responses.",
}
"""What to do about what a server says; RemoteControl 2 has no error codes for it."""


@dataclass(frozen=True)
class _Login:
    """Where and as whom to ask."""

    url: str
    user: str
    password: str = field(repr=False)

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


def is_address(export: Path | str) -> bool:
    """Whether an export is to be downloaded."""
    return isinstance(export, str) and export.startswith(_SCHEME)


def files(exports: Iterable[Path | str], folder: Path) -> tuple[Path, ...]:
    """The exports as files; what is named by an address is downloaded.

    Args:
        exports: Files, folders, and addresses ``limesurvey://ID``.
        folder: Where to keep what is downloaded, its structure beside it; made for the owner alone if need be.

    Raises:
        TextmineError: an address has no number, no address of a server or login is given, the server cannot be
            reached or says no, the survey has no responses, or the extra `limesurvey` is not installed.
    """
    return tuple(_downloaded(str(each), folder) if is_address(each) else Path(each) for each in exports)


def _downloaded(address: str, folder: Path) -> Path:
    number = address.removeprefix(_SCHEME)
    if not number.isdecimal():
        raise TextmineError(f"{address} names no survey.", expected=f"{_SCHEME} and the number of a survey")
    login = _login()
    with _connected(login) as client:
        content = client.export_responses(
            int(number), file_format=_FORM, heading_type="code", response_type="short", completion_status="all"
        )
        structure = _structure(client, int(number))
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # responses are personal data
    folder.mkdir(mode=0o700, exist_ok=True)
    export = folder / f"survey_{number}.{_FORM}"
    for path, data in ((export, content), (export.with_suffix(".lss"), structure)):
        with write_atomically(path) as part:
            part.touch(mode=0o600)
            part.write_bytes(data)
    return export


def _login() -> _Login:
    """Address, user and password, from the environment and, what is not there, from the file."""
    found = {key: os.environ.get(name, "") for key, name in _SETTINGS.items()}
    if not all(found.values()):
        kept = _kept()
        found = {key: value or kept.get(key, "") for key, value in found.items()}
    missing = [key for key, value in found.items() if not value]
    if missing:
        names = ", ".join(_SETTINGS[key] for key in missing)
        raise TextmineError(
            f"There is no {' and no '.join(missing)} for the LimeSurvey server.",
            expected=f"{names} in the environment, or {', '.join(missing)} in {_place()}",
        )
    return _Login(_endpoint(found["url"]), found["user"], found["password"])


def _place() -> Path:
    return Path(os.environ.get(_FILE) or Path.home() / ".config" / "textmine" / "limesurvey.toml")


def _kept() -> dict[str, str]:
    """What the file of the login says; nothing where there is none."""
    path = _place()
    if not path.is_file():
        if os.environ.get(_FILE):
            raise TextmineError(f"There is no file {path}.", expected=f"the file that {_FILE} names")
        return {}
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise TextmineError(f"{path} can be read by others, and holds a password.", hint=f"chmod 600 {path}")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # Without what the library says, which may repeat the password.
        raise TextmineError(f"{path} is not TOML.", expected='lines such as user = "me"') from None
    for key, value in data.items():
        if key not in _SETTINGS or not isinstance(value, str):
            raise TextmineError(f"{path}: {key} is not read.", hint=nearest(key, _SETTINGS))
    return data


def _endpoint(url: str) -> str:
    """The address of the interface.

    Raises:
        TextmineError: it is no address, holds a login, or would send the password for anybody to read.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query:
        raise TextmineError(
            f"{_SETTINGS['url']} is not the address of a LimeSurvey server.",  # which may hold a password
            expected=f"https://, a host and a path, such as https://survey.example.org{_ENDPOINT}",
        )
    if parts.scheme == "http" and not _here(parts.hostname):
        raise TextmineError(
            f"http://{parts.hostname} would send password and responses for anybody to read.", expected="https://"
        )
    path = parts.path.rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path if path.endswith('remotecontrol') else path + _ENDPOINT}"


def _here(host: str) -> bool:
    """Whether a host is this machine, by its name alone."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


@contextlib.contextmanager
def _connected(login: _Login) -> Iterator[citric.Client]:
    """A client that is logged in; errors of the server and of the connection are said in words.

    Raises:
        TextmineError: see `files`.
    """
    try:
        import citric
        import requests
        from citric import exceptions
    except ImportError as error:
        raise TextmineError(
            "limesurvey:// needs citric, which is not installed.", hint="pip install 'textmine[limesurvey]'"
        ) from error
    where = f"The LimeSurvey server {login.host}"
    try:
        client = citric.Client(login.url, login.user, login.password, requests_session=_session(login))
        try:
            yield client
        finally:
            with contextlib.suppress(Exception):  # the session ends by itself after a while
                client.close()
    except exceptions.LimeSurveyStatusError as error:
        said = str(error).replace(login.password, "***").strip()
        hint = next((hint for words, hint in _HINTS.items() if words in said.casefold()), "")
        raise TextmineError(f"{where} says: {said.rstrip('.')}.", hint=hint) from None
    except requests.exceptions.HTTPError as error:
        raise TextmineError(
            f"{where} answers with the status {getattr(error.response, 'status_code', 'of an error')}.",
            hint=f"Check {_SETTINGS['url']}: it ends with {_ENDPOINT}, or with what your server has in its place.",
        ) from None
    except requests.exceptions.SSLError:
        raise TextmineError(f"{where} cannot prove who it is: its certificate is not valid.") from None
    except requests.exceptions.Timeout:
        raise TextmineError(f"{where} did not answer in time.", hint="Try again later.") from None
    except requests.exceptions.RequestException as error:
        if isinstance(error, requests.exceptions.JSONDecodeError):
            raise _no_interface(where) from None
        raise TextmineError(f"{where} cannot be reached.", hint=f"Check {_SETTINGS['url']} and the network.") from None
    except (exceptions.LimeSurveyError, exceptions.ResponseMismatchError, LookupError, TypeError, ValueError):
        raise _no_interface(where) from None


def _no_interface(where: str) -> TextmineError:
    return TextmineError(
        f"{where} does not answer as RemoteControl 2 does.",
        hint="An administrator enables it: Configuration > Global settings > Interfaces > JSON-RPC.",
    )


def _session(login: _Login) -> Any:
    """A session that follows no redirects, sends no login of other programs, and does not wait for ever."""
    import requests

    class Session(requests.Session):
        def request(self, *args: Any, **options: Any) -> requests.Response:
            response = super().request(*args, **options | {"allow_redirects": False, "timeout": _WAITS})
            if response.is_redirect:
                raise TextmineError(
                    f"The LimeSurvey server {login.host} sends elsewhere, which is not followed.",
                    hint=f"Give the address where it answers as {_SETTINGS['url']}.",
                )
            return response

    made = Session()
    made.trust_env = not _here(login.host)  # a proxy is needed for other machines only
    made.auth = lambda request: request  # nothing from ~/.netrc
    return made


def _structure(client: citric.Client, survey: int) -> bytes:
    """The structure of a survey in the form of a structure file."""
    said = client.get_survey_properties(survey, ["language", "additional_languages", "attributedescriptions"])
    base = str(said["language"])
    languages = [base, *(code for code in str(said.get("additional_languages") or "").split() if code != base)]
    described = said.get("attributedescriptions")
    rows: dict[str, list[_Row]] = {name: [] for name in _TABLES}
    rows["surveys"] = [
        {
            "sid": survey,
            "language": base,
            "attributedescriptions": described if isinstance(described, str) else json.dumps(described or {}),
        }
    ]
    for language in languages:
        title = client.get_language_properties(survey, settings=["surveyls_title"], language=language)
        rows["surveys_languagesettings"].append(
            {"surveyls_language": language, "surveyls_title": title.get("surveyls_title")}
        )
        _groups(client.list_groups(survey, language), language, rows)
        questions = client.list_questions(survey, language=language)
        _questions(questions, language, rows)
        for question in questions:
            has_answers = str(question["type"]) in _ANSWERED
            if _number(question["parent_qid"]) == 0 and (has_answers or language == base):
                wanted = ["attributes", "answeroptions", "answeroptions_multiscale"]
                more = client.get_question_properties(int(question["qid"]), settings=wanted, language=language)
                _answers(int(question["qid"]), more, language, rows)
                if language == base:
                    _attributes(int(question["qid"]), more, rows)
    return _document(languages, rows)


_TABLES = (
    "answers", "answer_l10ns", "groups", "group_l10ns", "questions", "subquestions", "question_l10ns",
    "question_attributes", "surveys", "surveys_languagesettings",
)  # fmt: skip
_KEYS = {"answers": ("aid",), "groups": ("gid",), "questions": ("qid",), "subquestions": ("qid",)}
"""Tables whose rows are the same in each language, and what names a row."""


def _number(value: object) -> int:
    return int(str(value or 0))


def _groups(groups: Iterable[Mapping[str, Any]], language: str, rows: dict[str, list[_Row]]) -> None:
    for group in groups:
        if group.get("language", language) == language:  # before version 4 every language is listed
            rows["groups"].append({key: group.get(key) for key in ("gid", "group_order", "grelevance")})
            rows["group_l10ns"].append(
                {"gid": group["gid"], "group_name": group.get("group_name"), "language": language}
            )


def _questions(questions: Iterable[Mapping[str, Any]], language: str, rows: dict[str, list[_Row]]) -> None:
    columns = ("qid", "parent_qid", "sid", "gid", "type", "title", "preg", "other", "question_order", "scale_id")
    for question in questions:
        table = "subquestions" if _number(question["parent_qid"]) else "questions"
        rows[table].append({key: question.get(key) for key in (*columns, "relevance")})
        rows["question_l10ns"].append(
            {"qid": question["qid"], "question": question.get("question"), "language": language}
        )


def _answers(question: int, said: Mapping[str, Any], language: str, rows: dict[str, list[_Row]]) -> None:
    """The answers that can be chosen; a question with two scales has a list for each."""
    listed = _pairs(said.get("answeroptions"))
    scales = [listed] if all("answer" in answer for _, answer in listed) else [_pairs(each) for _, each in listed]
    for code, answer in (pair for scale in scales for pair in scale):
        scale = _number(answer.get("scale_id"))
        answer_id = f"{question}-{scale}-{code}"
        rows["answers"].append(
            {"aid": answer_id, "qid": question, "code": code, "sortorder": answer.get("order"), "scale_id": scale}
        )
        rows["answer_l10ns"].append({"aid": answer_id, "answer": answer.get("answer"), "language": language})


def _attributes(question: int, said: Mapping[str, Any], rows: dict[str, list[_Row]]) -> None:
    rows["question_attributes"] += [
        {"qid": question, "attribute": name, "value": value}
        for name, value in sorted(_pairs(said.get("attributes")))
        if value not in (None, "") and not isinstance(value, (dict, list))
    ]


def _pairs(said: object) -> list[tuple[str, Any]]:
    """Keys and values. PHP writes what is keyed 0, 1, 2 ... as a list, and says in words that there is nothing."""
    if isinstance(said, list):
        return [(str(number), value) for number, value in enumerate(said)]
    return list(said.items()) if isinstance(said, dict) else []


def _document(languages: Sequence[str], rows: Mapping[str, Sequence[_Row]]) -> bytes:
    """The tables as XML; the base language is the last of the list, as LimeSurvey has it."""
    from lxml import etree

    root = etree.Element("document")
    etree.SubElement(root, "LimeSurveyDocType").text = "Survey"
    listed = etree.SubElement(root, "languages")
    for language in reversed(languages):
        etree.SubElement(listed, "language").text = language
    for name in _TABLES:
        table = etree.SubElement(etree.SubElement(root, name), "rows")
        seen = set()
        for row in rows[name]:
            key = tuple(str(row[column]) for column in _KEYS.get(name, row))
            if key in seen:
                continue
            seen.add(key)
            element = etree.SubElement(table, "row")
            for column, value in row.items():
                if value is not None:
                    etree.SubElement(element, column).text = _ILLEGAL.sub("", str(value))
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return data
