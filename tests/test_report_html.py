from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter, defaultdict
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
    Citation,
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
    Status,
    Verdict,
    Wire,
)
from muqabala.report.bidi import UNSAFE, Direction, direction, quotation_marks, visible
from muqabala.report.build import build
from muqabala.report.html import render
from muqabala.report.page import TYPE_SIGNS, VERDICT_SIGNS
from muqabala.report.rendering import Rendering

VOID = {"meta", "br", "wbr", "link", "img", "input", "hr"}


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


LANGUAGES = ["en", "ar"]
MAKERS = [reports.report, reports.hostile, reports.nothing_checked]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("make", MAKERS)
def test_the_page_loads_nothing_and_runs_only_its_own_script(make: Callable[[], Report], lang: str) -> None:
    html = render(make(), Rendering(lang))
    page = Reader(html)
    tags = Counter(element.tag for element in page.elements)
    assert not tags.keys() & {
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "base",
        "form",
        "audio",
        "video",
        "image",
        "use",
    }
    assert (tags["script"], tags["style"]) == (1, 1)
    for element in page.elements:
        assert not {"src", "srcset", "style", "background", "action"} & element.attributes.keys()
        assert not any(name.startswith("on") for name in element.attributes)
    assert not re.search(r"url\(|@import|innerHTML|insertAdjacent|eval\(|fetch\(|XMLHttp", html)
    (policy,) = (element.attributes["content"] for element in page.having("http-equiv"))
    hashes = [
        f"'sha256-{_hash(element)}'" for tag in ("style", "script") for element in page.elements if element.tag == tag
    ]
    assert policy == (
        f"default-src 'none'; style-src {hashes[0]}; script-src {hashes[1]}; base-uri 'none'; form-action 'none'"
    )


def _hash(element: Element) -> str:
    return base64.b64encode(hashlib.sha256("".join(element.text).encode()).digest()).decode()


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("excerpts", [False, True])
def test_every_link_leads_somewhere(make: Callable[[], Report], excerpts: bool) -> None:
    page = Reader(render(make(), Rendering(excerpts_only=excerpts)))
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


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts_run_their_own_way_whatever_the_interface(lang: str) -> None:
    page = Reader(render(reports.report(), Rendering(lang)))
    bodies = [(element.attributes["lang"], element.attributes["dir"]) for element in page.classed("body")]
    assert bodies == [("ar", "rtl"), ("en", "ltr"), ("en", "ltr")]
    assert all("dir" in element.attributes for element in page.elements if element.tag == "q")
    inserts = ["".join(element.text) for element in page.elements if element.tag == "bdi"]
    assert {"84 ألف", "48,000", "ستنتهي"} <= set(inserts)


def text_of(html: str) -> str:
    """The words of the page as a reader sees them, on one line."""
    (body,) = (element for element in Reader(html).elements if element.tag == "body")
    return " ".join("".join(body.text).split())


def test_a_reader_learns_what_was_checked_against_what() -> None:
    text = text_of(render(reports.report()))
    for words in (
        "إعادة فتح جسر المرفأ",
        "جريدة الساحل, May 6, 2024",
        "Harbour Courier, Sarah Milne, May 2024 digest · 71% of its sentences retold",
        "old/background.txt, undated",
        "7 claims checked: 1 ✓ kept the sources say it 3 ✗ changed 2 against the source, 1 in part 1 ∅ added",
        "2 − left out sentences of the sources that a reader misses",
        "1 for a person to decide · 1 with nothing to check · and 1 more left out as ordinary trimming",
        "The article says 84 ألف; the source says 48,000.",
        "corpus/scan.pdf: no text layer",
        "judge: facts+alignment · model: multilingual-e5-small",
        "3 findings by a rule; 5 findings by the trained judge; confidence: 89% to 96%",
        "the evidence is too mixed to decide",
        "94% sure, by a rule · MQ201 number",
    ):
        assert words in text


