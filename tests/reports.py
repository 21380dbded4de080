"""Hand-made reports for the tests of the writers: every kind of finding once, in texts written for this purpose."""

from __future__ import annotations

from collections.abc import Mapping

from muqabala.records import (
    Basis,
    Block,
    Citation,
    Claim,
    Departure,
    DepartureType,
    Document,
    Evidence,
    Judgement,
    Kind,
    Metadata,
    Omission,
    Report,
    Severity,
    Signature,
    Skip,
    Source,
    SourceSpan,
    Span,
    Verdict,
    WordPair,
)

ARTICLE = (
    "إعادة فتح جسر المرفأ بعد إغلاق دام عامين\n\n"
    "كتبت سارة ميلن في صحيفة «هاربر كورير» أن البلدية أعادت يوم الأحد فتح جسر المرفأ أمام 84 ألف سيارة يوميًا. "
    "وأكدت وزيرة النقل أن الأعمال ستنتهي في مارس/آذار المقبل. "
    "ورفض المجلس البلدي خطة الرسوم الجديدة.\n\n"
    "وقال مهندسون إن النظام الجائر هو سبب التأخير. "
    "وسيمنح هذا الإنجاز المدينة مكانة مرموقة بين مدن العالم. "
    "فهل تتعلم المدن الأخرى الدرس؟"
)
SOURCE = (
    "---\noutlet: Harbour Courier\n---\n\n"
    "Harbour bridge reopens after two years\n\n"
    "The city reopened the harbour bridge on Saturday to 48,000 cars a day. "
    "The transport minister said the remaining work may end next March. "
    "The city council approved the new toll plan. "
    "Engineers blamed the former administration for the delay.\n\n"
    "The repair cost 210 million crowns, twice the first estimate. "
    "Seagulls circled above the crowd. "
    "“We were never asked,” said Ines Falk, who runs the ferry."
)
BACKGROUND = "The bridge, 412 metres long, was built in 1931."


def words(text: str, sought: str, occurrence: int = 0) -> Span:
    """Where some words stand in a text."""
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(sought, start + 1)
    return Span(start, start + len(sought))


def identifier(prefix: str, number: int) -> str:
    return f"{prefix}-{number:012x}"


def document(name: str, text: str, lang: str, metadata: Metadata, front_matter: int = 0) -> Document:
    """A document with a block a paragraph, the first one a headline; `front_matter` characters belong to no block."""
    blocks: list[Block] = []
    at = front_matter
    for paragraph in text[front_matter:].split("\n\n"):
        if paragraph.strip():
            blocks.append(Block(Span(at, at + len(paragraph)), headline=not blocks and paragraph != text))
        at += len(paragraph) + 2
    return Document(name, text, tuple(blocks), lang, metadata)


def signature() -> Signature:
    return Signature(
        version="0.1.0",
        model="multilingual-e5-small",
        model_sha256="1f" * 32,
        judge="facts+alignment",
        settings={"window": 4, "added": 0.8125, "cite_only": False},
        corpus_sha256="2e" * 32,
    )


def departure(
    number: int,
    code: str,
    kind: DepartureType,
    article: str,
    source: str | None,
    severity: Severity,
    *,
    text: str = ARTICLE,
    params: Mapping[str, str] | None = None,
) -> Departure:
    """A departure between words of the article and words of the source."""
    own = {"article": article} | ({"source": source} if source else {})
    return Departure(
        id=identifier("d", number),
        type=kind,
        span=words(text, article),
        severity=severity,
        confidence=round(0.97 - number / 100, 2),
        basis=Basis.RULE if kind in {DepartureType.NUMBER, DepartureType.DATE, DepartureType.NAME} else Basis.MODEL,
        code=code,
        params=own if params is None else params,
        source=SourceSpan("courier.md", words(SOURCE, source)) if source else None,
    )


def judgement(
    number: int,
    claim: str,
    verdict: Verdict,
    departures: tuple[Departure, ...] = (),
    evidence: tuple[str, ...] = (),
    reason: str | None = None,
) -> Judgement:
    """A claim of the article with its verdict; evidence sentences are found in the source by their words."""
    span = words(ARTICLE, claim)
    block = ARTICLE[: span.start].count("\n\n")
    return Judgement(
        claim=Claim(
            identifier("c", number),
            span,
            block,
            headline=block == 0,
            uncheckable=reason if verdict is Verdict.UNCHECKABLE else None,
        ),
        verdict=verdict,
        departure_score=0.12345678 if verdict is Verdict.SUPPORTED else 0.91,
        departures=departures,
        evidence=tuple(
            Evidence("courier.md", words(SOURCE, sentence), 0.9 - rank / 10) for rank, sentence in enumerate(evidence)
        ),
        reason=reason,
    )


