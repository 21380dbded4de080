"""How the attributions of a claim stand to those of its evidence.

Speakers are held against each other only where both are called by a name or by a word of the table of speakers, and
where nothing in the source near by explains the claim's. A pronoun, a description such as "the spokesman", or a verb
whose words cannot be told apart never counts against a claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from muqabala import fold, spelling
from muqabala.facts.arabic_statements import arabic_statements
from muqabala.facts.collation import Collation
from muqabala.facts.cues import line_of
from muqabala.facts.english_statements import english_statements
from muqabala.facts.gazetteer import entries_of
from muqabala.facts.quotations import inside
from muqabala.facts.saying import Role, Strength, roles_of
from muqabala.facts.speech import is_first_person
from muqabala.facts.statements import Speaker, Statement, sentences
from muqabala.facts.voices import (
    Voice,
    differ_by_nation,
    is_anybody,
    is_content,
    is_many,
    may_be_same,
    names_again,
    spells,
)
from muqabala.records import (
    Comparison,
    DepartureType,
    Passage,
    Relation,
    Severity,
    SourceSpan,
    Span,
    WordPair,
)

KIND = DepartureType.ATTRIBUTION

ANOTHER, MISSING, INVENTED, REWORDED, GENERAL = "MQ601", "MQ602", "MQ603", "MQ604", "MQ605"

_READERS = {"ar": arabic_statements, "en": english_statements}
_GOOD = 0.4  # link score from which a word of the claim tells what a statement is about
_DOUBTFUL = frozenset({Strength.DOUBT, Strength.THINK, Strength.DENY, Strength.WARN, Strength.CONCEDE, Strength.FIRM})
_QUESTIONS = frozenset("?؟")
_LOOK_BACK = 300  # characters before a claim in which its speaker may have been named
_FEWEST = 3  # linked content words of a sentence that repeats a statement
_MOSTLY, _NEARLY_ALL = 0.5, 0.9  # share of them, and of the well linked, that a statement's words must account for
_NAMED = 0.45  # link score from which a word of the claim renders the words that name the speaker
_LONGEST = 8  # words of a marked stretch
_NEGATIONS = frozenset(map(fold.folded, "لم لا لن ليس ليست ما غير عدم not never no didn't doesn't wasn't".split()))
_LITTLE = 0.1  # share of the closest statement's links under which a statement is surely not the one retold
_ENOUGH = 1.2  # sum of link scores from which a statement is surely the one retold
_NEAR = 700  # characters around a source sentence in which a speaker counts as near by
_VERBS = 0.3  # link score from which two verbs may be one
_BESIDE = 60  # characters around an attribution in which an apposition stands
_LONG = 5  # words of a speaker from which the words around it were likely misread
_OFTEN = 3  # times a name stands in an article whose author it may be
_CLOSE = 0.3  # share of the closest statement's links from which another may be the one retold
_CROWD, _BODY, _ROLE, _TEXT = "crowd", "body", "role", "text"
_SURE, _LIKELY, _FAIR = 0.85, 0.75, 0.6


@lru_cache(maxsize=2048)
def statements(passage: Passage) -> tuple[Statement, ...]:
    """The statements of a passage in Arabic or English, in order; none in another language. Linear in its length."""
    reader = _READERS.get(passage.lang.split("-")[0].lower())
    if reader is None:
        return ()
    return tuple(statement for sentence in sentences(line_of(passage)) for statement in reader(sentence))


@dataclass(frozen=True, slots=True)
class _Sides:
    """A claim and its evidence, with who speaks in them and in the text around the evidence."""

    collation: Collation
    own: tuple[Voice, ...]
    theirs: tuple[Voice, ...]

    @property
    def links(self) -> Sequence[WordPair]:
        return self.collation.links

    @property
    def told(self) -> tuple[Voice, ...]:
        """The speakers of the evidence whose words are known."""
        return tuple(voice for voice in self.theirs if not voice.statement.loose)


def compare(collation: Collation) -> tuple[Comparison, ...]:
    """Hold who says what in a claim against its evidence. Without links nothing is said.

    SAME (info) where speaker and verb agree. CHANGED: MQ601 somebody else says it; MQ602 what the source only reports
    is told as fact; MQ603 a fact is put in somebody's mouth; MQ604 the verb of saying is stronger, weaker or of another
    kind; MQ605 an unnamed source became an institution.
    """
    if not collation.links or not collation.evidence:
        return ()
    sides = _Sides(collation, _voices([collation.claim]), _voices(collation.evidence))
    found = [comparison for voice in sides.own if (comparison := _compared(sides, voice)) is not None]
    return (*found, *_dropped(sides))


def _voices(passages: Sequence[Passage]) -> tuple[Voice, ...]:
    return tuple(Voice(passage, statement) for passage in passages for statement in statements(passage))


def _compared(sides: _Sides, own: Voice) -> Comparison | None:
    """A statement of the claim against the statement of the evidence that it retells."""
    if own.statement.loose:
        return None
    if not any(_concerns(sides, own, voice) for voice in sides.theirs):
        return _invented(sides, own)
    rivals = _counterparts(sides, own)
    if rivals and rivals[0].statement.impersonal:
        return _another(sides, own, rivals[0])
    for rival in rivals:
        if may_be_same(own, rival, sides.links):
            return _reworded(sides, own, rival)
    if not rivals:
        return None
    return _exchanged(sides, own, rivals[0]) or _another(sides, own, rivals[0])


def _exchanged(sides: _Sides, own: Voice, rival: Voice) -> Comparison | None:
    """MQ601 where the evidence names the claim's speaker too, but as the speaker of something else."""
    if is_anybody(rival) or not rival.named or _is_named_beside(own, rival) or _is_long(own):
        return None
    most = _shared(sides, own, rival)
    theirs = [voice for voice in sides.told if voice.named and voice is not rival and spells(own, voice.words)]
    if not theirs or most < _ENOUGH or any(_shared(sides, own, voice) > _LITTLE * most for voice in theirs):
        return None
    params = {"article": own.words, "source": rival.words}
    return _departure(ANOTHER, own.statement.span, rival, params, Severity.MAJOR, _LIKELY)


