"""textmine.toml -> frozen options, one set a stage.

A key that is not known is an error that names the nearest one: an option that is silently ignored
would put a wrong number under somebody's name.
"""

from __future__ import annotations

import dataclasses
import tomllib
import typing
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textmine import exchange, guests, reference, sentences
from textmine.errors import TextmineError, nearest
from textmine.limesurvey_server import is_address
from textmine.llm import LlmSettings, check
from textmine.privacy import forgotten_key
from textmine.stages.beside import BesideSettings
from textmine.stages.clean import CleanSettings
from textmine.stages.embed import EmbedSettings
from textmine.stages.findings import FindingsSettings
from textmine.stages.invited import InvitedSettings
from textmine.stages.language import LanguageSettings
from textmine.stages.mentions import MentionsSettings
from textmine.stages.read import ReadSettings
from textmine.stages.read.mapping import lines as mapping
from textmine.stages.segment import SegmentSettings
from textmine.stages.summarise import SummariseSettings
from textmine.stages.themes import ThemesSettings

__all__ = ["CONFIG_NAME", "Options", "ReportOptions", "SurveyOptions", "beside", "load", "stored", "template"]

CONFIG_NAME = "textmine.toml"


@dataclass(frozen=True)
class SurveyOptions:
    """What an export does not say of its survey.

    Attributes:
        title: Title of the report; the survey's own where empty.
        invited: How many were invited; 0 when not known.
        respondents: What respondents are called in the report, one and several; () for "respondent".
        sentences: Language of the sentences in the report (en), or a catalogue of them beside the configuration.
        invited_list: Who was invited: a CSV file beside the configuration with a column `name` or `id`, others
            being attributes. Says how many were invited where `invited` does not.
        as_of: Date of the survey (ISO 8601), for what changes with time such as EU membership.
        by: Attributes that figures are broken down by.
        weight: Column of the export that holds the weight of each respondent; 1 each where empty.
        languages: Languages the comments can be in (ISO 639-1); all EU languages where empty.
        keep_personal_data: Reports show comments as they stand and name respondents by their ids.
        codebook: A codebook that comes with textmine, or a file beside the configuration; the
            options of the questions are the first codes where empty.
        earlier: The written codebook of an earlier run or wave, beside the configuration: emergent themes
            keep the ids and names they had there.
        corrections: A sheet of mentions that a person went through, beside the configuration.
        labels: Sheets that people coded, beside the configuration.
    """

    title: str = ""
    invited: int = 0
    respondents: tuple[str, ...] = ()
    sentences: str = ""
    invited_list: str = ""
    as_of: str = ""
    by: tuple[str, ...] = ()
    weight: str = ""
    languages: tuple[str, ...] = ()
    codebook: str = ""
    earlier: str = ""
    corrections: str = ""
    labels: tuple[str, ...] = ()
    keep_personal_data: bool = False


@dataclass(frozen=True)
class ReportOptions:
    """How the report looks.

    Attributes:
        template: A Word file (.docx or .dotx) whose styles, header and footer the report in Word takes,
            beside the configuration.
    """

    template: str = ""


@dataclass(frozen=True)
class Options:
    """All options of a run: the survey's, then a set for each stage."""

    survey: SurveyOptions = field(default_factory=SurveyOptions)
    read: ReadSettings = field(default_factory=ReadSettings)
    clean: CleanSettings = field(default_factory=CleanSettings)
    language: LanguageSettings = field(default_factory=LanguageSettings)
    segment: SegmentSettings = field(default_factory=SegmentSettings)
    mentions: MentionsSettings = field(default_factory=MentionsSettings)
    embed: EmbedSettings = field(default_factory=EmbedSettings)
    themes: ThemesSettings = field(default_factory=ThemesSettings)
    beside: BesideSettings = field(default_factory=BesideSettings)
    invited: InvitedSettings = field(default_factory=InvitedSettings)
    summarise: SummariseSettings = field(default_factory=SummariseSettings)
    findings: FindingsSettings = field(default_factory=FindingsSettings)
    llm: LlmSettings = field(default_factory=LlmSettings)
    report: ReportOptions = field(default_factory=ReportOptions)

    def with_encoder(self, name: str) -> Options:
        """These options with another sentence encoder."""
        embed = dataclasses.replace(self.embed, encoder=name)
        themes = dataclasses.replace(self.themes, encoder=name)
        return dataclasses.replace(
            self, embed=embed, themes=themes, beside=dataclasses.replace(self.beside, encoder=name)
        )

    def without(self, forgotten: Collection[str]) -> Options:
        """These options without the people of these keys (`privacy.forgotten_key`) in the list of invited."""
        people = tuple(one for one in self.invited.people if forgotten_key(one.invited_id) not in forgotten)
        if len(people) == len(self.invited.people):
            return self
        return dataclasses.replace(
            self,
            invited=dataclasses.replace(self.invited, people=people),
            survey=dataclasses.replace(self.survey, invited=len(people)),
            summarise=dataclasses.replace(self.summarise, invited=len(people)),
        )

    def check_invited(self, respondents: int) -> None:
        """Hold the number of people invited against that of the responses in an export.

        Raises:
            TextmineError: fewer were invited than responded.
        """
        if not 0 < self.survey.invited < respondents:
            return
        if self.survey.invited_list:
            raise TextmineError(
                f"{self.survey.invited_list} lists {self.survey.invited}, but there are {respondents} responses.",
                expected="everybody the survey was sent to",
                hint="add those who are missing, or leave survey.invited_list out",
            )
        raise TextmineError(
            f"survey.invited is {self.survey.invited}, but the export holds {respondents} responses.",
            expected="the number of people the survey was sent to",
            hint="correct it in textmine.toml, or leave it out",
        )