def judgements() -> tuple[Judgement, ...]:
    """The claims of the article: all six verdicts, ten departures, two pairs of which overlap."""
    kinds = DepartureType
    opening = judgement(
        2,
        "كتبت سارة ميلن في صحيفة «هاربر كورير» أن البلدية أعادت يوم الأحد فتح جسر المرفأ أمام 84 ألف سيارة يوميًا.",
        Verdict.CONTRADICTED,
        (
            departure(1, "MQ304", kinds.DATE, "يوم الأحد", "on Saturday", Severity.MINOR),
            departure(2, "MQ901", kinds.RELATION, "أعادت يوم الأحد فتح", "reopened", Severity.INFO),
            departure(3, "MQ201", kinds.NUMBER, "84 ألف", "48,000", Severity.CRITICAL),
            departure(4, "MQ203", kinds.NUMBER, "ألف سيارة", "cars a day", Severity.INFO),
        ),
        ("The city reopened the harbour bridge on Saturday to 48,000 cars a day.",),
    )
    minister = departure(5, "MQ701", kinds.CERTAINTY, "ستنتهي", "may end", Severity.MAJOR)
    council = departure(6, "MQ801", kinds.POLARITY, "رفض", "approved", Severity.CRITICAL)
    engineers = departure(7, "MQ1101", kinds.STANCE, "النظام الجائر", "the former administration", Severity.MAJOR)
    prestige = "وسيمنح هذا الإنجاز المدينة مكانة مرموقة بين مدن العالم."
    added = departure(8, "MQ101", kinds.ADDED, prestige, None, Severity.MAJOR, params={"digest": "yes"})
    return (
        judgement(
            1,
            "إعادة فتح جسر المرفأ بعد إغلاق دام عامين",
            Verdict.SUPPORTED,
            evidence=("Harbour bridge reopens after two years",),
        ),
        opening,
        judgement(
            3,
            "وأكدت وزيرة النقل أن الأعمال ستنتهي في مارس/آذار المقبل.",
            Verdict.PARTIAL,
            (minister,),
            (
                "The transport minister said the remaining work may end next March.",
                "The transport minister said the remaining work may end next March. The city council approved",
            ),
        ),
        judgement(
            4,
            "ورفض المجلس البلدي خطة الرسوم الجديدة.",
            Verdict.CONTRADICTED,
            (council,),
            ("The city council approved the new toll plan.",),
        ),
        judgement(
            5,
            "وقال مهندسون إن النظام الجائر هو سبب التأخير.",
            Verdict.REVIEW,
            (engineers,),
            ("Engineers blamed the former administration for the delay.",),
            "the evidence is too mixed to decide",
        ),
        judgement(6, prestige, Verdict.NOT_IN_SOURCE, (added,)),
        judgement(7, "فهل تتعلم المدن الأخرى الدرس؟", Verdict.UNCHECKABLE, reason="a rhetorical question"),
    )


def omissions() -> tuple[Omission, ...]:
    cost = words(SOURCE, "The repair cost 210 million crowns, twice the first estimate.")
    gulls = words(SOURCE, "Seagulls circled above the crowd.")
    ferry = words(SOURCE, "“We were never asked,” said Ines Falk, who runs the ferry.")
    return (
        Omission(identifier("o", 1), "courier.md", cost, Severity.MAJOR, 0.9, "MQ1201", {"what": "number"}),
        Omission(identifier("o", 2), "courier.md", gulls, Severity.INFO, 0.95, "MQ1202"),
        Omission(identifier("o", 3), "courier.md", ferry, Severity.MINOR, 0.8, "MQ1201", {"what": "quotation,name"}),
    )


def report() -> Report:
    """The whole: an Arabic article, an English digest it retells, and a document from elsewhere without a date."""
    front_matter = SOURCE.index("Harbour bridge")
    article = Metadata(title="إعادة فتح جسر المرفأ", outlet="جريدة الساحل", date="2024-05-06")
    digest = Metadata(
        "Harbour bridge reopens",
        "Harbour Courier",
        "Sarah Milne",
        "2024-05",
        "https://example.org/a",
        "en",
        Kind.DIGEST,
    )
    claims = judgements()
    pair = WordPair(words(ARTICLE, "جسر", 1), SourceSpan("courier.md", words(SOURCE, "bridge", 1)), 0.91)
    return Report(
        signature=signature(),
        article=document("wire/bridge.7.txt", ARTICLE, "ar", article),
        citations=(
            Citation(words(ARTICLE, "هاربر كورير"), "هاربر كورير", "سارة ميلن", source="courier.md"),
            Citation(words(ARTICLE, "مهندسون"), outlet="مهندسون"),
        ),
        sources=(
            Source(document("courier.md", SOURCE, "en", digest, front_matter), principal=True, covered=0.714),
            Source(document("old/background.txt", BACKGROUND, "en", Metadata()), principal=False, covered=0.0),
        ),
        judgements=(claims[0], _with_pairs(claims[1], pair), *claims[2:]),
        omissions=omissions(),
        skipped=(Skip("corpus/scan.pdf", "no text layer"),),
    )


