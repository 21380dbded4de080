"""Confirmed departures as schema.org ClaimReview (JSON-LD), for the page on which a desk publishes its check.

One review for each claim of the article that holds a confirmed departure above `info`. What nobody confirmed, what was
dismissed, what is left out of an article and notes of reviewers are not in it. The desk adds `url`, the address where
it publishes. Angle brackets and ampersands are escaped: the text can stand inside a script element as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from muqabala.records import Document, Severity, text_sha256
from muqabala.report.dossier import Dossier, Ruled
from muqabala.report.findings import Place
from muqabala.report.interface import Interface
from muqabala.review.exports.cases import Case

Json = dict[str, object]

_RATINGS = {Severity.CRITICAL: 1, Severity.MAJOR: 2, Severity.MINOR: 4}
_BEST, _WORST = 5, 1
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def render(cases: Sequence[Case], ui: Interface) -> str:
    """The graph of all reviews, with ratings and explanations in the language of `ui`."""
    graph = [review for case in cases for review in _reviews(case.dossier, ui)]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, indent=1)
    return text.translate(_ESCAPES) + "\n"


def _reviews(dossier: Dossier, ui: Interface) -> Iterator[Json]:
    """A review for each claim, in the order of the text."""
    by_claim: dict[int, list[Ruled]] = {}
    for item in dossier.objections:
        if item.finding.claim and item.whole:
            by_claim.setdefault(item.finding.claim, []).append(item)
    for _, items in sorted(by_claim.items()):
        whole = items[0].whole
        if whole:
            yield _review(dossier, whole, items, ui)


def _review(dossier: Dossier, claim: Place, items: Sequence[Ruled], ui: Interface) -> Json:
    last = max(item.at for item in items)
    reviewers = sorted({item.reviewer for item in items})
    return {
        "@type": "ClaimReview",
        "@id": f"urn:muqabala:review:{_hash(dossier.report.article.id, claim.words, str(claim.span.start))}",
        "datePublished": last[:10],
        "inLanguage": ui.lang,
        "claimReviewed": " ".join(claim.words.split()),
        "itemReviewed": _claim(dossier.report.article, claim),
        "author": [{"@type": "Person", "name": name} for name in reviewers],
        "reviewRating": _rating(items[0].finding.severity, ui),
        "reviewBody": " ".join(item.finding.message for item in items),
        "citation": list(_citations(dossier, items)),
    }


def _claim(article: Document, claim: Place) -> Json:
    """The claim and where it was made."""
    metadata = article.metadata
    appearance: Json = {"@type": "NewsArticle", "headline": metadata.title or article.id, "inLanguage": article.lang}
    if url := _web(metadata.url):
        appearance["url"] = url
    if metadata.date:
        appearance["datePublished"] = metadata.date
    value: Json = {"@type": "Claim", "text": " ".join(claim.words.split()), "appearance": appearance}
    if metadata.outlet or metadata.author:
        kind = "Organization" if metadata.outlet else "Person"
        value["author"] = {"@type": kind, "name": metadata.outlet or metadata.author}
    if metadata.date:
        value["datePublished"] = metadata.date
    return value


def _rating(severity: Severity, ui: Interface) -> Json:
    return {
        "@type": "Rating",
        "ratingValue": _RATINGS[severity],
        "bestRating": _BEST,
        "worstRating": _WORST,
        "alternateName": ui.text(f"review.rating_{severity}"),
    }


def _citations(dossier: Dossier, items: Sequence[Ruled]) -> Iterator[Json]:
    """The passages of the sources that the departures were held against."""
    documents = {source.document.id: source.document for source in dossier.report.sources}
    places = dict.fromkeys(item.beside for item in items if item.beside)
    for place in places:
        metadata = documents[place.document].metadata
        known: Json = {"name": metadata.title or place.document, "text": " ".join(place.words.split())}
        if url := _web(metadata.url):
            known["url"] = url
        if metadata.date:
            known["datePublished"] = metadata.date
        if metadata.outlet:
            known["publisher"] = {"@type": "Organization", "name": metadata.outlet}
        yield {"@type": "CreativeWork", "inLanguage": place.lang, **known}


def _web(url: str | None) -> str | None:
    """An address of the web; anything else is no place to send a reader to."""
    return url if url and url.lower().startswith(("http://", "https://")) else None


def _hash(*parts: str) -> str:
    return text_sha256("\x1f".join(parts))[:32]