# Options of the survey that stages need: (section, key) <- key of [survey].
_SHARED = {
    ("language", "languages"): "languages",
    ("mentions", "as_of"): "as_of",
    ("read", "attributes"): "by",
    ("read", "weight"): "weight",
    ("summarise", "by"): "by",
    ("summarise", "invited"): "invited",
}
# Set by another section or by the run, not written in a section of their own.
_HIDDEN = {
    *_SHARED,
    ("read", "columns"),
    ("read", "questions"),
    ("findings", "catalogue"),
    ("findings", "respondents"),
    ("themes", "codebook"),
    ("themes", "earlier"),
    ("themes", "encoder"),
    ("beside", "encoder"),
    ("invited", "people"),
    ("themes", "llm"),
    ("llm", "folder"),
    ("llm", "segments"),
}


_READING = ("format", "encoding", "id_column")


def load(
    path: Path | None,
    *,
    llm: str | None = None,
    llm_model: str | None = None,
    read: Mapping[str, Any] | None = None,
    **survey: Any,
) -> Options:
    """Read a configuration file and lay the command line over its sections [survey], [read] and [llm].

    Args:
        path: The file, or None for the defaults.
        llm: Address of a language model; None leaves what the file says.
        llm_model: Its name, the same.
        read: Values for [read]; None, "" and () leave what the file says.
        **survey: Values for [survey]; None, () and False leave what the file says.

    Returns:
        The options of a run.

    Raises:
        TextmineError: the file is not TOML, a section or key is not known, a value is of the wrong
            type, the codebook cannot be read, there is no such template, or the language model is not on
            this machine.
    """
    data = _parse(path) if path else {}
    known = {f.name: f.default_factory for f in dataclasses.fields(Options)}
    for section in data:
        if section not in (names := {*known, "columns", "questions"}):
            raise TextmineError(f"{path}: there is no section [{section}].", hint=nearest(section, names))
    values = {name: _values(path, name, known[name], data.get(name, {})) for name in known}
    if path:
        _find_beside(path.parent, values)
    columns, questions = mapping.parse(path, data.get("columns", {}), data.get("questions", {}))
    values["read"] |= {"columns": columns, "questions": questions}
    values["survey"] |= _said(survey)
    values["read"] |= _said(read or {})
    values["invited"] = _invited(values["survey"])
    for (section, key), source in _SHARED.items():
        shared = values["survey"].get(source)
        if shared:
            own = values[section].get(key, ())
            values[section][key] = (*shared, *own) if isinstance(shared, tuple) else shared
    for section in ("themes", "beside"):
        values[section] |= {key: value for key, value in values["embed"].items() if key == "encoder"}
    for key in ("codebook", "earlier"):
        if book := values["survey"].get(key):
            values["themes"][key] = exchange.load(_codebook_file(book, path))
    values["findings"] |= _wording(path, values["survey"])
    values["llm"] |= {key: value for key, value in (("address", llm), ("model", llm_model)) if value}
    if values["llm"]:
        values["themes"]["llm"] = LlmSettings(**values["llm"])
        check(values["themes"]["llm"])
    return Options(**{name: known[name](**values[name]) for name in known})  # type: ignore[operator]


