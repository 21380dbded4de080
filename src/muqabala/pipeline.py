"""The flow: read → segment → claims → embed → retrieve → compare facts → align → judge → omissions → report.

`Desk` holds what many articles share (the model, the corpus, the judge); `check` is the one-article form of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from muqabala import __version__, align, claims, facts, omissions, read, retrieve, segment
from muqabala.config import Settings
from muqabala.corpus import Corpus, Progress, silent
from muqabala.corpus import load as load_corpus
from muqabala.embed import EMBEDDED, models
from muqabala.embed import load as load_model
from muqabala.errors import CheckError
from muqabala.judge import Case, Encoded, WeighingJudge, is_parallel, named
from muqabala.judge import load as load_judge
from muqabala.omissions import SourceSentence
from muqabala.records import (
    Citation,
    Claim,
    Comparison,
    DepartureType,
    Document,
    Encoding,
    Evidence,
    Fact,
    Judgement,
    Kind,
    Omission,
    Passage,
    Relation,
    Report,
    Severity,
    Signature,
    Skip,
    Source,
    SourceSpan,
    Span,
    Verdict,
)

if TYPE_CHECKING:
    from muqabala.embed.encoder import Encoder
    from muqabala.records import Matrix


WEAK = 0.5
"""Under this best cosine a claim's evidence is weak, and the rest of the corpus is looked at."""
CLEARLY = 0.055
"""How much better, in mean word match, sentences from elsewhere must cover a claim to lead its evidence."""


CLOSER = 0.06
"""How much closer, in cosine, sentences from elsewhere must come to lead when they cover a claim as well."""


@dataclass(frozen=True, slots=True)
class Retold:
    """What an article retells: its principal sources, the most retold first, all their sentences, and everything these
    state. `digest` says that every principal source is a digest; `credits` are their outlets and authors.
    """

    principal: tuple[str, ...]
    sentences: tuple[SourceSentence, ...]
    facts: tuple[Fact, ...]
    digest: bool
    credits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collated:
    """An article held against what it retells, before any judgement: everything that a judge decides on."""

    article: Document
    cited: tuple[Citation, ...]
    retold: Retold
    cases: tuple[Case, ...]


def check(
    article: str | Path,
    *,
    sources: Sequence[str | Path] | None = None,
    against: Sequence[str | Path] = (),
    settings: Settings | None = None,
) -> Report:
    """Check one article against the documents in the `sources` folders; the same as `muqabala check`, from Python.

    Files named in `against` are its sources by your word; then no folder is searched unless `sources` names one.
    Otherwise the settings name the folders. Raises `ReadError` for an article or folder that cannot be
    read, `CheckError` when there is nothing to check or to check against, `ModelError` when the model cannot be had.
    """
    chosen = settings or Settings()
    folders = sources if sources is not None else () if against else chosen.sources
    desk = Desk(chosen, [Path(folder) for folder in folders], [Path(file) for file in against])
    return desk.check(Path(article))


def unchecked(article: Path | Document, reason: str, settings: Settings, skipped: Sequence[Skip] = ()) -> Report:
    """The report of an article that could not be checked: no claims, and the reason under `skipped`."""
    nothing = hashlib.sha256().hexdigest()
    name = settings.model or EMBEDDED
    signature = Signature(__version__, name, models.fingerprint(name), settings.judge, {}, nothing)
    if isinstance(article, Path):
        article = Document(article.as_posix(), "", (), "und")
    return Report(signature, article, (), (), (), (), (Skip(article.id, reason), *skipped))


def finished(report: Report, notes: Sequence[Skip] = ()) -> tuple[Report, str | None]:
    """A report with what its file tells of the article, and why the article counts as not checked, if it does."""
    report = replace(report, skipped=(*notes, *report.skipped))
    if any(judgement.verdict is not Verdict.UNCHECKABLE for judgement in report.judgements):
        return report, None
    reason = "nothing in it can be checked: it states no fact. Check that the file holds the article's text."
    return replace(report, skipped=(Skip(report.article.id, reason), *report.skipped)), f"{report.article.id}: {reason}"


