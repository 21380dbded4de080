from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reports
from muqabala.records import (
    Basis,
    Block,
    Claim,
    Departure,
    DepartureType,
    Document,
    Judgement,
    Metadata,
    Report,
    Severity,
    Source,
    Span,
    Verdict,
)
from muqabala.report.bidi import UNSAFE, direction, visible
from muqabala.report.html import render
from muqabala.report.page import BASES, SYMBOLS, VERDICTS, build

VOID = {"meta", "br", "link", "img", "input", "hr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """A page as its elements, with the text of each; checks that every tag is closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        # Badges and claim numbers are put into the text by the page: they are no words of it.
        if not any(element.tag == "sup" or element.attributes.get("class") == "number" for element in self.open):
            for element in self.open:
                element.text.append(data)

    def having(self, attribute: str) -> list[Element]:
        return [element for element in self.elements if attribute in element.attributes]

    def classed(self, name: str) -> list[Element]:
        return [element for element in self.having("class") if name in element.attributes["class"].split()]

    def marked(self) -> dict[str, str]:
        """The underlined words of each finding, in both texts together."""
        words: dict[str, str] = defaultdict(str)
        for element in self.having("data-marks"):
            for mark in element.attributes["data-marks"].split():
                words[mark] += "".join(element.text)
        return words


MAKERS = [reports.report, reports.hostile, reports.nothing_checked]


@pytest.mark.parametrize("make", MAKERS)
def test_the_page_loads_nothing_and_runs_nothing(make: Callable[[], Report]) -> None:
    html = render(make())
    page = Reader(html)
    tags = {element.tag for element in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "base", "form", "svg", "audio", "video"}
    for element in page.elements:
        assert not {"src", "srcset", "style", "background", "action"} & element.attributes.keys()
        assert not any(name.startswith("on") for name in element.attributes)
    assert not re.search(r"url\(|@import", html)
    policy = [element.attributes["content"] for element in page.having("http-equiv")]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"]


@pytest.mark.parametrize("make", MAKERS)
def test_every_link_leads_somewhere(make: Callable[[], Report]) -> None:
    page = Reader(render(make()))
    ids = [element.attributes["id"] for element in page.having("id")]
    assert len(ids) == len(set(ids))
    for link in page.having("href"):
        target = link.attributes["href"]
        assert target.startswith("https://example.org/") or target[1:] in ids, target


def test_underlined_words_are_the_words_of_the_spans() -> None:
    report = reports.report()
    marked = Reader(render(report)).marked()
    for judged in report.judgements:
        for departure in judged.departures:
            words = departure.span.of(reports.ARTICLE)
            if departure.source:
                words += departure.source.span.of(reports.SOURCE)
            assert marked[departure.id] == words
    for omission in report.omissions:
        assert marked[omission.id] == omission.span.of(reports.SOURCE)


def test_overlapping_departures_are_both_marked() -> None:
    page = Reader(render(reports.report()))
    both = [element for element in page.having("data-marks") if " " in element.attributes["data-marks"]]
    assert ["".join(element.text) for element in both] == ["يوم الأحد", "ألف"]


def test_claims_show_whole_in_the_text_and_on_their_cards() -> None:
    report = reports.report()
    page = Reader(render(report))
    claims = [judged.claim.span.of(reports.ARTICLE) for judged in report.judgements]
    assert ["".join(element.text) for element in page.classed("claim")] == claims
    assert ["".join(element.text) for element in page.classed("claim-words")] == claims
    assert [element.attributes["href"] for element in page.classed("number")] == [
        "#" + judged.claim.id for judged in report.judgements
    ]


def test_texts_run_their_own_way() -> None:
    page = Reader(render(reports.report()))
    bodies = [(element.attributes["lang"], element.attributes["dir"]) for element in page.classed("body")]
    assert bodies == [("ar", "rtl"), ("en", "ltr"), ("en", "ltr")]
    assert all("dir" in element.attributes for element in page.elements if element.tag == "q")
    inserts = ["".join(element.text) for element in page.elements if element.tag == "bdi"]
    assert {"84 ألف", "48,000", "ستنتهي"} <= set(inserts)


def test_a_reader_learns_what_was_checked_against_what() -> None:
    text = " ".join("".join(Reader(render(reports.report())).elements[0].text).split())
    for words in (
        "إعادة فتح جسر المرفأ",
        "Harbour Courier, Sarah Milne, 2024-05 digest",
        "undated",
        "71 % of its sentences retold",
        "2 ✗ Contradicted",
        "The article says 84 ألف; the source says 48,000.",
        "يقول المقال 84 ألف، ويقول المصدر 48,000.",
        "corpus/scan.pdf: no text layer",
        "facts+alignment",
        "the evidence is too mixed to decide",
        "94 % sure, by an exact rule · MQ201 number",
        "left out 3, of which 2 that a reader misses",
    ):
        assert words in text


def test_front_matter_is_set_apart_and_headlines_stand_out() -> None:
    page = Reader(render(reports.report()))
    assert ["".join(element.text) for element in page.classed("outside")] == ["---\noutlet: Harbour Courier\n---"]
    assert "Harbour bridge reopens after two years" in ["".join(element.text) for element in page.classed("headline")]


def test_the_gravest_come_first() -> None:
    page = build(reports.report())
    assert [finding.code for finding in page.gravest] == ["MQ201", "MQ801", "MQ701"]
    assert [omission.mark.severity for omission in page.omissions] == ["major", "minor", "info"]


def test_an_empty_report_says_that_nothing_was_checked() -> None:
    text = "".join(Reader(render(reports.nothing_checked())).elements[0].text)
    assert "Nothing was checked." in text
    assert "the article holds no claim" in text


def test_hostile_text_is_shown_and_does_not_act() -> None:
    html = render(reports.hostile())
    page = Reader(html)
    assert "<script" not in html
    assert not [character for character in UNSAFE.findall(html) if character != "\n"]
    assert "javascript:" not in html
    labels = [element.attributes["data-code"] for element in page.classed("unsafe")]
    assert {"U+202E", "U+202C", "U+0000", "U+001B"} <= set(labels)
    shown = UNSAFE.sub("", reports.HOSTILE)
    assert shown in "".join(page.classed("body")[0].text)
    assert page.marked()[reports.identifier("d", 1)] == shown * 2


def test_same_report_same_bytes() -> None:
    assert render(reports.report()) == render(reports.report())


def test_every_word_of_the_vocabulary_has_a_sign() -> None:
    assert set(VERDICTS) == set(Verdict)
    assert set(SYMBOLS) == set(DepartureType)
    assert set(BASES) == set(Basis)
    assert len(set(SYMBOLS.values())) == len(SYMBOLS)


@pytest.mark.parametrize(
    ("lang", "way"),
    [
        ("ar", "rtl"),
        ("ar-SY", "rtl"),
        ("fa", "rtl"),
        ("he", "rtl"),
        ("az-Arab", "rtl"),
        ("AR", "rtl"),
        ("en", "ltr"),
        ("ar-Latn", "ltr"),
        ("arn", "ltr"),
        ("und", "ltr"),
        ("", "ltr"),
    ],
)
def test_direction(lang: str, way: str) -> None:
    assert direction(lang) == way


def test_harmless_direction_marks_stay() -> None:
    assert visible("a\u200f\u200e\u061c\tb\n") == "a\u200f\u200e\u061c\tb\n"
    assert visible("84\u202e") == "84[U+202E]"


CHARACTERS = st.sampled_from("ab ج د\n\n\u202e\x00<&\"'{%\u0301👩‍👧\r")


@st.composite
def any_layout(draw: st.DrawFn) -> Report:
    """An article with arbitrary claims, and departures that overlap, nest, and cross claims and blocks."""
    text = draw(st.text(CHARACTERS, max_size=60))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pieces = [Span(start, end) for start, end in pairwise(cuts) if start < end]
    blocks = tuple(Block(piece) for piece in pieces if draw(st.booleans()))
    document = Document("a.txt", text, blocks, draw(st.sampled_from(["ar", "en"])), Metadata())
    offsets = st.integers(0, len(text))
    marked = draw(st.lists(st.tuples(offsets, offsets), max_size=5))
    found = tuple(
        Departure(f"d{index}", DepartureType.NUMBER, Span(*sorted(pair)), Severity.MAJOR, 0.5, Basis.RULE, "MQ201")
        for index, pair in enumerate(marked)
    )
    claims = [Span(*sorted(pair)) for pair in zip(cuts[::2], cuts[1::2], strict=False)]
    judged = tuple(
        Judgement(Claim(f"c{index}", span, 0), Verdict.PARTIAL, 0.5, found if index == 0 else ())
        for index, span in enumerate(claims)
    )
    base = reports.nothing_checked()
    return replace(base, article=document, judgements=judged, sources=(Source(document, True, 0.5),))


@settings(max_examples=150, deadline=None)
@given(any_layout())
def test_any_cut_keeps_the_words(report: Report) -> None:
    page = Reader(render(report))
    text = report.article.text
    for judged in report.judgements:
        for departure in judged.departures:
            words = UNSAFE.sub("", departure.span.of(text))
            assert "".join(page.marked().get(departure.id, "").split()) == "".join(words.split())
    shown = "".join(page.classed("body")[0].text)
    assert "".join(shown.split()) == "".join(UNSAFE.sub("", text).split())