def test_the_whole_page_speaks_arabic() -> None:
    html = render(reports.report(), Rendering("ar"))
    (root,) = (element for element in Reader(html).elements if element.tag == "html")
    assert (root.attributes["lang"], root.attributes["dir"]) == ("ar", "rtl")
    text = text_of(html)
    for words in (
        "جريدة الساحل، 6 مايو 2024",
        "Harbour Courier، Sarah Milne، مايو 2024 ملخّص · أُعيدت رواية 71% من جمله",
        "فُحصت 7 عبارات:",
        "يقول المقال 84 ألف، ويقول المصدر 48,000.",
        "الثقة 94%، والأساس: قاعدة · MQ201 عدد",
    ):
        assert words in text
    outside = re.sub(
        r"<(script|style)>.*?</\1>|<q .*?</q>|<bdi.*?</bdi>|<textarea.*?</textarea>", "", html, flags=re.DOTALL
    )
    outside = re.sub(r'<div class="body" lang="en".*?</div>|<[^>]*>', "", outside, flags=re.DOTALL)
    latin = set(re.findall(r"[A-Za-z]{2,}", outside))
    assert latin <= {"muqabala", "MQ", "Esc", "SHA"}, "no English word is left in the Arabic interface"


def test_digits_follow_the_locale() -> None:
    text = text_of(render(reports.report(), Rendering("ar-EG")))
    assert "٦ مايو ٢٠٢٤" in text
    assert "فُحصت ٧ عبارات" in text


def test_excerpts_leave_the_rest_of_the_sources_out() -> None:
    report = reports.report()
    text = text_of(render(report, Rendering(excerpts_only=True)))
    assert "Excerpts only:" in text
    assert "The city reopened the harbour bridge on Saturday to 48,000 cars a day." in text
    for words in ("Seagulls circled", "outlet: Harbour Courier", reports.BACKGROUND):
        assert words in text_of(render(report))
        assert words not in text
    for judged in report.judgements:
        assert judged.claim.span.of(reports.ARTICLE) in text


def test_forty_claims_weigh_little() -> None:
    assert len(render(reports.large(40)).encode()) < 500_000


def test_word_pairs_stand_on_both_sides() -> None:
    page = Reader(render(reports.report()))
    paired = [("".join(element.text), element.attributes["data-p"]) for element in page.having("data-p")]
    assert set(paired) == {("جسر", "2.0"), ("bridge", "2.0")}
    assert len(paired) == 4, "in both texts, and on the card in the claim and in its evidence"


def test_front_matter_is_set_apart_and_headlines_stand_out() -> None:
    page = Reader(render(reports.report()))
    assert ["".join(element.text) for element in page.classed("outside")] == ["---\noutlet: Harbour Courier\n---"]
    assert "Harbour bridge reopens after two years" in ["".join(element.text) for element in page.classed("headline")]


def test_the_gravest_come_first() -> None:
    page = build(reports.report())
    assert [finding.code for finding in page.gravest] == ["MQ201", "MQ801", "MQ701"]
    assert [left.finding.mark.severity for left in page.omissions] == ["major", "info", "minor"]


@pytest.mark.parametrize(
    ("verdict", "score", "shown"),
    [
        (Verdict.SUPPORTED, 0.39, False),
        (Verdict.UNCHECKABLE, 0.05, False),
        (Verdict.SUPPORTED, 0.63, True),
        (Verdict.PARTIAL, 0.11, True),
        (Verdict.CONTRADICTED, 0.93, True),
        (Verdict.NOT_IN_SOURCE, 0.99, True),
        (Verdict.REVIEW, 0.43, True),
    ],
)
def test_figures_that_read_as_doubt_stand_only_where_there_is_one(verdict: Verdict, score: float, shown: bool) -> None:
    report = reports.report()
    told = replace(report.judgements[0], verdict=verdict, departure_score=score)
    card = render(replace(report, judgements=(told,), omissions=())).split("<article")[1]
    assert told.evidence
    assert ("likely to draw an objection" in card) is shown
    assert ("% match" in card) is shown


@pytest.mark.parametrize(
    ("text", "way", "marks"),
    [
        ("The bridge reopened.", "ltr", ("“", "”")),
        ("أُعيد فتح الجسر.", "rtl", ("«", "»")),
        ('"We are in a hurry."', "ltr", ("", "")),
        ("“We were never asked,” she said.", "ltr", ("", "")),
        ("وقالت: «لم يسألنا أحد»", "rtl", ("", "")),
        ("The workers' union said no.", "ltr", ("“", "”")),
        ("It was the workers’", "ltr", ("“", "”")),
        ("She said “no” at once.", "ltr", ("“", "”")),
    ],
)
def test_words_with_quotation_marks_of_their_own_get_no_others(
    text: str, way: Direction, marks: tuple[str, str]
) -> None:
    assert quotation_marks(text, way) == marks