def stored(data: Mapping[str, Any]) -> Options:
    """The options of a run as its manifest holds them (`dataclasses.asdict`, through JSON)."""
    made: Options = _remade(Options, data)
    return made


def _remade(kind: Any, value: Any) -> Any:
    """A value of a type, of what JSON made of it."""
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{name: _remade(hints[name], each) for name, each in value.items()})  # type: ignore[operator]
    inner = typing.get_args(kind)
    if typing.get_origin(kind) is tuple:
        kinds = inner[:1] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_remade(one, each) for one, each in zip(kinds, value, strict=True))
    if type(None) in inner:  # a union with None
        return None if value is None else _remade(inner[0], value)
    return value


def _said(given: Mapping[str, Any]) -> dict[str, Any]:
    """What the command line says; an option that was not given says nothing."""
    return {key: value for key, value in given.items() if value not in (None, "", (), False)}


def _wording(path: Path | None, survey: Mapping[str, Any]) -> dict[str, Any]:
    """The options of the findings that the survey decides: what respondents are called, and in which language."""
    nouns = survey.get("respondents", ())
    if nouns and (len(nouns) != 2 or not all(nouns)):  # noqa: PLR2004 -- one and several
        raise TextmineError(
            f"{path}: survey.respondents is {list(nouns)}.",
            expected='what one and several respondents are called, such as ["partnership", "partnerships"]',
        )
    made: dict[str, Any] = {"respondents": tuple(nouns)} if nouns else {}
    if language := survey.get("sentences"):
        made["catalogue"] = sentences.load(language, path.parent if path else None)
    return made


def _invited(survey: dict[str, Any]) -> dict[str, Any]:
    """The invited where a file lists them; sets their number where the configuration does not say it."""
    if not survey.get("invited_list"):
        return {}
    people = guests.load(Path(survey["invited_list"]))
    if survey.setdefault("invited", len(people)) != len(people):
        raise TextmineError(
            f"survey.invited is {survey['invited']}, but {survey['invited_list']} lists {len(people)}.",
            expected="the same number, or the list alone",
        )
    return {"people": people}


def beside(*exports: Path | str) -> Path | None:
    """The configuration of a survey, which stands in its folder or beside its exports; None where there is none.

    Of north.csv that is north.textmine.toml, else textmine.toml.

    Raises:
        TextmineError: there are several, as the exports have their own or stand in different folders; or it sends
            comments to another machine, which nobody has asked for who did not name it.
    """
    files = [Path(export) for export in exports if not is_address(export)]
    found = list(dict.fromkeys(file for export in files if (file := _of_export(export))))
    if len(found) > 1:
        raise TextmineError(f"There is more than one configuration: {found[0]}, {found[1]}.", hint="name one: --config")
    if found and (llm := _parse(found[0]).get("llm")) and isinstance(llm, dict) and llm.get("remote"):
        raise TextmineError(
            f"{found[0]} sends comments to another machine ([llm] remote), and may have come with the export.",
            hint=f"look at what it says, then name it: --config {found[0]}",
        )
    return next(iter(found), None)


def _of_export(export: Path) -> Path | None:
    folder = export / CONFIG_NAME
    own = (
        [folder] if export.is_dir() else [export.with_name(f"{export.stem}.{CONFIG_NAME}"), export.parent / CONFIG_NAME]
    )
    return next((file for file in own if file.is_file()), None)


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TextmineError(f"{path} cannot be read: {error.strerror}.", hint="check the name of the file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TextmineError(
            f"{path} is not a configuration file: {error}.", expected="TOML in UTF-8", hint="`textmine init` writes one"
        ) from error