def _concerns(sides: _Sides, own: Voice, other: Voice) -> bool:
    """Whether a statement of the evidence may be what a claim's statement retells: a loose one, where verbs are linked."""
    return not other.statement.loose or _is_linked(sides, own, other)


def _is_linked(sides: _Sides, own: Voice, other: Voice) -> bool:
    verb = own.statement.span
    return any(
        link.article.overlap(verb) and _lies_in(link.source, other, other.statement.span) and link.score >= _VERBS
        for link in sides.links
    )


def vicinity(passage: Passage) -> Passage:
    """A passage with some text on both sides, whatever paragraphs that is in."""
    start = max(0, passage.span.start - _NEAR)
    end = min(len(passage.text), passage.span.end + _NEAR)
    return Passage(passage.document, passage.text, Span(start, end), passage.lang, passage.date)


def _counterparts(sides: _Sides, own: Voice) -> list[Voice]:
    """The statements of the evidence that the words of a claim's statement are linked with, the closest first."""
    shared = [(_shared(sides, own, voice), voice) for voice in sides.told]
    most = max((share for share, _ in shared), default=0.0)
    close = [(share, voice) for share, voice in shared if share > 0 and share >= _CLOSE * most]
    return [voice for _, voice in sorted(close, key=lambda pair: -pair[0])]


def _shared(sides: _Sides, own: Voice, other: Voice) -> float:
    """How much of what a claim's statement says is linked with what a source's says."""
    links = [link for link in sides.links if any(link.article.overlap(span) for span in own.statement.said)]
    return sum(link.score for link in links if link.score >= _GOOD and _says(other, link.source))


def _says(voice: Voice, source: SourceSpan) -> bool:
    return source.id == voice.passage.document and any(source.span.overlap(span) for span in voice.statement.said)


# Another speaker


