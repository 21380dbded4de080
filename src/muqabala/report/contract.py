"""The contract `report.json`, schema `muqabala.report/1`: a report as a text that stands alone; `load` reads it back.

Written with a fixed key order, `null` for what is unknown, scores rounded to four decimals. Sentences, quoted words,
hashes and counts are computed here from the spans, codes and parameters, so that they cannot disagree with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from muqabala.records import (
    Citation,
    Departure,
    Document,
    Evidence,
    Judgement,
    Omission,
    Report,
    Signature,
    Source,
    SourceSpan,
    Span,
    WordPair,
    text_sha256,
)
from muqabala.report import jsontext, messages, wire
from muqabala.report.reading import SCHEMA, load, parse
from muqabala.report.summary import summarise

__all__ = ["SCHEMA", "load", "parse", "render"]

Json = Mapping[str, object]

_DECIMALS = 4


def render(report: Report) -> str:
    """The text of `report.json`. Raises ValueError when a span names a document that the report does not carry."""
    texts = {source.document.id: source.document.text for source in report.sources}
    value = {
        "schema": SCHEMA,
        "signature": signature_json(report.signature),
        "article": _article(report.article, report.citations),
        "sources": [_source(source) for source in report.sources],
        "claims": [_claim(judgement, report.article.text, texts) for judgement in report.judgements],
        "omissions": [_omission(omission, texts) for omission in report.omissions],
        "skipped": [{"path": skip.path, "reason": skip.reason} for skip in report.skipped],
        "summary": _summary(report),
    }
    return jsontext.dump(value, indent=1) + "\n"


def signature_json(signature: Signature) -> Json:
    """What a report's figures depend on, as its JSON says it."""
    return {
        "version": signature.version,
        "model": signature.model,
        "model_sha256": signature.model_sha256,
        "judge": signature.judge,
        "settings": dict(sorted(signature.settings.items())),
        "corpus_sha256": signature.corpus_sha256,
    }


def _text(document: Document) -> Json:
    digest = text_sha256(document.text)
    metadata = document.metadata
    return {
        "text": document.text,
        "text_sha256": digest,
        "lang": document.lang,
        "title": metadata.title,
        "outlet": metadata.outlet,
        "author": metadata.author,
        "date": metadata.date,
        "url": metadata.url,
        **wire.render(metadata.wire),
    }


def _article(article: Document, citations: Sequence[Citation]) -> Json:
    item = {"item": article.item} if article.item else {}
    return {"path": article.id, **item, **_text(article), "cites": [_citation(citation) for citation in citations]}


def _citation(citation: Citation) -> Json:
    return {
        "outlet": citation.outlet,
        "author": citation.author,
        "span": _span(citation.span),
        "source": citation.source,
        **({"candidates": citation.candidates} if citation.candidates else {}),
    }


def _source(source: Source) -> Json:
    return {
        "id": source.document.id,
        **_text(source.document),
        "kind": source.document.metadata.kind,
        "principal": source.principal,
        "covered": _round(source.covered),
    }


def _claim(judgement: Judgement, text: str, texts: Mapping[str, str]) -> Json:
    return {
        "id": judgement.claim.id,
        "span": _span(judgement.claim.span),
        "text": judgement.claim.span.of(text),
        "verdict": judgement.verdict,
        "reason": judgement.reason,
        "departure_score": _round(judgement.departure_score),
        "departures": [_departure(departure, texts) for departure in judgement.departures],
        "evidence": [_evidence(evidence, texts) for evidence in judgement.evidence],
        "pairs": [_pair(pair, texts) for pair in judgement.pairs],
    }


def _departure(departure: Departure, texts: Mapping[str, str]) -> Json:
    return {
        "id": departure.id,
        "type": departure.type,
        "span": _span(departure.span),
        "severity": departure.severity,
        "confidence": _round(departure.confidence),
        "basis": departure.basis,
        "code": departure.code,
        "params": dict(sorted(departure.params.items())),
        "source": _source_span(departure.source, texts) if departure.source else None,
        "message": messages.render(departure.code, departure.params),
    }


def _evidence(evidence: Evidence, texts: Mapping[str, str]) -> Json:
    return {
        "source": evidence.source,
        "span": _span(evidence.span),
        "score": _round(evidence.score),
        "text": evidence.span.of(_carried(evidence.source, texts)),
    }


def _pair(pair: WordPair, texts: Mapping[str, str]) -> Json:
    return {
        "article": _span(pair.article),
        "source": _source_span(pair.source, texts),
        "score": _round(pair.score),
    }


def _omission(omission: Omission, texts: Mapping[str, str]) -> Json:
    return {
        "id": omission.id,
        "source": omission.source,
        "span": _span(omission.span),
        "severity": omission.severity,
        "score": _round(omission.score),
        "code": omission.code,
        "params": dict(sorted(omission.params.items())),
        "text": omission.span.of(_carried(omission.source, texts)),
        "message": messages.render(omission.code, omission.params),
    }


def _summary(report: Report) -> Json:
    summary = summarise(report)
    return {
        "claims": summary.claims,
        "by_verdict": dict(summary.by_verdict),
        "by_type": dict(summary.by_type),
        "omitted": summary.omitted,
        "omitted_above_info": summary.omitted_above_info,
    }


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _source_span(place: SourceSpan, texts: Mapping[str, str]) -> Json:
    _carried(place.id, texts)
    return {"id": place.id, "span": _span(place.span)}


def _carried(source: str, texts: Mapping[str, str]) -> str:
    if source not in texts:
        raise ValueError(f"the report points into {source!r} but does not carry it under sources")
    return texts[source]


def _round(score: float) -> float:
    # Adding zero turns -0.0 into 0.0, so that equal scores are equal bytes.
    return round(float(score), _DECIMALS) + 0.0