def _values(path: Path | None, section: str, kind: Any, given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise TextmineError(f"{path}: {section} is a value.", expected=f"a section [{section}]")
    hints = typing.get_type_hints(kind)
    allowed = [name for name in hints if (section, name) not in _HIDDEN]
    values = {}
    for key, value in given.items():
        if key not in allowed:
            raise TextmineError(f"{path}: section [{section}] has no key {key!r}.", hint=nearest(key, allowed))
        values[key] = _typed(f"{path}: {section}.{key}", hints[key], value)
    return values


def _typed(where: str, hint: Any, value: Any) -> Any:
    hint = next((each for each in typing.get_args(hint) if type(None) in typing.get_args(hint)), hint)
    if typing.get_origin(hint) is tuple:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise TextmineError(f"{where} is {value!r}.", expected='a list of texts, such as ["A", "B"]')
    # TOML tells 1 from 1.0; a person need not.
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not hint:
        names = {str: "a text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
        raise TextmineError(f"{where} is {value!r}.", expected=names.get(hint, str(hint)))
    return value


def _find_beside(folder: Path, values: dict[str, dict[str, Any]]) -> None:
    """Replace the names of files by where they stand, beside the configuration; a missing template is an error."""
    survey, report = values["survey"], values["report"]
    for key in ("corrections", "invited_list"):
        if survey.get(key):
            survey[key] = str(folder / survey[key])
    if survey.get("labels"):
        survey["labels"] = tuple(str(folder / name) for name in survey["labels"])
    if report.get("template"):
        file = (folder / report["template"]).resolve()
        if not file.is_file():
            raise TextmineError(f"There is no Word template {file}.", expected="a file .docx or .dotx")
        report["template"] = str(file)


def _codebook_file(name: str, config: Path | None) -> Path:
    """The file of a codebook: by path, beside the configuration, or by the name of one of ours."""
    beside = config.parent / name if config else Path(name)
    for file in (Path(name), beside):
        if file.is_file():
            return file
    if "/" in name or name.casefold().endswith(exchange.SUFFIXES):
        raise TextmineError(
            f"There is no codebook {name}.",
            expected=f"a file {', '.join(exchange.SUFFIXES)}, or one of: {', '.join(reference.codebooks())}",
            hint="`textmine codebook DIR -o FILE` writes the themes of a run as a codebook",
        )
    return reference.codebook_path(name)


def template(title: str, attributes: list[str], languages: list[str], read: ReadSettings, columns: str) -> str:
    """A commented textmine.toml for a survey, for `textmine init`.

    Args:
        title: Title of the survey.
        attributes: What figures can be broken down by.
        languages: Its languages.
        read: How its export was read.
        columns: What was made of its columns and questions, as lines of a configuration.
    """
    by = ", ".join(f'"{name}"' for name in attributes)
    return f"""\
# What the export does not say. Every key can be left out; a misspelt one is an error.

[survey]
title = {mapping.quoted(title)}
# invited = 23                  # how many were invited, for the response rate
# invited_list = "invited.csv"  # who was invited, a name or id a line: who did not answer, and from which groups
# as_of = "2018-11-21"          # date of the survey, for EU membership
# respondents = ["partnership", "partnerships"]   # what the report calls respondents
# sentences = "en"              # language of the sentences, or a file: en.toml of docs/sentences.md in your language
# by = [{by}]    # break figures down by these attributes
# weight = "WEIGHT"             # column with the weight of each respondent
# languages = [{", ".join(f'"{name}"' for name in languages)}]   # the comments can only be in these
# keep_personal_data = true     # reports quote as written and name respondents: for your team only
# codebook = "codebook.yaml"    # a file beside this one, or one of: {", ".join(reference.codebooks())}
# earlier = "last_wave.yaml"    # themes an earlier run found keep their names: its `textmine codebook`
# corrections = "mentions.xlsx"   # what `textmine mentions` wrote and you changed, beside this file
# labels = ["coded.xlsx"]       # what `textmine codebook --sheet` wrote and people filled in, beside this file

[read]
{_said_of_reading(read)}# personal = ["Q5"]             # questions with personal data besides those recognised
# missing = ["NA"]              # cells that hold nothing but this are empty

[clean]
# no_answer = ["next"]          # what also means "no answer" in this survey

[mentions]
# organisations = ["ACME Cluster"]   # organisations you know are named
# respondents = "NAME"          # the question for the respondent's own name, if it is not found by its wording
# aliases = ["T4F = Taste Forward"]   # what else respondents and organisations are called

[report]
# template = "house.docx"        # a Word file with your styles, header and footer, beside this file

[llm]                            # a language model on this machine that gives a second opinion
# address = "http://127.0.0.1:8080/v1"
# model = "qwen3-8b"             # as its server calls it

{columns}"""


def _said_of_reading(read: ReadSettings) -> str:
    """What had to be said for the export to be read, so that it need not be said again."""
    lines = [f"{name} = {mapping.quoted(value)}\n" for name in _READING if (value := getattr(read, name))]
    if read.text_columns:
        lines.append(f"text_columns = [{', '.join(map(mapping.quoted, read.text_columns))}]\n")
    if read.missing is not None:
        lines.append(f"missing = [{', '.join(map(mapping.quoted, read.missing))}]\n")
    return "".join(lines)