def _another(sides: _Sides, own: Voice, rival: Voice) -> Comparison | None:
    """MQ601 or MQ605, where both speakers are surely called and cannot be one."""
    others = [voice for voice in sides.own if voice is not own and not is_anybody(voice)]
    if any(may_be_same(voice, rival, sides.links) for voice in others):
        return None
    if own.statement.speaker is None or _is_text(own) or _is_named_beside(own, rival):
        return None
    elsewhere = differ_by_nation(own, rival) and not own.roles.isdisjoint(rival.roles)
    if _is_long(own) or _is_main_voice(own) or not (elsewhere or not _is_explained(sides, own, rival)):
        return None
    if elsewhere:
        confidence = _LIKELY
    elif own.roles and rival.roles and not own.named:
        confidence = _SURE
    elif own.named and rival.named:
        confidence = _LIKELY
    elif not own.named and rival.named and (is_many(own) or _is_institution(own)):
        confidence = _LIKELY
    elif rival.statement.impersonal and not is_anybody(own) and (own.roles or own.named):
        confidence = _LIKELY
    else:
        return None
    params = {"article": own.words, "source": rival.words or rival.statement.span.of(rival.passage.text)}
    code = GENERAL if _is_unnamed_source(rival) and _is_institution(own) else ANOTHER
    return _departure(code, own.statement.span, rival, params, Severity.MAJOR, confidence)


def _is_named_beside(own: Voice, rival: Voice) -> bool:
    """Whether the claim names the source's speaker next to its own: an apposition that was not read as part of it."""
    text, span = own.passage.text, own.statement.span
    beside = text[max(own.passage.span.start, span.start - _BESIDE) : min(own.passage.span.end, span.end + _BESIDE)]
    return rival.named and names_again(rival, beside)


def _is_unnamed_source(voice: Voice) -> bool:
    return (
        voice.statement.impersonal
        or not voice.named
        and any(role.name in ("source", "officials", "expert") for role in voice.roles)
    )


def _is_institution(voice: Voice) -> bool:
    return any(role.sort == _BODY for role in voice.roles)


def _is_text(voice: Voice) -> bool:
    """Whether the speaker is a document, and nothing says whose."""
    return not voice.named and {role.sort for role in voice.roles} == {_TEXT}


def _is_long(voice: Voice) -> bool:
    """Whether a speaker is so long that the words around it were likely misread."""
    return len(fold.words(voice.words)) > _LONG


def _is_main_voice(own: Voice) -> bool:
    """Whether an article keeps coming back to a name: likely the author it retells, whom a source need not name."""
    last = fold.words(own.words)[-1].of(own.words)
    return own.named and not own.roles and own.passage.text.count(last) >= _OFTEN


def _is_explained(sides: _Sides, own: Voice, rival: Voice) -> bool:
    """Whether the evidence calls somebody as the claim calls its speaker, or names that speaker.

    A name in the midst of what another says is no explanation: it is somebody who is spoken of.
    """
    names = {role.name for role in own.roles}
    for passage in sides.collation.evidence:
        if not names.isdisjoint(_roles_in(passage)):
            return True
        if own.named and spells(own, _outside(passage, rival)):
            return True
    return any(_may_call(own, voice) for voice in _voices([vicinity(p) for p in sides.collation.evidence]))


def _may_call(own: Voice, other: Voice) -> bool:
    """Whether another speaker is called as the claim's is, in name or in kind."""
    if not {role.name for role in own.roles}.isdisjoint(role.name for role in other.roles):
        return True
    return own.named and bool(other.words) and spells(own, other.words)


def _outside(passage: Passage, voice: Voice) -> str:
    """A passage without the words that a statement reports."""
    text = passage.words
    for span in voice.statement.said:
        start, end = max(0, span.start - passage.span.start), max(0, span.end - passage.span.start)
        if voice.passage.document == passage.document:
            text = text[:start] + " " * (min(end, len(text)) - min(start, len(text))) + text[end:]
    return text


@lru_cache(maxsize=512)
def _roles_in(passage: Passage) -> frozenset[str]:
    """The classes of speakers that a passage mentions."""
    lang = passage.lang.split("-")[0]
    words = (fold.folded(span.of(passage.words)) for span in fold.words(passage.words))
    return frozenset(role.name for word in words for role in roles_of(word, lang))