class Desk:
    """The model, the corpus and the judge, loaded once and used for many articles."""

    def __init__(
        self, settings: Settings, sources: Sequence[Path], against: Sequence[Path] = (), progress: Progress = silent
    ) -> None:
        """Read and embed the corpus. Raises as `check` does, but for the article."""
        self.settings = settings
        self._folders_and_files = tuple(sources), tuple(against)
        load_judge(settings.judge, settings.operating)  # first: a misspelt name should not cost the loading of a model
        self.encoder: Encoder = load_model(settings.model, threads=settings.threads)
        self.use(settings.judge)
        self._load(progress)

    def check(self, path: Path | Document) -> Report:
        """The whole story of one article, read from its file or read already. Raises `ReadError` and `CheckError`."""
        return self.decide(self.collate(path))

    def collate(self, path: Path | Document) -> Collated:
        """Find an article's sources, and hold each claim against its evidence. Raises as `check` does."""
        article = path if isinstance(path, Document) else self._open(path)
        sentences = segment.segment(article)
        asserted = claims.claims(article, sentences)
        if not asserted:
            raise CheckError(f"{article.id}: no claims were found. Check that the file holds the article's text.")
        cited = claims.citations(article, sentences, tuple(self.corpus.documents.values()))

        passages = [_passage(article, claim.span) for claim in asserted]
        encodings = self.encode(passages, article.lang)
        vectors = np.stack([encoding.vector for encoding in encodings])
        hits = self._search(article, vectors)
        retold = self._retold(hits, {c.source for c in cited if c.source})
        cited = claims.settled(cited, [self.corpus.documents[document] for document in retold.principal])

        stated = [facts.extract(passage) for passage in passages]
        common = facts.common(passages, stated, [sentence.facts for sentence in retold.sentences])
        covered = align.coverage(encodings, [sentence.encoding for sentence in retold.sentences])
        inside = retrieve.evidence(vectors, self.corpus.shelf, retold.principal, common, covered)
        ranked = self._better_elsewhere(encodings, hits, inside, retold)
        cases = [
            self._case(claim, passage, encoding, own, evidence, retold, cited)
            for claim, passage, encoding, own, evidence in zip(
                asserted, passages, encodings, stated, ranked, strict=True
            )
        ]
        follows = is_parallel(cases, [s.passage.place for s in retold.sentences if not s.sentence.headline])
        cases = [replace(self._with_byline(case, cited), parallel=follows) for case in cases]
        return Collated(article, cited, retold, tuple(cases))

    def decide(self, collated: Collated) -> Report:
        """The judge's decisions on a collated article, as a report."""
        return self.report(collated, self.judge.judge(collated.cases))

    def report(self, collated: Collated, judged: tuple[Judgement, ...]) -> Report:
        """Decisions on a collated article, and what it left out, as a report."""
        retold, cases = collated.retold, collated.cases
        known = _read(cases, judged) | omissions.linked(retold.sentences, [case.alignment.pairs for case in cases])
        strengths = omissions.strengths(retold.sentences, [case.encoding for case in cases], known)
        left_out = omissions.omissions(retold.sentences, strengths, self._kinds(retold.principal))
        return self._report(collated.article, collated.cited, judged, _coverage(retold, strengths), left_out)

    def _open(self, path: Path) -> Document:
        return read.read(path, id=path.as_posix(), limit=self.settings.limit)

    def _retold(self, hits: retrieve.Hits, cited: set[str]) -> Retold:
        principal = retrieve.principal(hits, self.corpus.shelf, cited, self.corpus.asked)
        sentences = tuple(sentence for document in principal for sentence in self._read_whole(document))
        kinds = self._kinds(principal)
        stated = tuple(fact for sentence in sentences for fact in sentence.facts)
        credited = dict.fromkeys(name for d in principal for name in claims.credits_of(self.corpus.documents[d]))
        digest = all(kind is Kind.DIGEST for kind in kinds.values())
        return Retold(principal, sentences, stated, digest, tuple(credited))

    def _better_elsewhere(
        self,
        encodings: Sequence[Encoding],
        hits: retrieve.Hits,
        ranked: Sequence[tuple[Evidence, ...]],
        retold: Retold,
    ) -> list[tuple[Evidence, ...]]:
        """The ranked evidence, led by sentences from elsewhere in the corpus for claims that those cover clearly better
        than the principal sources do. Only claims with weak evidence are looked at, sentence by sentence.
        """
        found = []
        for claim, (encoding, inside) in enumerate(zip(encodings, ranked, strict=True)):
            outside = retrieve.elsewhere(hits, claim, self.corpus.shelf, retold.principal)
            weak = not inside or inside[0].score < WEAK
            if outside and weak and self._covers_better(encoding, outside, inside, retold):
                inside = (outside + inside)[: retrieve.MOST_EVIDENCE]
            found.append(inside)
        return found

    def _covers_better(
        self, claim: Encoding, outside: Sequence[Evidence], inside: Sequence[Evidence], retold: Retold
    ) -> bool:
        """Whether sentences from elsewhere cover a claim's words clearly better, or come closer and cover as much."""
        theirs, ours = (
            align.support(claim, [self._sentence(e, retold).encoding for e in side]) for side in (outside, inside)
        )
        closer = not inside or outside[0].score >= max(e.score for e in inside) + CLOSER
        return theirs >= ours + CLEARLY or (closer and theirs >= ours)

    def _case(
        self,
        claim: Claim,
        passage: Passage,
        encoding: Encoding,
        stated: tuple[Fact, ...],
        evidence: tuple[Evidence, ...],
        retold: Retold,
        cited: Sequence[Citation],
    ) -> Case:
        """What is known of a claim, with the sentences of its evidence at hand."""
        near = [self._sentence(e, retold) for e in evidence]
        case = Case(claim, passage, encoding, evidence, digest=retold.digest)
        citing = [citation.span for citation in cited if citation.span.overlap(claim.span)]
        return held(case, stated, near, retold.facts, citing, retold.credits)

    def _with_byline(self, case: Case, cited: Sequence[Citation]) -> Case:
        """A garbled byline is a departure of the claim that holds it."""
        garbled = [
            c for c in cited if c.garbled_author and c.author_span and case.claim.span.overlap(c.author_span) > 0
        ]
        return replace(case, comparisons=case.comparisons + tuple(map(self._byline, garbled))) if garbled else case

    def _byline(self, citation: Citation) -> Comparison:
        """The garbled name beside the name as the source has it: in its text if it stands there, else in its head."""
        author = citation.garbled_author or ""
        source = self.corpus.documents.get(citation.source or "")
        body = min((block.span.start for block in source.blocks if not block.headline), default=0) if source else 0
        at = source.text.find(author, body) if source else -1
        if source and at < 0:
            at = source.text.find(author)
        return Comparison(
            kind=DepartureType.NAME,
            relation=Relation.CHANGED,
            article=citation.author_span,
            source=SourceSpan(source.id, Span(at, at + len(author))) if source and at >= 0 else None,
            code="MQ405",
            params={"article": citation.author or "", "source": author, "outlet": citation.outlet or ""},
            severity=Severity.MAJOR,
            confidence=0.9,
        )

    def encode(self, passages: Sequence[Passage], lang: str) -> tuple[Encoding, ...]:
        """Passages of one document, centred; a language that was never measured is estimated from them."""
        raw = self.encoder.encode(passages)
        means = self.corpus.means.learn(lang, raw)
        return tuple(means.centre(encoding, lang) for encoding in raw)

    def _encode_source(self, document: str) -> tuple[SourceSentence, ...]:
        """The sentences of a source with encodings and facts."""
        source = self.corpus.documents[document]
        sentences = self.corpus.sentences[document]
        passages = [_passage(source, sentence.span) for sentence in sentences]
        encodings = self.encode(passages, source.lang)
        return tuple(
            SourceSentence(sentence, passage, encoding, facts.extract(passage))
            for sentence, passage, encoding in zip(sentences, passages, encodings, strict=True)
        )

    def _read_alone(self, document: str, span: Span) -> SourceSentence:
        """One sentence of a source that is not read as a whole. Encoded by itself, so that what else was read does not
        change a digit.
        """
        source = self.corpus.documents[document]
        sentence = next(s for s in self.corpus.sentences[document] if s.span == span)
        passage = _passage(source, span)
        (encoding,) = self.encode([passage], source.lang)
        return SourceSentence(sentence, passage, encoding, facts.extract(passage))

    def _sentence(self, evidence: Evidence, retold: Retold) -> SourceSentence:
        if evidence.source in retold.principal:
            return next(s for s in self._read_whole(evidence.source) if s.sentence.span == evidence.span)
        return self._read_one(evidence.source, evidence.span)

    def _search(self, article: Document, vectors: Matrix) -> retrieve.Hits:
        """The nearest sentences of the corpus, a copy of the article itself left out."""
        twins = {d.id for d in self.corpus.documents.values() if d.text == article.text}
        barred = sum(len(self.corpus.shelf.rows[twin]) for twin in twins)
        scores, rows = self.corpus.index.search(vectors, retrieve.NEAREST + barred)
        if twins:
            keep = np.array([[self.corpus.shelf.places[row].id not in twins for row in line] for line in rows.tolist()])
            width = min(retrieve.NEAREST, int(keep.sum(axis=1).min()))
            order = np.argsort(~keep, axis=1, kind="stable")[:, :width]
            scores, rows = np.take_along_axis(scores, order, 1), np.take_along_axis(rows, order, 1)
        if not rows.shape[1]:
            raise CheckError("there is no source to check against. Put the sources into the corpus folder.")
        return retrieve.Hits(scores, rows)

    def _kinds(self, documents: Sequence[str]) -> dict[str, Kind | None]:
        return {document: self.corpus.documents[document].metadata.kind for document in documents}

    def _report(
        self,
        article: Document,
        cited: tuple[Citation, ...],
        judged: tuple[Judgement, ...],
        covered: Mapping[str, float],
        left_out: tuple[Omission, ...],
    ) -> Report:
        evidence = {e.source for judgement in judged for e in judgement.evidence}
        others = sorted((evidence | {c.source for c in cited if c.source}) - set(covered))
        documents = self.corpus.documents
        sources = [Source(documents[d], True, share) for d, share in covered.items()]
        sources += [Source(documents[d], False, 0.0) for d in others]
        texts = {source.document.id: source.document.text for source in sources}
        return Report(
            signature=self.signature(),
            article=article,
            citations=cited,
            sources=tuple(sources),
            judgements=named(judged, article.text, texts),
            omissions=left_out,
            skipped=(*self.corpus.skipped, *_warnings(article, sources)),
        )

    def _load(self, progress: Progress) -> None:
        self.corpus: Corpus = load_corpus(self.encoder, self.settings, *self._folders_and_files, progress)
        self._read_whole = lru_cache(maxsize=64)(self._encode_source)
        self._read_one = lru_cache(maxsize=1024)(self._read_alone)

    def renewed(self, progress: Progress = silent) -> Desk:
        """A desk with the same model and judge over the sources as they are now; this one stays as it is, also for
        checks that are under way. Raises as loading does.
        """
        desk = copy(self)
        desk._load(progress)
        return desk

    def use(self, judge: str) -> None:
        """Let another judge decide from now on. Raises `ConfigError` when there is none of that name."""
        self.judge: WeighingJudge = load_judge(judge, self.settings.operating, self.encoder.weights_sha256)

    def forget(self) -> None:
        """Drop the word vectors of sources read so far; the next check encodes what it needs again."""
        self._read_whole.cache_clear()
        self._read_one.cache_clear()

    def signature(self) -> Signature:
        """What the figures of this desk's reports depend on."""
        return Signature(
            version=__version__,
            model=self.encoder.name,
            model_sha256=self.encoder.sha256,
            judge=self.judge.name,
            settings={**self.judge.settings, "retold": omissions.RETOLD, "covered": align.COVERED},
            corpus_sha256=self.corpus.sha256,
        )


