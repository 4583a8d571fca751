"""An invented survey of 20 networks, as the tables of a run: small, but with everything the report shows."""

from __future__ import annotations

import json

from textmine import tables
from textmine.stats import wilson

HOSTILE = '<script>alert(1)</script><img src="http://evil.example/x.png" onerror=alert(2)> =1+1 & "quoted" \x07bell'

PEOPLE = [f"id{number:04d}" for number in range(901, 921)]
STRAND = {name: "Strand-1" if place < 13 else "Strand-2" for place, name in enumerate(PEOPLE)}

QUESTIONS = [
    ("A1", "Strand of the network", "single", "A. About you", 0, False),
    ("A2", "Contact person and e-mail", "text", "A. About you", 0, True),
    ("B1", "Please indicate which activities your network has carried out so far. Describe each in a few words.",
     "multiple_comments", "B. Activities", 0, False),
    ("C1", "Which barriers did your network meet? Please explain, and suggest how we could help.",
     "multiple_comments", "C. Barriers", 0, False),
    ("D0", "Results of your network", "display", "D. Results", 0, False),
    ("D1", "Has your network signed any cooperation agreement?", "yes_no", "D. Results", 0, False),
    ("D2", "How many cooperation agreements has it signed?", "number", "D. Results", 0, False),
    ("D#TYPE", "Type of organisation the agreement is with", "single", "E. Agreements", 4, False),
    ("D#LAND", "Country", "text", "E. Agreements", 4, False),
    ("F1", "How do you rate the support of the network?", "array", "F. Support", 0, False),
    ("G1", "Is there anything else you would like to tell us?", "text", "", 0, False),
]  # fmt: skip
OPTIONS = {
    "B1": {"TGT": "Identification of target third countries", "COM": "Joint communication actions",
           "EVT": "Organisation of events and missions", "MEN": "Mentoring of small and medium-sized enterprises",
           "BNK": "Definition of bankable proposals for investments"},
    "C1": {"SME": "Engagement of small and medium-sized enterprises in the activities of the project",
           "CLU": "Collaboration between the clusters of the network", "FUN": "Information on complementary funding",
           "POL": "Engagement of regional policy makers", "other": "Other"},
    "F1": {"1": "Good", "2": "Poor"},
    "D#TYPE": {"CL": "Cluster or business network", "RC": "Research centre", "GO": "Governmental authority"},
}  # fmt: skip
TICKS = {
    "B1": {"TGT": range(20), "COM": [*range(13), 14, 15, 17], "EVT": [*range(2, 10), 13, 14, 15, 16], "MEN": [4, 18],
           "BNK": []},
    "C1": {"SME": [0, 1, 3, 5, 13, 14, 15], "CLU": [2, 3, 4, 6, 13, 16], "FUN": [1, 8, 17], "POL": [9], "other": [18]},
}  # fmt: skip
# respondent, question, option, language, themes, countries, text
COMMENTS = [
    (0, "C1", "SME", "en", ["benefits"], [], "It is hard to explain the benefits of a network to small companies."),
    (1, "C1", "SME", "en", ["staff", "benefits"], [],
     "Two colleagues left in spring and nobody replaced them. Companies do not see what they gain."),
    (2, "C1", "CLU", "fr", ["culture"], [],
     "Les habitudes de travail sont très différentes d'un partenaire à l'autre."),
    (3, "C1", "CLU", "en", ["staff"], [],
     "Our coordinator, Jane Roe (jane@roe.example, +32 2 555 01 23), changed twice."),
    (4, "C1", "CLU", "de", ["culture", "budget"], [], "Das Budget ist knapp und die Sprachen sind verschieden."),
    (5, "C1", "SME", "en", ["competition"], [], "National agencies offer free missions, we cannot compete with that."),
    (8, "C1", "FUN", "en", ["budget", "training"], [], "The budget is small. A training on managing it would help."),
    (13, "C1", "CLU", "es", ["culture"], [], "Las culturas empresariales chocan a menudo."),
    (14, "C1", "SME", "en", ["competition", "staff"], [],
     "Regional bodies run the same events, and we lack people."),
    (16, "C1", "CLU", "en", ["sectors"], [], "The range of sectors is too broad, every meeting starts from zero."),
    (17, "C1", "FUN", "en", ["training"], [], HOSTILE),
    (9, "C1", "POL", "en", [], [], "N/A"),
    (0, "B1", "TGT", "en", [], ["US", "CA"], "We chose the United States and Canada after a study."),
    (1, "B1", "TGT", "en", [], ["JP"], "Japan first."),
    (2, "B1", "TGT", "fr", [], ["CA"], "Nous visons le Canada."),
    (6, "B1", "TGT", "en", [], ["US", "CN"], "USA, and China later on."),
    (13, "B1", "TGT", "en", [], ["US", "JP"], "Missions to the US and Japan in autumn."),
    (15, "B1", "EVT", "it", [], ["JP"], "Missione in Giappone con Camera Ponte."),
    (18, "G1", "", "en", ["visa"], [], "Visa for our guests took months."),
    (19, "G1", "", "en", ["visa"], [], "Getting a visa is slow."),
    (7, "A2", "", "en", [], [], "Secret Person, secret@person.example"),
]  # fmt: skip
THEMES = [
    ("staff", "Shortage or change of staff", "barrier", "codebook", "people", None),
    ("culture", "Differences of culture and language", "barrier", "codebook", "people", None),
    ("budget", "Tight budget", "barrier", "codebook", "means", None),
    ("competition", "Competition of national and regional bodies", "barrier", "codebook", "means", None),
    ("benefits", "Benefits hard to explain to companies", "barrier", "codebook", "means", None),
    ("sectors", "Too broad a spread of sectors", "barrier", "codebook", "people", None),
    ("training", "Training on managing a budget", "request", "codebook", "", None),
    ("visa", "visa, guests, slow", "theme", "emergent", "", 0.83),
    ("people", "Cohesion of the network", "barrier", "codebook", "", None),
    ("means", "Means and value", "barrier", "codebook", "", None),
]
COUNTRIES = {"US": "United States", "CA": "Canada", "JP": "Japan", "CN": "China"}
AREAS = {"m49:021": {"US", "CA"}, "m49:142": {"JP", "CN"}, "m49:030": {"JP", "CN"}, "bloc:BRICS": {"CN"}}
GROUPS = [("", ""), ("A1", "Strand-1"), ("A1", "Strand-2")]


