"""Verbs of saying whose force a claim changed: said and admitted, suspected and confirmed."""

from __future__ import annotations

from muqabala.facts.line import line_of
from muqabala.facts.speech.reported import FAIR, KIND, LIKELY, Sides, departure, statements, vicinity
from muqabala.facts.speech.saying import Strength
from muqabala.facts.speech.statements import Speaker
from muqabala.facts.speech.voices import Voice
from muqabala.facts.tables import word_set
from muqabala.records import Comparison, Passage, Relation, Severity, SourceSpan, Span

REWORDED = "MQ604"

_NEGATIONS = word_set("لم لا لن ليس ليست ما غير عدم not never no didn't doesn't wasn't")
# From the source's verb to the claim's. What is missing here is ordinary: a neutral "said" may be «أكد» or «أوضح».
_FORCE = {
    (Strength.SAY, Strength.DOUBT): ((Severity.MAJOR, LIKELY)),
    (Strength.FIRM, Strength.DOUBT): ((Severity.MAJOR, LIKELY)),
    (Strength.SAY, Strength.CONCEDE): ((Severity.INFO, FAIR)),  # newsrooms write «أقر» for what a speaker grants
    (Strength.DOUBT, Strength.FIRM): ((Severity.MAJOR, LIKELY)),
    (Strength.DOUBT, Strength.CONCEDE): ((Severity.MAJOR, LIKELY)),
    (Strength.DOUBT, Strength.SAY): ((Severity.INFO, FAIR)),
    (Strength.THINK, Strength.FIRM): ((Severity.MAJOR, LIKELY)),
    (Strength.THINK, Strength.CONCEDE): ((Severity.MAJOR, FAIR)),
    (Strength.THINK, Strength.DOUBT): ((Severity.MAJOR, FAIR)),
    (Strength.FIRM, Strength.CONCEDE): ((Severity.MAJOR, FAIR)),
    (Strength.CONCEDE, Strength.DENY): ((Severity.CRITICAL, LIKELY)),
    (Strength.DENY, Strength.CONCEDE): ((Severity.CRITICAL, LIKELY)),
    (Strength.DENY, Strength.FIRM): ((Severity.MAJOR, FAIR)),
    (Strength.CONCEDE, Strength.SAY): ((Severity.INFO, FAIR)),
    (Strength.FIRM, Strength.SAY): ((Severity.INFO, FAIR)),
}


def reworded(sides: Sides, own: Voice, rival: Voice) -> Comparison:
    """SAME, or MQ604 where the verb of saying changed its force."""
    mine, theirs = own.statement, rival.statement
    params = {"article": mine.span.of(own.passage.text), "source": theirs.span.of(rival.passage.text)}
    rule = _FORCE.get((theirs.strength, mine.strength))
    if rule is None or mine.verb is None or theirs.verb is None or _has_the_verb(sides, own, rival):
        source = SourceSpan(rival.passage.document, theirs.span)
        return Comparison(KIND, Relation.SAME, mine.span, source, "", params)
    return departure(REWORDED, mine.span, rival, params, rule)


def _has_the_verb(sides: Sides, own: Voice, rival: Voice) -> bool:
    """Whether a verb of the claim's force stands in the source near by, or one of the statements has no speaker."""
    if Speaker.UNKNOWN in (rival.statement.sort, own.statement.sort):
        return True
    near = (statement for passage in sides.collation.evidence for statement in statements(vicinity(passage)))
    if any(statement.strength is own.statement.strength for statement in near):
        return True
    denies = rival.statement.strength is Strength.DENY
    return denies and any(_is_negated(own.passage, span) for span in own.statement.said)


def _is_negated(passage: Passage, span: Span) -> bool:
    line = line_of(passage)
    return any(line.word(index) in _NEGATIONS for index in line.tokens(span))