def _with_pairs(judged: Judgement, *pairs: WordPair) -> Judgement:
    return Judgement(
        judged.claim, judged.verdict, judged.departure_score, judged.departures, judged.evidence, pairs, judged.reason
    )


HOSTILE = "<script>alert('x')</script> \u202e48\u202c & <b onmouseover=\"x\">\x00\x1b[2J {{ 7*7 }}"


def hostile() -> Report:
    """A report whose every text tries to act: markup, direction overrides, terminal sequences, template code."""
    text = f"جاء في التقرير {HOSTILE} أمس."
    source = f"The report has {HOSTILE} yesterday."
    metadata = Metadata(HOSTILE, HOSTILE, HOSTILE, "2024", "javascript:alert(1)")
    found = Departure(
        identifier("d", 1),
        DepartureType.QUOTE,
        words(text, HOSTILE),
        Severity.CRITICAL,
        0.9,
        Basis.ALIGNMENT,
        "MQ501",
        {"article": HOSTILE, "source": HOSTILE},
        SourceSpan(HOSTILE, words(source, HOSTILE)),
    )
    evidence = (Evidence(HOSTILE, Span(0, len(source)), 0.5),)
    claim = Claim(identifier("c", 1), Span(0, len(text)), 0)
    return Report(
        signature=signature(),
        article=document(HOSTILE, text, "ar", metadata),
        citations=(Citation(Span(0, 3), HOSTILE, HOSTILE, garbled_author=HOSTILE),),
        sources=(Source(document(HOSTILE, source, "en", metadata), principal=True, covered=1.0),),
        judgements=(Judgement(claim, Verdict.PARTIAL, 0.9, (found,), evidence, reason=HOSTILE),),
        omissions=(
            Omission(identifier("o", 1), HOSTILE, Span(0, 10), Severity.MINOR, 0.5, "MQ1201", {"what": HOSTILE}),
        ),
        skipped=(Skip(HOSTILE, HOSTILE),),
    )


def nothing_checked() -> Report:
    """A report on an article in which no claim was found."""
    article = document("empty.txt", "\n\n", "ar", Metadata())
    return Report(signature(), article, (), (), (), (), (Skip("empty.txt", "the article holds no claim"),))


def large(claims: int = 400) -> Report:
    """A report of many claims on a source that tells the same in another order: every seventh claim has a departure."""
    count = range(claims)
    said = [f"وقال المتحدث رقم {number} إن العدد بلغ {number * 3} شخصًا." for number in count]
    told = [f"Speaker {number} said that {number * 3} people came." for number in reversed(count)]
    text, source = " ".join(said), " ".join(told)
    judged, at = [], 0
    for number, sentence in enumerate(said):
        span = Span(at, at + len(sentence))
        at = span.end + 1
        judged.append(_of_many(number, span, words(source, told[claims - 1 - number]), sentence))
    documents = (document("many.md", source, "en", Metadata(outlet="Harbour Courier", date="2024")),)
    return Report(
        signature(),
        document("many.txt", text, "ar", Metadata(title="مقال طويل")),
        (),
        tuple(Source(one, True, 1.0) for one in documents),
        tuple(judged),
        (),
    )


def _of_many(number: int, span: Span, place: Span, sentence: str) -> Judgement:
    bent = number % 7 == 0
    found = Departure(
        identifier("d", number),
        DepartureType.NUMBER,
        Span(span.start + sentence.rindex("بلغ") + 4, span.end - len(" شخصًا.")),
        Severity.MAJOR,
        0.9,
        Basis.RULE,
        "MQ201",
        {"article": "1", "source": "2"},
        SourceSpan("many.md", Span(place.start, place.start + len("Speaker"))),
    )
    pair = WordPair(
        Span(span.start + 6, span.start + 13), SourceSpan("many.md", Span(place.start, place.start + 7)), 0.8
    )
    return Judgement(
        Claim(identifier("c", number), span, 0),
        Verdict.CONTRADICTED if bent else Verdict.SUPPORTED,
        0.9 if bent else 0.1,
        (found,) if bent else (),
        (Evidence("many.md", place, 0.8),),
        (pair,),
    )


def outsized() -> Report:
    """A report whose article and source are one word of 100 000 letters each."""
    article, source = "ش" * 100_000, "w" * 100_000
    claim = Claim(identifier("c", 1), Span(0, len(article)), 0)
    found = Departure(
        identifier("d", 1),
        DepartureType.MEANING,
        Span(0, len(article)),
        Severity.MAJOR,
        0.9,
        Basis.MODEL,
        "MQ1301",
        {"article": article, "source": source},
        SourceSpan("long.md", Span(0, len(source))),
    )
    evidence = (Evidence("long.md", Span(0, len(source)), 0.5),)
    return Report(
        signature(),
        document("long.txt", article, "ar", Metadata(title=article)),
        (),
        (Source(document("long.md", source, "en", Metadata(outlet=source)), True, 1.0),),
        (Judgement(claim, Verdict.PARTIAL, 0.9, (found,), evidence),),
        (),
    )