def comment_id(row: tuple) -> str:
    return f"{PEOPLE[row[0]]}/{row[1]}/0//{row[2]}/free"


def run() -> dict[str, object]:
    """Table name to frame, each valid as declared."""
    made = {**_asked(), **_written(), **_counted()}
    return {
        name: tables.check(name, tables.frame(name, map(_filled, [name] * len(rows), rows)))
        for name, rows in made.items()
    }


def _filled(name: str, row: dict[str, object] | tuple) -> dict[str, object] | tuple:
    """A row given by name, with a plain value in every column it leaves out."""
    plain = {"string": "", "json": "[]", "int": 0, "float": 1.0, "bool": False}
    return (
        row
        if isinstance(row, tuple)
        else {column.name: plain[column.kind] for column in tables.TABLES[name].columns} | row
    )


def _asked() -> dict[str, list]:
    questions = [
        {"question_id": name, "text": text, "kind": kind, "position": place, "language": "en", "section": section,
         "records": records, "personal": personal}
        for place, (name, text, kind, section, records, personal) in enumerate(QUESTIONS)
    ]  # fmt: skip
    options = [
        (question, "option", code, text, place, code == "other")
        for question, codes in OPTIONS.items()
        for place, (code, text) in enumerate(codes.items())
    ]
    options += [("F1", "row", "R1", "Speed", 0, False), ("F1", "row", "R2", "Clarity", 1, False)]
    respondents = [{"respondent_id": name, "complete": True} for name in PEOPLE]
    attributes = [(name, "A1", strand) for name, strand in STRAND.items()]
    return {"questions": questions, "options": options, "respondents": respondents, "attributes": attributes}