def held(
    case: Case,
    stated: Sequence[Fact],
    near: Sequence[SourceSentence],
    around: Sequence[Fact],
    cited: Sequence[Span] = (),
    credited: Sequence[str] = (),
) -> Case:
    """A claim held against its ranked evidence `near`: the sentences it is read against, the alignment with them, and
    the facts compared. `stated` are the claim's facts, `around` those of the whole principal sources, `cited` the
    claim's citations, `credited` the outlets and authors of the sources.
    """
    chosen = [near[i] for i in align.supporting(case.encoding, [sentence.encoding for sentence in near])]
    closest = tuple(Encoded(sentence.passage, sentence.encoding) for sentence in chosen)
    alignment = align.align(case.encoding, [(one.passage.document, one.encoding) for one in closest])
    said = [fact for sentence in chosen for fact in sentence.facts]
    passages = [one.passage for one in closest]
    collation = facts.Collation(case.passage, stated, passages, said, around, alignment.links, cited, credited)
    return replace(
        case,
        closest=closest,
        alignment=alignment,
        comparisons=facts.compare(collation),
        doubts=facts.doubts(collation),
        told_alike=facts.told_alike(collation),
    )


def _passage(document: Document, span: Span) -> Passage:
    return Passage(document.id, document.text, span, document.lang, document.metadata.date)


