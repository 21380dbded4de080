from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

import reports
from muqabala.records import Judgement, Verdict
from muqabala.report.bidi import Direction
from muqabala.report.build import build
from muqabala.report.collation import HEIGHT, WIDTH, draw
from muqabala.report.evidence import further, pairs, used
from muqabala.report.rendering import Rendering


def test_columns_keep_the_order_and_stay_inside() -> None:
    report = reports.report()
    drawing = draw(report, 0, "ltr")
    for column in ([claim.bar for claim in drawing.claims], [passage.bar for passage in drawing.passages]):
        for bar in column:
            assert bar.y >= 0
            assert bar.y + bar.height <= HEIGHT
        for upper, lower in pairwise(column):
            assert upper.y + upper.height <= lower.y + 0.11, "bars do not overlap"
    assert [claim.number for claim in drawing.claims] == list(range(1, 8))


def test_every_claim_is_linked_alone_or_from_elsewhere() -> None:
    drawing = draw(reports.report(), 0, "ltr")
    ties = {claim.number: claim.tie for claim in drawing.claims}
    assert ties == {1: "linked", 2: "linked", 3: "linked", 4: "linked", 5: "linked", 6: "alone", 7: "alone"}
    assert {claim.tie for claim in draw(reports.report(), 1, "ltr").claims} == {"elsewhere", "alone"}
    assert [bool(claim.stub) for claim in drawing.claims] == [False] * 5 + [True, False], "the addition alone is a stub"


@pytest.mark.parametrize("way", ["ltr", "rtl"])
def test_the_article_stands_where_reading_begins(way: Direction) -> None:
    starts = {float(link.outline[1:].split(" ")[0]) for link in draw(reports.report(), 0, way).links}
    assert len(starts) == 1
    assert (starts.pop() < WIDTH / 2) == (way == "ltr")


def test_a_surer_match_is_a_wider_link() -> None:
    report = reports.report()
    judged = report.judgements[3]

    def width(score: float) -> float:
        changed = replace(judged, evidence=(replace(judged.evidence[0], score=score),))
        drawing = draw(replace(report, judgements=(changed,)), 0, "ltr")
        outline = drawing.links[0].outline
        return float(outline.split(" ")[-1].rstrip("Z")) - float(outline.split(" ")[1].split("C")[0])

    assert width(0.9) > width(0.5) > width(0.3)


def test_what_a_departure_points_to_is_used_evidence() -> None:
    judged = reports.report().judgements[2]
    assert used(judged) == judged.evidence, "the departure's words stand in both sentences"
    plain = replace(judged, departures=())
    assert used(plain) == judged.evidence[:1]
    assert further(plain) == judged.evidence[1:]


@pytest.mark.parametrize("verdict", [Verdict.NOT_IN_SOURCE, Verdict.UNCHECKABLE])
def test_what_no_source_says_rests_on_nothing(verdict: Verdict) -> None:
    judged: Judgement = replace(reports.report().judgements[1], verdict=verdict)
    assert used(judged) == ()
    assert pairs(judged) == ()
    assert further(judged) == judged.evidence


def test_excerpts_tell_how_much_of_a_source_is_quoted() -> None:
    page = build(reports.report(), Rendering(excerpts_only=True))
    shares = [side.quoted for side in page.sources]
    assert shares[0] is not None
    assert 0.3 < shares[0] < 0.95
    assert shares[1] == 0
    assert all(side.quoted is None for side in build(reports.report()).sources)


def test_excerpts_quote_only_the_opening_of_a_lesser_omission() -> None:
    page = build(reports.report(), Rendering(excerpts_only=True))
    quoted = [left.finding.source.text for left in page.omissions if left.finding.source]
    assert quoted == [
        "The repair cost 210 million crowns, twice the first estimate.",
        "“We were never asked,” said Ines Falk, who runs…",
    ]


def test_a_claim_can_be_cited_with_all_it_needs() -> None:
    card = build(reports.report()).cards[3]
    lines = card.citation.replace("\u2068", "").replace("\u2069", "").splitlines()
    assert lines == [
        "«ورفض المجلس البلدي خطة الرسوم الجديدة.»",
        "— جريدة الساحل, May 6, 2024 [wire/bridge.7.txt]",
        "Claim 4: Contradicted",
        "MQ801 (critical): The article says “رفض”; the source says the opposite: “approved”.",
        "Source: “The city council approved the new toll plan.” — Harbour Courier, Sarah Milne, May 2024 (digest)"
        " [courier.md]",
        "muqabala 0.1.0 · facts+alignment · c-000000000004",
    ]
