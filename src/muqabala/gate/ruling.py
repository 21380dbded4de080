"""Which findings of a report fail: decisions first, then accepted renderings, the policy's bar, and the baseline."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from muqabala.gate.accepted import rendering_of
from muqabala.gate.baseline import Baseline, Known, covers
from muqabala.gate.candidates import candidates
from muqabala.gate.decisions import AcceptedRendering, AddedFinding, Decision, Decisions, Ruling
from muqabala.gate.policy import Counts, Policy, Rules
from muqabala.records import Basis, Report, Skip, Span, Verdict, text_sha256
from muqabala.report import rules as catalogue
from muqabala.report.findings import REVIEW, Finding, Place
from muqabala.report.messages import Language

NOTHING_DECIDED = Decisions()
"""No decision, no accepted rendering, no finding of a person."""
HUMAN = "human"
"""The rule of a finding that a person added is this, a hyphen and its type: `human-number`."""

Entry = Decision | AcceptedRendering | AddedFinding | Known
"""Something of a person's that settled a finding, or that found it."""


class Standing(StrEnum):
    """What becomes of a finding: it fails; it is below the bar; a reviewer dismissed it; its rendering is accepted; it
    is known from the baseline.
    """

    FAILS = "fails"
    BELOW = "below"
    DISMISSED = "dismissed"
    ACCEPTED = "accepted"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Ruled:
    """A finding and its standing; `why` says it in words, `by` are the entries that had a part in it."""

    finding: Finding
    standing: Standing
    why: str
    by: tuple[Entry, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether the finding counts against the article."""
        return self.standing is Standing.FAILS


@dataclass(frozen=True, slots=True)
class Court:
    """All that findings are held against. `baseline` is empty when there is none."""

    policy: Policy
    decisions: Decisions = NOTHING_DECIDED
    baseline: Baseline = ()
    lang: Language = "en"

    @property
    def renderings(self) -> tuple[AcceptedRendering, ...]:
        """The accepted renderings of the policy and of the decisions."""
        return (*self.policy.renderings, *self.decisions.renderings)


def rule(report: Report, court: Court) -> tuple[Ruled, ...]:
    """Every finding of a report with its standing, those that people added at the end."""
    rules = court.policy.rules_for(report.article.id)
    digest = text_sha256(report.article.text)
    own = {d.finding: d for d in court.decisions.decisions if _concerns(d, report, digest)}
    known = {k.finding: k for k in court.baseline if k.article == report.article.id}
    found = [(f, own.get(f.id)) for f in candidates(report, rules, court.lang)]
    ruled = [_rule_one(_revised(f, d, digest), d, rules, known.get(f.id), court, report) for f, d in found]
    added = [(a, _placed(a, report, digest, court.lang)) for a in court.decisions.added if _concerns(a, report, digest)]
    human = [_by_bar(finding, rules, known.get(finding.id), (entry,)) for entry, finding in added if finding]
    return (*ruled, *human)


def problems(report: Report, ruled: Sequence[Ruled], policy: Policy) -> tuple[str, ...]:
    """Why the article of a report counts as not checked; nothing when it counts as checked. A claim that a reviewer
    decided about (`ruled`) is open no more.
    """
    if not report.judgements:
        return tuple(map(_told, report.skipped)) or ("the report holds no claim",)
    if all(judgement.verdict is Verdict.UNCHECKABLE for judgement in report.judgements):
        return ("nothing in it can be checked: it states no fact",)
    decided = {one.finding.id for one in ruled if any(isinstance(entry, Decision) for entry in one.by)}
    return tuple(_by_policy(report, policy.rules_for(report.article.id), decided))


def _by_policy(report: Report, rules: Rules, decided: Container[str]) -> Iterator[str]:
    """What the policy does not let pass as checked."""
    if rules.skipped is Counts.UNCHECKED:
        yield from map(_told, report.skipped)
    for counts, verdict in ((rules.review, Verdict.REVIEW), (rules.uncheckable, Verdict.UNCHECKABLE)):
        number = sum(one.verdict is verdict and one.claim.id not in decided for one in report.judgements)
        if counts is Counts.UNCHECKED and number:
            yield f"{number} of {len(report.judgements)} claims are {verdict}, which the policy counts as unchecked"


def _told(skip: Skip) -> str:
    return f"{skip.path}: {skip.reason}"


def _concerns(entry: Decision | AddedFinding, report: Report, digest: str) -> bool:
    """Whether an entry is about this article: the same path, or the very same text under another."""
    return entry.article == report.article.id or entry.text_sha256 == digest


def _revised(finding: Finding, decision: Decision | None, digest: str) -> Finding:
    """The finding as a reviewer confirmed it. A span counts only in the text that was reviewed."""
    if decision is None or decision.decision is not Ruling.CONFIRM:
        return finding
    here = finding.here
    if here and decision.span is not None and decision.text_sha256 == digest and decision.span.end <= len(here.text):
        here = replace(here, span=decision.span)
    return replace(
        finding,
        type=decision.type or finding.type,
        severity=decision.severity or finding.severity,
        confidence=1.0,
        basis=Basis.HUMAN,
        here=here,
    )


def _rule_one(
    finding: Finding, decision: Decision | None, rules: Rules, known: Known | None, court: Court, report: Report
) -> Ruled:
    if decision and decision.decision is Ruling.DISMISS:
        why = f"dismissed by {decision.reviewer}" + (f" ({decision.reason})" if decision.reason else "")
        return Ruled(finding, Standing.DISMISSED, f"{why}: {decision.note}" if decision.note else why, (decision,))
    if decision:
        return _by_bar(finding, rules, known, (decision,))
    if rendering := rendering_of(finding, court.renderings, report):
        why = f"accepted rendering: {rendering.article} for {rendering.source}"
        return Ruled(finding, Standing.ACCEPTED, why, (rendering,))
    return _by_bar(finding, rules, known, ())


def _by_bar(finding: Finding, rules: Rules, known: Known | None, by: tuple[Entry, ...]) -> Ruled:
    """The standing by the policy's bar, and by the baseline for what would fail."""
    bar = rules.bar_of(finding.type)
    covered = known is not None and covers(known, finding)
    by = (*by, known) if known is not None and covered else by
    if finding.rule == REVIEW and rules.review is Counts.UNCHECKED and finding.basis is not Basis.HUMAN:
        return Ruled(finding, Standing.BELOW, "counted as unchecked", by)
    if not bar.reached(finding.severity, finding.confidence):
        reason = f"below the bar ({bar.fail_on}" + (f", {bar.confidence:g} sure)" if bar.confidence else ")")
        return Ruled(finding, Standing.BELOW, reason, by)
    if covered:
        return Ruled(finding, Standing.KNOWN, "known from the baseline", by)
    return Ruled(finding, Standing.FAILS, f"at or above the bar ({bar.fail_on})", by)


def _placed(added: AddedFinding, report: Report, digest: str, lang: Language) -> Finding | None:
    """A person's finding in the text as it is now; None when its words are gone or stand there more than once."""
    article = report.article
    span = _span_now(added, article.text, digest)
    source = next((s.document for s in report.sources if added.source and s.document.id == added.source.document), None)
    there = None
    if source and added.source and added.source.span.end <= len(source.text):
        there = Place(source.id, source.text, added.source.span, source.lang)
    if span is None and (added.span is not None or there is None):
        return None
    meaning, _ = catalogue.kinds()[added.type][lang]
    return Finding(
        article=article.id,
        id=added.id,
        rule=f"{HUMAN}-{added.type}",
        type=added.type,
        severity=added.severity,
        confidence=1.0,
        basis=Basis.HUMAN,
        claim=_claim_at(report, span),
        here=Place(article.id, article.text, span, article.lang) if span is not None else None,
        there=there,
        lang=lang,
        heading={"en": "Found by a person", "ar": "وجده محرّر"}[lang],
        note=added.note or meaning,
    )


def _span_now(added: AddedFinding, text: str, digest: str) -> Span | None:
    if added.span is None:
        return None
    if added.text_sha256 == digest and added.span.end <= len(text):
        return added.span
    start = text.find(added.words) if added.words else -1
    alone = start >= 0 and text.find(added.words, start + 1) < 0
    return Span(start, start + len(added.words)) if alone else None


def _claim_at(report: Report, span: Span | None) -> int | None:
    """The number of the claim that a span begins in."""
    if span is None:
        return None
    for number, judgement in enumerate(report.judgements, start=1):
        if judgement.claim.span.start <= span.start < judgement.claim.span.end:
            return number
    return None
