"""Languages: sentences, texts too short to tell, and what the settings change."""

from __future__ import annotations

import time

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from textmine import tables
from textmine.errors import TextmineError
from textmine.stages.language import EU_LANGUAGES, LanguageSettings, language
from textmine.stages.language.bayes import log_odds

SENTENCES = {
    "bg": "Нашите членове нямат достатъчно време за дейностите на партньорството.",
    "cs": "Naši členové nemají dost času na činnosti partnerství.",
    "da": "Vores medlemmer har ikke tid nok til partnerskabets aktiviteter.",
    "de": "Unsere Mitglieder haben nicht genug Zeit für die Aktivitäten der Partnerschaft.",
    "el": "Τα μέλη μας δεν έχουν αρκετό χρόνο για τις δραστηριότητες της σύμπραξης.",
    "en": "Our members do not have enough time for the activities of the partnership.",
    "es": "Nuestros miembros no tienen tiempo suficiente para las actividades de la asociación.",
    "et": "Meie liikmetel ei ole partnerluse tegevuste jaoks piisavalt aega.",
    "fi": "Jäsenillämme ei ole tarpeeksi aikaa kumppanuuden toimintaan.",
    "fr": "Nos membres n'ont pas assez de temps pour les activités du partenariat.",
    "hr": "Naši članovi nemaju dovoljno vremena za aktivnosti partnerstva.",
    "hu": "Tagjainknak nincs elég idejük a partnerség tevékenységeire.",
    "it": "I nostri membri non hanno abbastanza tempo per le attività del partenariato.",
    "lt": "Mūsų nariai neturi pakankamai laiko partnerystės veiklai.",
    "lv": "Mūsu biedriem nav pietiekami daudz laika partnerības pasākumiem.",
    "nl": "Onze leden hebben niet genoeg tijd voor de activiteiten van het partnerschap.",
    "pl": "Nasi członkowie nie mają wystarczająco dużo czasu na działania partnerstwa.",
    "pt": "Os nossos membros não têm tempo suficiente para as atividades da parceria.",
    "ro": "Membrii noștri nu au suficient timp pentru activitățile parteneriatului.",
    "sk": "Naši členovia nemajú dostatok času na činnosti partnerstva.",
    "sl": "Naši člani nimajo dovolj časa za dejavnosti partnerstva.",
    "mt": "Il-membri tagħna m'għandhomx biżżejjed ħin għall-attivitajiet tas-sħubija.",
    "ga": "Níl go leor ama ag ár gcomhaltaí do ghníomhaíochtaí na comhpháirtíochta.",
    "sv": "Våra medlemmar har inte tillräckligt med tid för partnerskapets aktiviteter.",
}


def _detect(texts, *, start="und", status="ok", **settings):
    ids = [str(i) for i in range(len(texts))]
    comments = tables.frame(
        "comments", [(i, i, "Q", "0", "", "", "free_text", t, "f", 2, "Q") for i, t in zip(ids, texts)]
    )
    cleaned = tables.frame("texts", [(i, t, status, "", "[]", "") for i, t in zip(ids, texts)])
    people = tables.frame("respondents", [(i, None, True, start, 1.0, 2) for i in ids])
    return tables.check("languages", language(comments, cleaned, people, LanguageSettings(**settings)))


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_in_each_language(code):
    found = _detect([SENTENCES[code]])
    assert found["language"][0] == code
    assert found["detector"][0] == "combined"


# langdetect takes this Croatian sentence for Slovenian and has no model of Irish and Maltese.
@pytest.mark.parametrize("code", sorted(set(SENTENCES) - {"hr", "ga", "mt"}))
def test_a_sentence_in_each_language_with_langdetect(code):
    found = _detect([SENTENCES[code]], detector="langdetect")
    assert found["language"][0] == code
    assert found["detector"][0] == "langdetect"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("gracias", "es"),
        ("merci beaucoup", "fr"),
        ("Personalmangel", "de"),
        ("nedostatek času", "cs"),
        ("ei henkilöstöä", "fi"),
    ],
)
def test_words_alone_are_told_too(text, code):
    assert _detect([text])["language"][0] == code


def test_where_the_words_do_not_tell_the_interface_does():
    assert _detect(["no"], start="es")["language"][0] == "es"
    assert _detect(["no"], start="it")["language"][0] == "it"


def test_without_letters_only_the_interface_is_left():
    found = _detect(["1", "?"], start="fr")
    assert list(found["language"]) == ["fr", "fr"]
    assert list(found["detector"]) == ["interface", "interface"]
    assert list(found["score"]) == [0.0, 0.0]
    found = _detect(["1"])
    assert (found["language"][0], found["detector"][0]) == ("und", "none")


def test_an_address_tells_nothing():
    assert _detect(["https://example.org/das-ist-ein-deutscher-pfad"])["language"][0] == "und"


def test_the_answer_does_not_hang_on_the_other_rows():
    texts = list(SENTENCES.values())
    forward = list(_detect(texts)["score"])
    assert forward == list(reversed(list(_detect(texts[::-1])["score"])))


def test_mixed_languages_are_marked():
    found = _detect([f"{SENTENCES['fr']} {SENTENCES['en']}", SENTENCES["fr"] * 2])
    assert list(found["mixed"]) == [True, False]


def test_settings_change_the_answer():
    assert _detect([SENTENCES["da"]], languages=("en", "sv"))["language"][0] == "sv"
    assert _detect([SENTENCES["da"]], min_score=1.1)["language"][0] == "und"
    assert _detect([SENTENCES["ga"]], detector="langdetect")["language"][0] != "ga"


def test_a_language_outside_the_eu_is_told_when_it_can_occur():
    assert _detect(["Bu toplantı çok yararlı oldu."], languages=("en", "tr"))["language"][0] == "tr"


@pytest.mark.parametrize("detector", ["combined", "langdetect"])
def test_an_unknown_language_is_an_error(detector):
    with pytest.raises(TextmineError, match="'zz'"):
        _detect([SENTENCES["en"]], languages=("en", "zz"), detector=detector)


def test_an_unknown_detector_is_an_error():
    with pytest.raises(TextmineError, match="did you mean 'langdetect'"):
        _detect([SENTENCES["en"]], detector="langdetct")


def test_a_script_of_no_possible_language_is_undetermined_unless_it_is_that_of_the_interface():
    assert _detect(["これは日本語の文章です。"])["language"][0] == "und"
    assert _detect(["これは日本語の文章です。"], start="ja")["language"][0] == "ja"
    assert _detect(["Совещание было очень полезным для нас."], start="ru")["language"][0] == "ru"
    assert _detect(["Совещание было очень полезным для нас."], languages=("en", "de"))["language"][0] == "und"


@pytest.mark.parametrize("piece", ["a", "a.", "1", "a@", "\u00e9 "])
def test_time_is_linear(piece):
    begin = time.process_time()
    _detect([piece * (100_000 // len(piece))])
    assert time.process_time() - begin < 3


def test_texts_read_together_have_the_scores_that_py3langid_gives_each():
    texts = [
        *SENTENCES.values(),
        "",
        "a",
        "\ud800",
        "日本語です",
        "ABC ÄÖ",
        "é" * 3000,
        *("staff" * n for n in range(40)),
    ]
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    for languages in (EU_LANGUAGES, ("sr", "en"), ("de",)):
        identifier.set_languages(list(languages))
        assert [list(odds.items()) for odds in log_odds(texts, languages)] == list(map(identifier.rank, texts))
