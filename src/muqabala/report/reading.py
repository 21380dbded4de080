"""A `report.json` back to a report: every field by its kind, and an error that says what is wrong with the file.

Fields that this version does not know are ignored. A file does not carry blocks, attributions and warnings: a report
that was read back has its paragraphs from the blank lines of its texts.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from muqabala.errors import ReadError
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
    text_sha256,
)
from muqabala.report import wire
from muqabala.report.fields import FieldError, Fields

SCHEMA = "muqabala.report/1"
"""The name and the major version of the format: it changes when a field is removed or changes its meaning."""

_FRONT_MATTER = re.compile(r"---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"#{1,6}[ \t]+(\S.*)")
_PARAGRAPH = re.compile(r"\S.*(?:\n.*\S.*)*")


def load(path: Path, *, bare: bool = False) -> Report:
    """Read a `report.json`. With `bare` only what its findings are made of: evidence, word pairs and paragraphs, most
    of the work, are passed over unread.

    Raises ReadError when the file cannot be read, is damaged, is not a report, or is of a later format.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ReadError(
            str(path), error.strerror or "it cannot be read", "Check the path and its permissions."
        ) from error
    return parse(raw, str(path), bare=bare)


def parse(text: str | bytes, path: str = "report.json", *, bare: bool = False) -> Report:
    """The report in a JSON text; `path` names it in errors. `bare` and errors are those of `load`."""
    try:
        text = text if isinstance(text, str) else text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_a_report(path, "it is not UTF-8 text") from error
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _not_a_report(path, f"it is not JSON ({error})") from error
    root = Fields(value)
    _check_schema(root, path)
    try:
        return _read_report(root, bare)
    except FieldError as error:
        raise ReadError(path, f"the report is damaged: {error}", "Run `muqabala check` again to rebuild it.") from error


def _not_a_report(path: str, problem: str) -> ReadError:
    return ReadError(path, problem, "Give a report that `muqabala check --format json` wrote.")


