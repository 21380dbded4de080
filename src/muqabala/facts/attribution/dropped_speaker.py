"""Speakers that a claim drops: what the source only reports, told as fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from muqabala.facts.line import line_of
from muqabala.facts.speech.quotations import inside
from muqabala.facts.speech.reported import GOOD, LIKELY, MOSTLY, Sides, departure, lies_in, roles_in, says, voices
from muqabala.facts.speech.saying import Strength
from muqabala.facts.speech.statements import sentences
from muqabala.facts.speech.voices import ANYBODY, Voice, is_anybody, is_content, may_be_same, names_again
from muqabala.records import Comparison, Passage, Severity, Span

MISSING = "MQ602"

_DOUBTFUL = frozenset(
    {*(Strength.DOUBT, Strength.THINK, Strength.DENY, Strength.WARN, Strength.CONCEDE, Strength.FIRM), Strength.ACCUSE}
)
_QUESTIONS = frozenset("?؟")
_LOOK_BACK = 300  # characters before a claim in which its speaker may have been named
_FEWEST = 3  # linked content words of a sentence that repeats a statement
_NEARLY_ALL = 0.9  # the same where the source's speaker is a pronoun
_MOST = 0.6  # share of a sentence's good links that a statement's words must account for
_TOLD = 0.4  # share of a sentence's linked words that are well linked with a statement's
_LITTLE = 1.5  # link scores up to which a statement of the claim does not retell the one it is held against
_NAMED = 0.45  # link score from which a word of the claim renders the words that name the speaker
_LONGEST = 8  # words of a marked stretch


def dropped(sides: Sides) -> Iterator[Comparison]:
    """MQ602 for every sentence of the claim that tells in its own voice what the evidence only reports."""
    claim = sides.collation.claim
    reported = [*sides.told, *sides.accusing]
    before = voices([_before(claim)]) if reported else ()
    for sentence in sentences(line_of(claim)) if reported else ():
        span = sentence.span(sentence.start, sentence.stop)
        if span is None or _QUESTIONS & set(claim.text[span.end : span.end + 2]):
            continue
        stretch = _in_own_voice(sides, span)
        rival = _reported(sides, stretch) if stretch is not None else None
        if stretch is not None and rival is not None and not _speaks_already(sides, stretch, rival, before):
            yield _told_as_fact(sides, stretch, rival)


def _in_own_voice(sides: Sides, sentence: Span) -> Span | None:
    """The part of a claim's sentence that comes before the first words given as somebody's; None when there is none."""
    told = (voice.statement for voice in sides.own if not voice.statement.loose)
    taken = (span for one in told for span in (one.span, *one.said) if span.overlap(sentence))
    end = min((span.start for span in taken), default=sentence.end)
    return Span(sentence.start, end) if end > sentence.start else None


def _speaks_already(sides: Sides, span: Span, rival: Voice, before: Sequence[Voice]) -> bool:
    """Whether the claim's sentence, or one before it, says who speaks, and that may be the source's speaker."""
    for voice in sides.own:
        if voice.statement.loose:
            if voice.statement.span.overlap(span) and (voice.statement.speech or sides.is_linked(voice, rival)):
                return True
        elif may_be_same(voice, rival, sides.links) or sides.shared(voice, rival) > _LITTLE:
            return True
    if _is_mentioned(sides.collation.claim, rival):
        return True
    return any(not voice.statement.loose and may_be_same(voice, rival, ()) for voice in before)


def _is_mentioned(claim: Passage, rival: Voice) -> bool:
    """Whether a claim calls the source's speaker by name or by a word of the same class: «هذا رد الوزير»."""
    roles = {role.name for role in rival.roles if role.sort != ANYBODY}
    return not roles.isdisjoint(roles_in(claim)) or (rival.named and names_again(rival, claim.words))


def _before(claim: Passage) -> Passage:
    """The text before a claim in which its speaker may have been named already."""
    start = max(0, claim.span.start - _LOOK_BACK)
    return replace(claim, span=Span(start, claim.span.start))


def _reported(sides: Sides, span: Span) -> Voice | None:
    """The statement of the evidence that a sentence of the claim repeats without saying whose it is."""
    claim = sides.collation.claim
    links = [link for link in sides.links if link.article.overlap(span) and is_content(claim, link.article)]
    if len(links) < _FEWEST or any(span.overlap(quoted) for quoted in inside(claim)):
        return None
    good = [link for link in links if link.score >= GOOD]
    reported = [*sides.told, *sides.accusing]
    shares = [(sum(says(voice, link.source) for link in good), voice) for voice in reported]
    share, rival = max(shares, key=lambda pair: pair[0])
    most, told = (_NEARLY_ALL, MOSTLY) if is_anybody(rival) else (_MOST, _TOLD)
    if share < max(most * len(good), told * len(links), _FEWEST) or _is_nobody(rival):
        return None
    named = any(
        link.score >= _NAMED and lies_in(link.source, rival) and is_content(rival.passage, link.source.span)
        for link in sides.links
        if is_content(claim, link.article)
    )
    return None if named else rival


def _is_nobody(voice: Voice) -> bool:
    """Whether no speaker can be missed: the source's own writer ("I think"), or none at all ("is said to")."""
    if voice.statement.strength is Strength.ACCUSE:
        return False  # whoever accuses, the deed is no fact
    return not voice.words or voice.words.lower() in {"i", "we"}


def _told_as_fact(sides: Sides, span: Span, rival: Voice) -> Comparison:
    links = [link for link in sides.links if link.article.overlap(span) and says(rival, link.source)]
    links = [link for link in links if link.score >= GOOD][:_LONGEST]
    stretch = links[0].article.join(links[-1].article)
    words = rival.statement.span.of(rival.passage.text)
    params = {"article": stretch.of(sides.collation.claim.text), "source": words}
    severity = Severity.MAJOR if rival.statement.strength in _DOUBTFUL else Severity.MINOR
    return departure(MISSING, stretch, rival, params, (severity, LIKELY))
