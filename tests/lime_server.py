"""A LimeSurvey server on this machine that answers RemoteControl 2 about an invented survey, or says no.

What it answers is made from a structure file, in the form in which LimeSurvey 6 answers: numbers as
numbers, "No available answer options" where there are none, and a list where PHP's keys are 0, 1, 2 ...
"""

from __future__ import annotations

import base64
import contextlib
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from lxml import etree

from textmine.stages.read.platforms.limesurvey.lsa import open_archive

Tables = dict[str, list[dict[str, Any]]]
USER, PASSWORD, SURVEY = "analyst", "correct horse battery", 123456
_NUMBERS = {"qid", "parent_qid", "sid", "gid", "question_order", "scale_id", "group_order"}


class LimeServer(ThreadingHTTPServer):
    """Answers each call with what the structure says; `says` replaces the answers of some methods.

    `asked` holds method and parameters of the calls in the order they came.
    """

    daemon_threads = True

    def __init__(self, lss: bytes, export: bytes, says: dict[str, Any]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.tables, self.languages = _tables(lss)
        self.export, self.says = export, says
        self.asked: list[tuple[str, list[Any]]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, method: str, params: list[Any]) -> Any:
        self.asked.append((method, params))
        if method in self.says:
            return self.says[method]
        if method == "get_session_key":
            known = params[:2] == [USER, PASSWORD]
            return "a-key" if known else {"status": "Invalid user name or password"}
        if params[0] != "a-key":
            return {"status": "Invalid session key"}
        if method == "release_session_key":
            return "OK"
        if method != "get_question_properties" and params[1] != SURVEY:
            return {"status": "Error: Invalid survey ID"}
        given: Callable[..., Any] = getattr(self, method)
        return given(*params[2:]) if method != "get_question_properties" else given(*params[1:])

    def get_survey_properties(self, _wanted: list[str]) -> dict[str, Any]:
        survey = self.tables["surveys"][0]
        return {
            "language": self.languages[0],
            "additional_languages": " ".join(self.languages[1:]),
            "attributedescriptions": survey.get("attributedescriptions"),
        }

    def get_language_properties(self, _wanted: list[str], language: str) -> dict[str, Any]:
        titles = {row["surveyls_language"]: row["surveyls_title"] for row in self.tables["surveys_languagesettings"]}
        return {"surveyls_title": titles.get(language, "")}

    def list_groups(self, language: str) -> list[dict[str, Any]]:
        texts = {(r["gid"], r["language"]): r["group_name"] for r in self.tables["group_l10ns"]}
        return [row | {"group_name": texts.get((row["gid"], language), "")} for row in self.tables["groups"]]

    def list_questions(self, _group: None, language: str) -> list[dict[str, Any]]:
        texts = {(r["qid"], r["language"]): r["question"] for r in self.tables["question_l10ns"]}
        rows = [*self.tables["questions"], *self.tables["subquestions"]]
        return [
            {"id": row["qid"], "question": texts.get((row["qid"], language), ""), "language": language} | row
            for row in rows
        ]

    def get_question_properties(self, question: int, _wanted: list[str], language: str) -> dict[str, Any]:
        texts = {(r["aid"], r["language"]): r["answer"] for r in self.tables["answer_l10ns"]}
        scales: dict[str, dict[str, Any]] = defaultdict(dict)
        for row in self.tables["answers"]:
            if row["qid"] == question:
                scales[str(row["scale_id"])][row["code"]] = {
                    "answer": texts.get((row["aid"], language), ""),
                    "scale_id": row["scale_id"],
                    "order": int(row["sortorder"]),
                }
        attributes = {r["attribute"]: r["value"] for r in self.tables["question_attributes"] if r["qid"] == question}
        answers = _php(
            {scale: _php(each) for scale, each in scales.items()} if len(scales) > 1 else scales.get("0", {})
        )
        return {
            "attributes": attributes | {"hidden": "0", "prefix": ""},
            "answeroptions": answers or "No available answer options",
        }

    def export_responses(self, *wanted: Any) -> str:
        assert wanted[:5] == ("json", None, "all", "code", "short")
        return base64.b64encode(self.export).decode()


def recorded(archive: Path) -> bytes:
    """The responses of a survey archive as RemoteControl 2 exports them as JSON."""
    grid, _ = open_archive(archive)
    records = [dict(zip(grid.headings, row.cells, strict=True)) for row in grid.rows()]
    return json.dumps({"responses": records}, ensure_ascii=False).encode()


def _php(keyed: dict[str, Any]) -> Any:
    """What PHP makes of an array whose keys are 0, 1, 2 ..."""
    return list(keyed.values()) if list(keyed) == [str(n) for n in range(len(keyed))] else keyed


def _tables(lss: bytes) -> tuple[Tables, list[str]]:
    root = etree.fromstring(lss)
    tables: Tables = defaultdict(list)
    for table in root:
        for row in table.iterfind("rows/row"):
            cells = {cell.tag: cell.text or "" for cell in row}
            tables[table.tag].append({k: int(v) if k in _NUMBERS and v else v for k, v in cells.items()})
    listed = [node.text or "" for node in root.iterfind("languages/language")]
    base = tables["surveys"][0]["language"]
    return tables, [base, *(code for code in listed if code != base)]


class _Handler(BaseHTTPRequestHandler):
    server: LimeServer

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        said = self.server.answer(request["method"], request["params"]) if self._is_interface() else 404
        status = said if isinstance(said, int) else 200
        body = said if isinstance(said, bytes) else b"<html>an error</html>"
        if status == 200 and body is not said:
            body = json.dumps({"id": request["id"], "result": said, "error": None}).encode()
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "http://192.0.2.1/index.php/admin/remotecontrol")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):  # the client may have gone
            self.wfile.write(body)

    def _is_interface(self) -> bool:
        return self.path == "/index.php/admin/remotecontrol"

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def serving(lss: bytes, export: bytes, **says: Any) -> Iterator[LimeServer]:
    server = LimeServer(lss, export, says)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
