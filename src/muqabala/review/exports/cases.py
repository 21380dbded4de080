"""Articles with their decisions, as every export starts from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from muqabala.errors import ReadError
from muqabala.records import Claim, Report
from muqabala.report.dossier import Dossier, Ruled, Word, beside
from muqabala.report.findings import Place, findings
from muqabala.report.messages import Language
from muqabala.review.decisions import ARTICLE, Decision, Status
from muqabala.review.room import Article, Room
from muqabala.review.targets import Standing, standing


@dataclass(frozen=True, slots=True)
class Case:
    """An article, how each of its decisions stands to the report at hand, and its findings with what was said."""

    article: Article
    standings: Mapping[str, Standing]
    dossier: Dossier

    @property
    def report(self) -> Report:
        """The report as the tool made it."""
        return self.article.report

    @property
    def decided(self) -> Iterator[Decision]:
        """The decisions that say something and rest on the evidence at hand."""
        for decision in self.article.decisions:
            if not decision.ruling.blank and self.standings[decision.target] is Standing.CURRENT:
                yield decision

    @property
    def said(self) -> bool:
        """Whether something is decided or noted."""
        return any(one.ruling.said for one in self.article.decisions)

    @property
    def stale(self) -> int:
        """How many decisions say something and rest on evidence that has changed, or is gone."""
        said = (one for one in self.article.decisions if one.ruling.said)
        return sum(self.standings[one.target] is not Standing.CURRENT for one in said)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The articles to export, and the reports that could not be read, each as a sentence."""

    cases: tuple[Case, ...]
    unread: tuple[str, ...] = ()

    @property
    def stale(self) -> int:
        """How many decisions rest on evidence that has changed."""
        return sum(case.stale for case in self.cases)


def gather(room: Room, names: Sequence[str], lang: Language = "en") -> Gathered:
    """The named articles, with messages in `lang`. A report that cannot be read costs that report only.

    Raises `KeyError` for a name that the folder does not have.
    """
    cases, unread = [], []
    for name in names:
        try:
            cases.append(case(room.article(name), lang))
        except ReadError as error:
            unread.append(str(error))
    return Gathered(tuple(cases), tuple(unread))


def decided_on(room: Room) -> tuple[str, ...]:
    """The articles of the folder in which something is decided or was taken back, by name."""
    names = {one.article for one in room.store.everything() if one.ruling.said or one.target != ARTICLE}
    return tuple(name for name in sorted(names) if name in room.folder)


def case(article: Article, lang: Language = "en") -> Case:
    """An article as exports take it."""
    standings = {one.target: standing(one, article.report, article.known) for one in article.decisions}
    decisions = {one.target: one for one in article.decisions}
    own = decisions.get(ARTICLE)
    dossier = Dossier(
        name=article.name,
        report=article.shown,
        items=tuple(_ruled(article, decisions, standings, lang)),
        finished=own is not None and own.ruling.status is Status.CONFIRMED and standings[ARTICLE] is Standing.CURRENT,
    )
    return Case(article, standings, dossier)


def _ruled(
    article: Article, decisions: Mapping[str, Decision], standings: Mapping[str, Standing], lang: Language
) -> Iterator[Ruled]:
    """Every finding that can be decided, with what was said."""
    for finding in findings(article.shown, lang):
        known, decision = article.known.get(finding.id), decisions.get(finding.id)
        if known is None and decision is None:
            continue  # a claim that the tool doubts beside findings of its own, which are what is decided
        judged = article.shown.judgements[finding.claim - 1] if finding.claim else None
        ruled = Ruled(
            finding=finding,
            needed=known is not None and known.needed,
            whole=_whole(judged.claim, article.shown) if judged else None,
            beside=beside(finding, judged, article.shown),
        )
        yield _with(ruled, decision, standings) if decision and not decision.ruling.blank else ruled


def _with(ruled: Ruled, decision: Decision, standings: Mapping[str, Standing]) -> Ruled:
    ruling = decision.ruling
    return replace(
        ruled,
        word=Word(ruling.status.value),
        reason=ruling.reason or "",
        note=ruling.note,
        reviewer=decision.reviewer,
        at=decision.at,
        stale=standings[decision.target] is not Standing.CURRENT,
    )


def _whole(claim: Claim, report: Report) -> Place:
    article = report.article
    return Place(article.id, article.text, claim.span, article.lang)