def _written() -> dict[str, list]:
    comments, texts, languages, redactions = [], [], [], []
    for row in COMMENTS:
        name, text = comment_id(row), row[6]
        comments.append(
            {
                "comment_id": name,
                "respondent_id": PEOPLE[row[0]],
                "question_id": row[1],
                "option_id": row[2],
                "kind": "option_comment" if row[2] else "free_text",
            }
        )
        status = "no_answer" if text == "N/A" else "ok"
        texts.append({"comment_id": name, "text": text, "status": status})
        languages.append((name, row[3], 0.9, "langdetect", False))
        for kind, words in (("person", "Jane Roe"), ("email", "jane@roe.example"), ("phone", "+32 2 555 01 23")):
            if words in text:
                redactions.append((name, text.index(words), text.index(words) + len(words), kind))
    entities = [(code, "country", name, "[]", code, None, None, None, code, "") for code, name in COUNTRIES.items()]
    entities += [("org:camera", "organisation", "Camera Ponte", "[]", None, None, None, None, "org:camera", "")]
    entities += [("019", "region", "Americas", "[]", None, None, None, None, "019", "")]
    themes = [
        (
            name,
            parent,
            label,
            "",
            "[]",
            "[]",
            json.dumps(label.split(", ")),
            "[]",
            origin,
            kind,
            0.5,
            "[]",
            stability,
            "{}",
            1,
        )
        for name, label, kind, origin, parent, stability in THEMES
    ]
    return {"comments": comments, "texts": texts, "languages": languages, "redactions": redactions,
            "entities": entities, "themes": themes, "quotes": _quotes(), "findings": _findings()}  # fmt: skip


def _quotes() -> list:
    quotes, ranks = [], {}
    for row in COMMENTS:
        keys = [(question, "theme", theme) for theme in row[4] for question in ("", row[1])]
        keys += [("", "country", country) for country in row[5]] + [(row[1], "option", row[2])] * bool(row[2])
        for key in keys:
            ranks[key] = ranks.get(key, 0) + 1
            start = row[6].find("We ") if "We " in row[6] else 0
            quotes.append((*key, ranks[key], comment_id(row), start, len(row[6]), ""))
    secret = comment_id(COMMENTS[-1])
    return [*quotes, ("", "organisation", "org:camera", 1, secret, 0, 13, "")]


def _findings() -> list:
    sentences = [
        ("response", "20 of 23 invited networks answered, 19 of them to the end."),
        (
            "C1",
            "Most networks name the engagement of companies (7 of 20) and collaboration between clusters (6 of 20).",
        ),
        ("C1", "Strand-2 names culture less often than Strand-1 does."),
        ("countries", "United States and Japan lead, with 3 of 19 networks each."),
        ("themes", "Shortage of staff and differences of culture come up most, with 3 of 19 networks each."),
    ]
    return [(f"{section}-{n}", section, sentence, "{}") for n, (section, sentence) in enumerate(sentences)]


class _Counter:
    """Writes figures for all respondents and for each group."""

    def __init__(self) -> None:
        self.rows: list[tuple] = []

    def add(self, key: tuple, people, base, unit: str = "respondent") -> None:
        question, option, kind, item, role = key
        for by, group in GROUPS:
            some = {place for place in people if not by or STRAND[PEOPLE[place]] == group}
            out_of = {place for place in base if not by or STRAND[PEOPLE[place]] == group}
            self.row((question, option, kind, item, role, by, group, unit), len(some & out_of), len(out_of))

    def row(self, key: tuple, count: int, base: int) -> None:
        low, high = wilson(count, base) if base and key[2] != "base" else (None, None)
        self.rows.append((*key, count, base, count / base if base else None, low, high, *[None] * 5))