def _read(cases: Sequence[Case], judged: Sequence[Judgement]) -> set[SourceSpan]:
    """The sentences that are some claim's best evidence, but for claims that the sources do not say at all."""
    return {
        case.closest[0].passage.place
        for case, judgement in zip(cases, judged, strict=True)
        if case.closest and judgement.verdict not in (Verdict.NOT_IN_SOURCE, Verdict.UNCHECKABLE)
    }


def _coverage(retold: Retold, strengths: Sequence[float]) -> dict[str, float]:
    """The share of each principal source's sentences that some claim retells, in the order of the sources."""
    told: dict[str, list[bool]] = {document: [] for document in retold.principal}
    for sentence, strength in zip(retold.sentences, strengths, strict=True):
        told[sentence.passage.document].append(strength >= omissions.RETOLD)
    return {document: sum(flags) / len(flags) if flags else 0.0 for document, flags in told.items()}


def _warnings(article: Document, sources: Sequence[Source]) -> tuple[Skip, ...]:
    """Doubts about the texts themselves: what the readers noticed, and sources younger than the article."""
    found = [Skip(d.id, warning) for d in (article, *(s.document for s in sources)) for warning in d.warnings]
    date = article.metadata.date
    for source in sources:
        theirs = source.document.metadata.date
        if date and theirs and theirs[: len(date)] > date[: len(theirs)]:
            reason = f"dated {theirs}, after the article ({date}): the article cannot have retold it as it stands"
            found.append(Skip(source.document.id, reason))
    return tuple(found)