def _check_schema(root: Fields, path: str) -> None:
    """Tell a foreign file from a report of another version."""
    try:
        name, _, version = root.text("schema").partition("/")
    except FieldError as error:
        raise _not_a_report(path, f"it is not a report: {error}") from error
    if name != SCHEMA.partition("/")[0]:
        raise _not_a_report(path, f"it is not a report: its schema is {root.text('schema')!r}")
    if version != SCHEMA.partition("/")[2]:
        problem = f"it is a report of format {version!r}, and this version reads {SCHEMA.partition('/')[2]!r}"
        raise ReadError(path, problem, "Install the version of muqabala that wrote it, or a later one.")


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts that the offsets of a report stand in."""

    article: Document
    sources: Mapping[str, Document]
    bare: bool

    def place(self, fields: Fields, key: str = "source") -> SourceSpan:
        """A `{"id", "span"}` object under `key`."""
        child = fields.child(key)
        return SourceSpan(child.text("id"), child.span("span", self.length(child, "id")))

    def length(self, fields: Fields, key: str) -> int:
        """The length of the source that the field `key` names."""
        name = fields.text(key)
        if name not in self.sources:
            raise FieldError(f"{fields.place}.{key} names {name!r}, which is not among the sources")
        return len(self.sources[name].text)


def _read_report(root: Fields, bare: bool) -> Report:
    article = root.child("article")
    document = _read_document(article, article.text("path"), bare)
    sources = tuple(_read_source(fields, bare) for fields in root.items("sources"))
    texts = _Texts(document, {source.document.id: source.document for source in sources}, bare)
    return Report(
        signature=_read_signature(root.child("signature")),
        article=document,
        citations=tuple(_read_citation(fields, len(document.text)) for fields in article.items("cites")),
        sources=sources,
        judgements=tuple(_read_claim(fields, texts) for fields in root.items("claims")),
        omissions=tuple(_read_omission(fields, texts) for fields in root.items("omissions")),
        skipped=tuple(Skip(fields.text("path"), fields.text("reason")) for fields in root.items("skipped")),
    )


def _read_signature(fields: Fields) -> Signature:
    return Signature(
        version=fields.text("version"),
        model=fields.text("model"),
        model_sha256=fields.text("model_sha256"),
        judge=fields.text("judge"),
        settings=fields.settings("settings"),
        corpus_sha256=fields.text("corpus_sha256"),
    )


def _read_document(fields: Fields, name: str, bare: bool) -> Document:
    text = fields.text("text")
    if text_sha256(text) != fields.text("text_sha256"):
        raise FieldError(f"{fields.place}.text is not the text that {fields.place}.text_sha256 was taken of")
    metadata = Metadata(
        title=fields.maybe_text("title"),
        outlet=fields.maybe_text("outlet"),
        author=fields.maybe_text("author"),
        date=fields.maybe_text("date"),
        url=fields.maybe_text("url"),
        kind=fields.choice("kind", Kind) if fields.has("kind") else None,
        wire=wire.parse(fields),
    )
    blocks = () if bare else paragraphs(text, metadata.title)
    item = fields.maybe_text("item") or ""
    return Document(name, text, blocks, fields.text("lang"), metadata, item=item)


def paragraphs(text: str, title: str | None = None) -> tuple[Block, ...]:
    """What blank lines part in a text; a line that begins with `#` is a headline without it. Of front matter only the
    title is one, unless the text begins with it again.
    """
    front = _FRONT_MATTER.match(text)
    blocks = tuple(_block(match) for match in _PARAGRAPH.finditer(text, front.end() if front else 0))
    at = text.find(title, 0, front.end()) if title and front else -1
    if not title or at < 0 or any(block.headline and block.span.of(text) == title for block in blocks):
        return blocks
    return (Block(Span(at, at + len(title)), headline=True), *blocks)


def _block(match: re.Match[str]) -> Block:
    heading = _HEADING.fullmatch(match.group())
    return Block(Span(match.start() + (heading.start(1) if heading else 0), match.end()), headline=bool(heading))


def _read_source(fields: Fields, bare: bool) -> Source:
    document = _read_document(fields, fields.text("id"), bare)
    return Source(document, fields.flag("principal"), fields.fraction("covered"))


def _read_citation(fields: Fields, length: int) -> Citation:
    return Citation(
        span=fields.span("span", length),
        outlet=fields.maybe_text("outlet"),
        author=fields.maybe_text("author"),
        source=fields.maybe_text("source"),
        candidates=fields.maybe_whole("candidates") or 0,
    )


def _read_claim(fields: Fields, texts: _Texts) -> Judgement:
    length = len(texts.article.text)
    span = fields.span("span", length)
    verdict = fields.choice("verdict", Verdict)
    reason = fields.maybe_text("reason")
    block = max(0, bisect_right(texts.article.blocks, span.start, key=lambda block: block.span.start) - 1)
    return Judgement(
        claim=Claim(fields.text("id"), span, block, uncheckable=reason if verdict is Verdict.UNCHECKABLE else None),
        verdict=verdict,
        departure_score=fields.fraction("departure_score"),
        departures=tuple(_read_departure(item, texts) for item in fields.items("departures")),
        evidence=() if texts.bare else tuple(_read_evidence(item, texts) for item in fields.items("evidence")),
        pairs=() if texts.bare else tuple(_read_pair(item, texts) for item in fields.items("pairs")),
        reason=reason,
    )


def _read_departure(fields: Fields, texts: _Texts) -> Departure:
    return Departure(
        id=fields.text("id"),
        type=fields.choice("type", DepartureType),
        span=fields.span("span", len(texts.article.text)),
        severity=fields.choice("severity", Severity),
        confidence=fields.fraction("confidence"),
        basis=fields.choice("basis", Basis),
        code=fields.text("code"),
        params=fields.texts("params"),
        source=texts.place(fields) if fields.has("source") else None,
    )


def _read_evidence(fields: Fields, texts: _Texts) -> Evidence:
    span = fields.span("span", texts.length(fields, "source"))
    return Evidence(fields.text("source"), span, fields.fraction("score"))


def _read_pair(fields: Fields, texts: _Texts) -> WordPair:
    article = fields.span("article", len(texts.article.text))
    return WordPair(article, texts.place(fields), fields.fraction("score"))


def _read_omission(fields: Fields, texts: _Texts) -> Omission:
    return Omission(
        id=fields.text("id"),
        source=fields.text("source"),
        span=fields.span("span", texts.length(fields, "source")),
        severity=fields.choice("severity", Severity),
        score=fields.fraction("score"),
        code=fields.text("code"),
        params=fields.texts("params"),
    )