# question, kind, code, respondents, base
VALUES = [
    ("D1", "base", "answered", range(19), range(20)),
    ("D1", "value", "Y", [0, 4, 13, 14, 15, 16, 17], range(19)),
    ("D1", "value", "N", [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 18], range(19)),
    ("D2", "value", "1", [0, 4], [0, 4, 13, 14, 15, 16, 17]),
    ("D2", "value", "2", [13, 14], [0, 4, 13, 14, 15, 16, 17]),
    ("D2", "value", "10", [15], [0, 4, 13, 14, 15, 16, 17]),
    ("D#TYPE", "base", "answered", [0, 4, 13, 14, 15, 16, 17], range(19)),
]
# question, kind, code, role, count of 21 records
RECORDS = [
    ("D#TYPE", "value", "CL", "", 12),
    ("D#TYPE", "value", "RC", "", 6),
    ("D#TYPE", "value", "GO", "", 3),
    ("D#LAND", "country", "CA", "any", 9),
    ("D#LAND", "country", "JP", "any", 8),
    ("D#LAND", "country", "US", "any", 4),
]
# item, count of 23, Strand-1 of 14, Strand-2 of 7
RESPONSE = [("invited", 23, None, None), ("opened", 21, 14, 7), ("answered", 20, 13, 7), ("complete", 19, 13, 6)]
COMPLETE = range(19)


def _counted() -> dict[str, list]:
    counter = _Counter()
    _count_response(counter)
    _count_ticks(counter)
    _count_comments(counter)
    for question, kind, code, people, base in VALUES:
        counter.add((question, "", kind, code, ""), people, base)
    for question, kind, code, role, count in RECORDS:
        counter.row((question, "", kind, code, role, "", "", "record"), count, 21)
    for row, codes in (("R1", {"1": 12, "2": 8}), ("R2", {"1": 20})):
        for code, count in codes.items():
            counter.row(("F1", row, "value", code, "", "", "", "respondent"), count, 20)
    return {"counts": counter.rows}


def _count_response(counter: _Counter) -> None:
    for item, *counts in RESPONSE:
        for (by, group), count, base in zip(GROUPS, counts, (23, 14, 7), strict=True):
            if count is not None:
                counter.row(("", "", "base", item, "", by, group, "respondent"), count, base)


def _count_ticks(counter: _Counter) -> None:
    for question, options in TICKS.items():
        wrote = {row[0] for row in COMMENTS if row[1] == question}
        for item, people in (("answered", range(20)), ("commented", wrote), ("substance", wrote - {9})):
            counter.add((question, "", "base", item, ""), people, range(20))
        for option, people in options.items():
            counter.add((question, option, "tick", option, ""), people, range(20))


def _count_comments(counter: _Counter) -> None:
    for theme, *_ in THEMES:
        below = {name for name, _, _, _, parent, _ in THEMES if parent == theme} | {theme}
        for question, base in (("C1", range(20)), ("G1", range(20)), ("", COMPLETE)):
            people = {row[0] for row in COMMENTS if below & set(row[4]) and question in {"", row[1]}}
            if people:
                counter.add((question, "", "theme", theme, ""), people, base)
    for code in COUNTRIES:
        people = {row[0] for row in COMMENTS if code in row[5]}
        for role in ("target", "any"):
            counter.add(("", "", "country", code, role), people, COMPLETE)
    for area, held in AREAS.items():
        people = {row[0] for row in COMMENTS if held & set(row[5])}
        for role in ("target", "any"):
            counter.add(("", "", "area", area, role), people, COMPLETE)
    counter.add(("", "", "region", "019", "any"), [0, 2, 6, 13], COMPLETE)
    counter.add(("", "", "organisation", "org:camera", "any"), [15], COMPLETE)