def test_a_sentence_that_is_a_quotation_is_not_quoted_twice() -> None:
    page = Reader(render(reports.report()))
    quoted = {"".join(q.text).strip(): q.attributes.get("class", "") for q in page.elements if q.tag == "q"}
    assert any(words.startswith("“") for words in quoted)
    for words, classes in quoted.items():
        assert ("marked-itself" in classes) is (words[0] in "“«" or words[-1] in "”»"), words


def test_an_empty_report_says_that_nothing_was_checked() -> None:
    text = text_of(render(reports.nothing_checked()))
    assert "Nothing was checked." in text
    assert "the article holds no claim" in text


def test_hostile_text_is_shown_and_does_not_act() -> None:
    html = render(reports.hostile())
    page = Reader(html)
    assert html.count("<script") == 1
    assert not [character for character in UNSAFE.findall(html) if character != "\n"]
    assert "javascript:" not in html
    assert "{{" not in html.replace("{{ 7*7 }}", "")
    labels = [element.attributes["data-code"] for element in page.classed("unsafe")]
    assert {"U+202E", "U+202C", "U+0000", "U+001B"} <= set(labels)
    shown = UNSAFE.sub("", reports.HOSTILE)
    assert shown in "".join(page.classed("body")[0].text)
    assert page.marked()[reports.identifier("d", 1)] == shown * 2


def test_same_report_same_bytes() -> None:
    assert render(reports.report()) == render(reports.report())


def test_every_word_of_the_vocabulary_has_a_sign() -> None:
    assert set(VERDICT_SIGNS) == set(Verdict)
    assert set(TYPE_SIGNS) == set(DepartureType)
    assert len(set(TYPE_SIGNS.values())) == len(TYPE_SIGNS)


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


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("title", ["عنوان", None])
def test_a_title_runs_as_its_language_and_the_name_of_a_file_as_its_letters(title: str | None, lang: str) -> None:
    report = reports.report()
    article = replace(report.article, id="../inbox/a.txt", metadata=replace(report.article.metadata, title=title))
    (heading,) = (
        e for e in Reader(render(replace(report, article=article), Rendering(lang))).elements if e.tag == "h1"
    )
    assert (heading.text, heading.attributes["dir"]) == ((["عنوان"], "rtl") if title else (["../inbox/a.txt"], "auto"))


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


# what a provider says of an item -----------------------------------------------------------------------------------

WIRE = Wire("Coastal Wire", "urn:cw:7", "3", 4, "2024-06-21T06:00:00Z", Status.WITHHELD, "PORT ELLIN", ("urn:cw:6",))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            "On the wire: from Coastal Wire · item urn:cw:7 · version 3 · urgency 4 · embargo until "
            "2024-06-21T06:00:00Z · status withheld · dateline PORT ELLIN · corrects urn:cw:6",
        ),
        ("ar", "درجة الاستعجال: 4 · محظور النشر حتى: 2024-06-21T06:00:00Z · الحالة: موقوفة"),
    ],
)
def test_what_the_provider_says_of_an_item_stands_under_its_title(lang: str, said: str) -> None:
    whole = reports.report()
    item = replace(whole.article, metadata=replace(whole.article.metadata, wire=WIRE))
    assert said in shown_text(render(replace(whole, article=item), Rendering(lang)))
    assert "On the wire" not in render(whole, Rendering("en"))


def shown_text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


@pytest.mark.parametrize(
    ("lang", "source", "candidates", "said"),
    [
        ("en", "courier.md", 0, "Harbour Courier → courier.md"),
        ("en", None, 0, "Harbour Courier not among the sources here"),
        ("en", None, 1, "Harbour Courier 1 of its texts is here; whether it is meant is not clear"),
        ("en", None, 4, "Harbour Courier 4 of its texts are here; which one is meant is not clear"),
        ("ar", None, 2, "Harbour Courier بين المصادر هنا نصّان من هذه الجهة، ولا يتضح أيهما المقصود"),
        ("ar", None, 4, "Harbour Courier بين المصادر هنا 4 نصوص من هذه الجهة، ولا يتضح أيها المقصود"),
        ("ar", None, 40, "Harbour Courier بين المصادر هنا 40 نصًا من هذه الجهة، ولا يتضح أيها المقصود"),
    ],
)
def test_a_cited_outlet_says_whether_its_text_is_here(
    lang: str, source: str | None, candidates: int, said: str
) -> None:
    cited = Citation(Span(0, 3), "Harbour Courier", source=source, candidates=candidates)
    assert said in shown_text(render(replace(reports.report(), citations=(cited,)), Rendering(lang)))