# A speaker where the source has none


def _invented(sides: _Sides, own: Voice) -> Comparison | None:
    """MQ603, where nobody speaks in the source near by."""
    if is_anybody(own) or _is_long(own) or _TEXT in {role.sort for role in own.roles}:
        return None
    for passage in sides.collation.evidence:
        near = vicinity(passage)
        if any(not s.loose for s in statements(near)) or inside(passage) or is_first_person(passage):
            return None
        if not {role.name for role in own.roles}.isdisjoint(_roles_in(near)):
            return None
    confidence = _trust(sides, own)
    if confidence is None:
        return None
    rival = sides.collation.evidence[0]
    params = {"article": own.statement.span.of(own.passage.text)}
    target = SourceSpan(rival.document, rival.span)
    severity = Severity.MAJOR if confidence > _FAIR else Severity.MINOR
    return Comparison(KIND, Relation.CHANGED, own.statement.span, target, INVENTED, params, severity, confidence)


def _trust(sides: _Sides, own: Voice) -> float | None:
    """How sure it is that a claim's speaker is one, and not the writer whom it retells; None when it is not."""
    if own.named and not own.roles:
        if any(spells(own, passage.words) for passage in sides.collation.evidence):
            return None if sides.theirs else _FAIR
        return _LIKELY if any(entries_of(fact.value) for fact in own.names) else None
    if own.roles:
        return _SURE
    return _LIKELY if is_many(own) else None


# A speaker dropped


def _dropped(sides: _Sides) -> Iterator[Comparison]:
    """MQ602 for every sentence of the claim that tells in its own voice what the evidence only reports."""
    claim = sides.collation.claim
    before = _voices([_before(claim)]) if sides.told else ()
    for sentence in sentences(line_of(claim)) if sides.told else ():
        span = sentence.span(sentence.start, sentence.stop)
        if span is None or _QUESTIONS & set(claim.text[span.end : span.end + 2]):
            continue
        rival = _reported(sides, span)
        if rival is not None and not _speaks_already(sides, span, rival, before):
            yield _told_as_fact(sides, span, rival)


def _speaks_already(sides: _Sides, span: Span, rival: Voice, before: Sequence[Voice]) -> bool:
    """Whether the claim's sentence, or one before it, says who speaks, and that may be the source's speaker."""
    for voice in sides.own:
        if voice.statement.loose:
            if voice.statement.span.overlap(span) and _is_linked(sides, voice, rival):
                return True
        elif voice.statement.span.overlap(span) or may_be_same(voice, rival, sides.links):
            return True
        elif _shared(sides, voice, rival) > 0:
            return True
    return any(not voice.statement.loose and may_be_same(voice, rival, ()) for voice in before)


def _before(claim: Passage) -> Passage:
    """The text before a claim in which its speaker may have been named already."""
    start = max(0, claim.span.start - _LOOK_BACK)
    return Passage(claim.document, claim.text, Span(start, claim.span.start), claim.lang, claim.date)


def _reported(sides: _Sides, span: Span) -> Voice | None:
    """The statement of the evidence that a sentence of the claim repeats without saying whose it is."""
    claim = sides.collation.claim
    links = [link for link in sides.links if link.article.overlap(span) and is_content(claim, link.article)]
    if len(links) < _FEWEST or any(span.overlap(quoted) for quoted in inside(claim)):
        return None
    good = [link for link in links if link.score >= _GOOD]
    shares = [(sum(_says(voice, link.source) for link in good), voice) for voice in sides.told]
    share, rival = max(shares, key=lambda pair: pair[0])
    if share < max(_NEARLY_ALL * len(good), _MOSTLY * len(links), _FEWEST) or is_said_by_narrator(rival):
        return None
    phrase = rival.statement.span
    named = any(link.score >= _NAMED and _lies_in(link.source, rival, phrase) for link in links)
    return None if named else rival


def is_said_by_narrator(voice: Voice) -> bool:
    """Whether the source's own writer says it: "I think"."""
    return voice.words.lower() in {"i", "we"}


