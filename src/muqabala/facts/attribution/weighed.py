"""Speakers that may have been exchanged, dropped or put in, weighed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from muqabala.facts.attribution.dropped_speaker import MISSING, speaks_before
from muqabala.facts.attribution.other_speaker import ANOTHER, INVENTED
from muqabala.facts.cues import line_of
from muqabala.facts.likelihood import Candidate
from muqabala.facts.onesided import FEWEST, SENTENCE, length
from muqabala.facts.speech.quotations import inside
from muqabala.facts.speech.reported import GOOD, Sides, lies_in, roles_in, says
from muqabala.facts.speech.voices import (
    Voice,
    differ_by_nation,
    is_anybody,
    is_content,
    is_linked,
    is_many,
    may_be_same,
    spells,
)
from muqabala.records import Severity, SourceSpan, Span, WordPair

_FEWEST = 2  # linked content words of what is told without its speaker
_LONGEST = 8  # words of a marked stretch
_APART = 40  # characters between two words of one stretch at most
_MOST = 6  # statements a side that are looked at


def candidates(sides: Sides) -> Iterator[Candidate]:
    """Every speaker of the claim against the one whose words it retells, and every speaker that it may have dropped."""
    line = line_of(sides.collation.claim)
    if len(line) > SENTENCE or sum(map(line.is_content, range(len(line)))) < FEWEST:
        return
    for own in [voice for voice in sides.own if not voice.statement.loose][:_MOST]:
        rivals = sides.counterparts(own)
        yield _other(sides, own, rivals) if rivals else _invented(sides, own)
    for rival in sides.told[:_MOST]:
        if (found := _dropped(sides, rival)) is not None:
            yield found


def _other(sides: Sides, own: Voice, rivals: Sequence[Voice]) -> Candidate:
    rival = rivals[0]
    traits = {
        **_called(own, "own"),
        **_called(rival, "theirs"),
        **_found(sides, own),
        "same": float(may_be_same(own, rival, sides.links)),
        "same as any": float(any(may_be_same(own, voice, sides.links) for voice in rivals)),
        "linked": float(is_linked(own, rival, sides.links, 0.35)),
        "likeness": _likeness(sides, own, rival),
        "nations": float(differ_by_nation(own, rival)),
        "retells": float(sides.retells(own, rival)),
        "rivals": min(3, len(rivals)) / 3,
        "others speak": float(sum(not voice.statement.loose for voice in sides.own) > 1),
        "claimed by another": float(
            any(voice is not own and may_be_same(voice, rival, sides.links) for voice in sides.own)
        ),
        f"{rival.statement.strength} > {own.statement.strength}": 1.0,
        **_fit(sides),
    }
    source = SourceSpan(rival.passage.document, rival.statement.span)
    return Candidate("speaker changed", ANOTHER, Severity.MAJOR, own.statement.span, source, traits)


def _invented(sides: Sides, own: Voice) -> Candidate:
    evidence = sides.collation.evidence
    traits = {
        **_called(own, "own"),
        **_found(sides, own),
        "told": min(3, len(sides.told)) / 3,
        "hinted": min(3, len(sides.theirs) - len(sides.told)) / 3,
        "quoted": float(any(inside(passage) for passage in evidence)),
        "linked": float(any(sides.is_linked(own, voice) for voice in sides.theirs)),
        **_fit(sides),
    }
    source = SourceSpan(evidence[0].document, evidence[0].span)
    return Candidate("speaker invented", INVENTED, Severity.MAJOR, own.statement.span, source, traits)


def _called(voice: Voice, side: str) -> dict[str, float]:
    """How a speaker is called."""
    sorts = {f"{side} {role.sort}": 1.0 for role in voice.roles}
    return {
        f"{side} named": float(voice.named),
        f"{side} anybody": float(is_anybody(voice)),
        f"{side} many": float(bool(voice.words) and is_many(voice)),
        f"{side} impersonal": float(voice.statement.impersonal),
        f"{side} {voice.statement.sort}": 1.0,
        f"{side} long": min(10, len(voice.words.split())) / 10,
        **sorts,
    }


def _found(sides: Sides, own: Voice) -> dict[str, float]:
    """Whether the evidence has the words for a speaker of the claim, and where."""
    who = own.statement.speaker
    links = [link for link in sides.links if who is not None and link.article.overlap(who)]
    best = max((link for link in links if is_content(own.passage, link.article)), key=_score, default=None)
    evidence = sides.collation.evidence
    names = {role.name for role in own.roles}
    told = sides.told
    return {
        "speaker": best.score if best else 0.0,
        "speaker is theirs": float(best is not None and any(lies_in(best.source, voice) for voice in told)),
        "speaker is spoken of": float(best is not None and any(says(voice, best.source) for voice in told)),
        "role": float(bool(names)),
        "role there": float(any(not names.isdisjoint(roles_in(passage)) for passage in evidence)),
        "name there": float(own.named and any(spells(own, passage.words) for passage in evidence)),
    }


def _score(link: WordPair) -> float:
    return link.score


def _likeness(sides: Sides, own: Voice, rival: Voice) -> float:
    """The strongest link between the words that name two speakers."""
    mine = own.statement.speaker
    if mine is None or rival.statement.speaker is None:
        return 0.0
    links = (link for link in sides.links if link.article.overlap(mine) and is_content(own.passage, link.article))
    return max((link.score for link in links if lies_in(link.source, rival)), default=0.0)


def _fit(sides: Sides) -> dict[str, float]:
    scores = [link.score for link in sides.links if is_content(sides.collation.claim, link.article)]
    return {"fit": sum(scores) / max(1, len(scores)), "words": length(len(scores))}


def _dropped(sides: Sides, rival: Voice) -> Candidate | None:
    """What a speaker of the evidence says, told with no speaker that may be the same."""
    claim = sides.collation.claim
    telling = [link for link in sides.links if is_content(claim, link.article) and says(rival, link.source)]
    good = [link for link in telling if link.score >= GOOD]
    if len(good) < _FEWEST or speaks_before(sides, rival):
        return None
    spoken = [voice for voice in sides.own if not voice.statement.loose]
    stretch = _stretch(good)
    who = rival.statement.speaker
    named = [link.score for link in sides.links if who is not None and lies_in(link.source, rival)]
    loose = [voice for voice in sides.own if voice.statement.loose]
    traits = {
        **_called(rival, "theirs"),
        "good": min(12, len(good)) / 12,
        "share": len(good) / max(1, len(telling)),
        "of claim": len(telling) / max(1, len(sides.links)),
        "speaker": max(named, default=0.0),
        "nobody speaks": float(not spoken),
        "fewer speak": float(len(spoken) < len(sides.told)),
        "same speaks": float(any(may_be_same(voice, rival, sides.links) for voice in spoken)),
        "covered": float(any(span.overlap(stretch) for voice in spoken for span in voice.statement.said)),
        "shared": float(any(sides.shared(voice, rival) > 0 for voice in spoken)),
        "hinted": float(bool(loose)),
        "hinted there": float(any(sides.is_linked(voice, rival) for voice in loose)),
        "quoted": float(any(stretch.overlap(span) for span in inside(claim))),
        f"says {rival.statement.strength}": 1.0,
        **_fit(sides),
    }
    source = SourceSpan(rival.passage.document, rival.statement.span)
    return Candidate("speaker dropped", MISSING, Severity.MAJOR, stretch, source, traits)


def _stretch(good: Sequence[WordPair]) -> Span:
    """The first words of the claim that retell a statement, as far as they stand together."""
    whole = good[0].article
    for before, link in pairwise(good[:_LONGEST]):
        if link.article.start - before.article.end > _APART:
            break
        whole = whole.join(link.article)
    return whole
