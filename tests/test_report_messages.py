from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muqabala.records import DepartureType
from muqabala.report.messages import Entry, Language, catalogue, parts, placeholders, render, title, type_of

CODES = tuple(catalogue())
NUMBERS = (101, 102, 190, *range(201, 206), 290, *range(301, 308), 390, *range(401, 406), 490)
NUMBERS += (*range(501, 504), 590, *range(601, 606), 690, *range(701, 706), 790, 791, 792, 801, 802, 890, 891)
NUMBERS += (901, 990, *range(1001, 1005), 1090, 1091, *range(1101, 1105), 1190, 1201, 1202, 1301, 1390)
ARABIC = re.compile(r"[\u0621-\u064a]")
LATIN = re.compile(r"[A-Za-z]")
LANGUAGES: tuple[Language, ...] = ("en", "ar")


def entries() -> list[Entry]:
    return list(catalogue().values())


def test_the_catalogue_has_every_code() -> None:
    assert tuple(f"MQ{number}" for number in NUMBERS) == CODES


@pytest.mark.parametrize(
    ("code", "params", "english", "arabic"),
    [
        (
            "MQ201",
            {"article": "84", "source": "48"},
            "The article says 84; the source says 48.",
            "يقول المقال 84، ويقول المصدر 48.",
        ),
        ("MQ101", {}, "Nothing in the sources says this.", "لا يرد هذا الكلام في المصادر."),
        (
            "MQ101",
            {"digest": "yes"},
            "Nothing in the digest says this. The full original may say it.",
            "لا يرد هذا الكلام في الملخّص. وقد يرد في النص الأصلي الكامل.",
        ),
        (
            "MQ102",
            {"article": "«مكانة مرموقة»"},
            "The source does not say “مكانة مرموقة”.",
            "لا يقول المصدر «مكانة مرموقة».",
        ),
        ("MQ202", {"article": "17"}, "The source does not give the number 17.", "لا يرد العدد 17 في المصدر."),
        (
            "MQ405",
            {"article": "سارا مالن", "source": "Sarah Milne", "outlet": "Harbour Courier"},
            "The article credits سارا مالن; the author at Harbour Courier is Sarah Milne.",
            "ينسب المقال النص إلى سارا مالن، واسم الكاتب في Harbour Courier هو Sarah Milne.",
        ),
        (
            "MQ601",
            {"source": "the ministry"},
            "The source attributes this to “the ministry”; the article does not say so.",
            "ينسب المصدر هذا الكلام إلى «the ministry»، ولا يذكر المقال ذلك.",
        ),
        (
            "MQ790",
            {"article": "ستؤدي", "source": "could lead"},
            "Read side by side, how certain it is seems to differ: "
            "the article says “ستؤدي”; the source says “could lead”.",
            "عند المقابلة يبدو الاختلاف في درجة اليقين: يقول المقال «ستؤدي»، ويقول المصدر «could lead».",
        ),
        (
            "MQ1201",
            {"what": "number,name"},
            "The article leaves this sentence out; it holds a number and a name.",
            "أغفل المقال هذه الجملة، وفيها عدد واسم.",
        ),
    ],
)
def test_sentences(code: str, params: dict[str, str], english: str, arabic: str) -> None:
    assert render(code, params) == english
    assert render(code, params, "ar") == arabic


@pytest.mark.parametrize("entry", entries(), ids=CODES)
def test_every_code_has_both_languages_and_the_type_of_its_range(entry: Entry) -> None:
    assert type_of(entry.code) is entry.type
    assert LATIN.search(entry.titles["en"])
    assert ARABIC.search(entry.titles["ar"])
    assert not LATIN.search(entry.titles["ar"])
    assert len(entry.sentences["en"]) == len(entry.sentences["ar"])
    for english, arabic in zip(entry.sentences["en"], entry.sentences["ar"], strict=True):
        assert {name.lower() for name in placeholders(english)} - _OWN == placeholders(arabic) - _OWN
        assert not ARABIC.search(english)
        assert not LATIN.search(re.sub(r"\{\w+\}", "", arabic))


_OWN = {"the_source", "the_sources"}


@pytest.mark.parametrize("entry", entries(), ids=CODES)
def test_the_last_sentence_of_a_code_needs_no_parameter(entry: Entry) -> None:
    for lang in LANGUAGES:
        assert {name.lower() for name in placeholders(entry.sentences[lang][-1])} <= _OWN


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_missing_parameters_still_make_a_sentence(code: str, lang: Language) -> None:
    full = {"article": "AAA", "source": "SSS", "outlet": "OOO", "what": "number"}
    for names in ((), ("article",), ("source",), ("article", "source"), ("outlet",), ("what",), tuple(full)):
        sentence = render(code, {name: full[name] for name in names}, lang)
        assert sentence.endswith(".")
        assert not re.search(r"[{}]|\bNone\b|  | [.,;،؛]|“”|«»", sentence)


@pytest.mark.parametrize("entry", entries(), ids=CODES)
def test_typography(entry: Entry) -> None:
    for sentence in entry.sentences["ar"]:
        assert not re.search(r"[,;?\"“”']| [،؛.:]|،\S| و | ـ", sentence), (
            "Arabic has ، ؛ ؟ « » and no space before them"
        )
        assert sentence.count("«") == sentence.count("»")
    for sentence in entry.sentences["en"]:
        assert not re.search(r"[\"،؛]| [.,;:]", sentence)
        assert sentence[0] in "{“" or sentence[0].isupper()


def test_empty_parameters_are_missing_parameters() -> None:
    assert render("MQ201", {"article": "84", "source": "  "}) == render("MQ201", {"article": "84"})


def test_only_absence_is_excused_by_a_digest() -> None:
    assert render("MQ201", {"article": "84", "source": "48", "digest": "yes"}) == (
        "The article says 84; the digest says 48."
    )
    assert "full original" in render("MQ302", {"article": "May", "digest": "yes"})


def test_words_from_the_texts_are_kept_apart() -> None:
    inserted = [part.text for part in parts("MQ201", {"article": "٨٤", "source": "48"}, "ar") if part.inserted]
    assert inserted == ["٨٤", "48"]
    assert not any(part.inserted for part in parts("MQ1201", {"what": "number"}))


def test_braces_in_a_text_are_words_like_any_other() -> None:
    assert render("MQ102", {"article": "{source} {0} %s"}) == "The source does not say “{source} {0} %s”."


def test_long_words_are_cut_at_a_word() -> None:
    sentence = render("MQ102", {"article": "كلمة " * 100})
    assert len(sentence) < 200
    assert "كلمة…”" in sentence


def test_an_unknown_code_is_still_explained() -> None:
    assert render("MQ299", {"article": "x"}) == "The article departs from the source here."
    assert title("MQ299", "ar")
    assert type_of("MQ299") is DepartureType.NUMBER
    assert type_of("MQ1401") is None
    assert type_of("MQ21") is None


@given(
    st.sampled_from(CODES),
    st.dictionaries(st.sampled_from(["article", "source", "outlet", "what", "digest"]), st.text()),
)
def test_any_words_make_one_line(code: str, params: dict[str, str]) -> None:
    for lang in LANGUAGES:
        sentence = render(code, params, lang)
        assert sentence.endswith(".")
        assert len(sentence.splitlines()) == 1