def _lies_in(source: SourceSpan, voice: Voice, span: Span) -> bool:
    return source.id == voice.passage.document and source.span.overlap(span) > 0


def _told_as_fact(sides: _Sides, span: Span, rival: Voice) -> Comparison:
    links = [link for link in sides.links if link.article.overlap(span) and _says(rival, link.source)]
    links = [link for link in links if link.score >= _GOOD][:_LONGEST]
    stretch = links[0].article.join(links[-1].article)
    words = rival.statement.span.of(rival.passage.text)
    params = {"article": stretch.of(sides.collation.claim.text), "source": words}
    severity = Severity.MAJOR if rival.statement.strength in _DOUBTFUL else Severity.MINOR
    return _departure(MISSING, stretch, rival, params, severity, _LIKELY)


# The verb

# From the source's verb to the claim's. What is missing here is ordinary: a neutral "said" may be «أكد» or «أوضح».
_FORCE = {
    (Strength.SAY, Strength.DOUBT): (Severity.MAJOR, _LIKELY),
    (Strength.FIRM, Strength.DOUBT): (Severity.MAJOR, _LIKELY),
    (Strength.SAY, Strength.CONCEDE): (Severity.INFO, _FAIR),  # newsrooms write «أقر» for what a speaker grants
    (Strength.DOUBT, Strength.FIRM): (Severity.MAJOR, _LIKELY),
    (Strength.DOUBT, Strength.CONCEDE): (Severity.MAJOR, _LIKELY),
    (Strength.DOUBT, Strength.SAY): (Severity.INFO, _FAIR),
    (Strength.THINK, Strength.FIRM): (Severity.MAJOR, _LIKELY),
    (Strength.THINK, Strength.CONCEDE): (Severity.MAJOR, _LIKELY),
    (Strength.THINK, Strength.DOUBT): (Severity.MAJOR, _FAIR),
    (Strength.FIRM, Strength.CONCEDE): (Severity.MAJOR, _LIKELY),
    (Strength.CONCEDE, Strength.DENY): (Severity.CRITICAL, _LIKELY),
    (Strength.DENY, Strength.CONCEDE): (Severity.CRITICAL, _LIKELY),
    (Strength.DENY, Strength.FIRM): (Severity.MAJOR, _FAIR),
    (Strength.CONCEDE, Strength.SAY): (Severity.INFO, _FAIR),
    (Strength.FIRM, Strength.SAY): (Severity.INFO, _FAIR),
}


def _reworded(sides: _Sides, own: Voice, rival: Voice) -> Comparison:
    """SAME, or MQ604 where the verb of saying changed its force."""
    mine, theirs = own.statement, rival.statement
    params = {"article": mine.span.of(own.passage.text), "source": theirs.span.of(rival.passage.text)}
    rule = _FORCE.get((theirs.strength, mine.strength))
    if rule is None or mine.verb is None or theirs.verb is None or _has_the_verb(sides, own, rival):
        source = SourceSpan(rival.passage.document, theirs.span)
        return Comparison(KIND, Relation.SAME, mine.span, source, "", params)
    return _departure(REWORDED, mine.span, rival, params, *rule)


def _has_the_verb(sides: _Sides, own: Voice, rival: Voice) -> bool:
    """Whether a verb of the claim's force stands in the source near by, or nobody is called in the statement at hand."""
    if rival.statement.sort is Speaker.UNKNOWN:
        return True
    near = (statement for passage in sides.collation.evidence for statement in statements(vicinity(passage)))
    if any(statement.strength is own.statement.strength for statement in near):
        return True
    denies = rival.statement.strength is Strength.DENY
    return denies and any(_is_negated(own.passage, span) for span in own.statement.said)


def _is_negated(passage: Passage, span: Span) -> bool:
    line = line_of(passage)
    return any(line.word(index) in _NEGATIONS for index in line.tokens(span))


def _departure(
    code: str, span: Span, rival: Voice, params: dict[str, str], severity: Severity, confidence: float
) -> Comparison:
    source = SourceSpan(rival.passage.document, rival.statement.span)
    return Comparison(KIND, Relation.CHANGED, span, source, code, params, severity, confidence)
