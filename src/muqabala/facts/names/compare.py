"""How a claim's names stand to the names of its evidence.

A name of the claim is explained by a name of the evidence that is the same in the tables, that stands for it (Moscow
for Russia), or that is spelled alike across scripts. Only what nothing explains is held against a source name that the
claim left without a counterpart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from anyascii import anyascii

from muqabala import fold, spelling
from muqabala.facts.collation import Collation
from muqabala.facts.names.gazetteer import (
    BODY,
    BROAD,
    FAITHS,
    NATIONALITY,
    PLACE,
    Entry,
    english_names,
    entries_of,
    find_arabic,
    find_english,
    related,
)
from muqabala.facts.names.regions import DIRECTIONS, all_directions, heads_before, heads_beside
from muqabala.facts.names.spans import weak_runs
from muqabala.facts.names.words import PERSON, SHORT, is_arabic, is_ordinary, looks_like_name, renderings
from muqabala.facts.reading import LANGUAGES
from muqabala.facts.speech.quotations import quotations
from muqabala.records import Comparison, DepartureType, Fact, Passage, Relation, Severity, SourceSpan, Span

KIND = DepartureType.NAME

CHANGED, UNSUPPORTED, GARBLED, DROPPED = "MQ401", "MQ402", "MQ403", "MQ404"

_EXPLAINS = 0.66  # similarity from which a source word explains a claim's: below ACCEPT, for no flag beats a wrong one
_GARBLED = 0.6  # share of common consonants from which a wrong spelling is still the same name, garbled
_VOWELS = re.compile("[^bcdfgjklmnpqrstvxz]")
_TABLES, _SHAPES = 0.85, 0.7  # confidence where both names are in the tables, and where one was told by its letters
_KNOWN_ELSEWHERE = 0.1  # taken off where the source has the name in another sentence
_FURTHER_OFF = 0.26  # … and where one is a name by its letters only, and the other is not in the sentence retold
_TITLE = 5  # words that stand beside a likely name in a title; more are a quotation
_UNSUPPORTED = 0.3
_AGREES, _BESIDE = 0.5, 15  # … from which words beside them do, and how many characters off these may stand
_LINKED = 0.4  # link score from which two names stand in one place


@dataclass(frozen=True, slots=True)
class _Name:
    """A name that has no counterpart on the other side, or the words of it that have none (`span`).

    `beside` is where the claim spells the rest of the name: a part can only be replaced by a part, side by side. Only
    the region or direction before a `plain` word tells that it is a name.
    """

    fact: Fact
    span: Span
    entries: tuple[Entry, ...] = ()
    beside: Span | None = None
    plain: bool = False


def compare(sheet: Collation) -> tuple[Comparison, ...]:
    """Hold the names of a claim against its evidence.

    SAME (info) for every name found on both sides. CHANGED (major) where an unexplained name of the claim stands where
    the evidence has another of its sort (MQ401), or one spelled beyond recognition (MQ403). UNSUPPORTED (info, MQ402)
    for a name that nothing in the source explains: often background that a newsroom adds. DROPPED (info, MQ404) for
    names of the best evidence that the claim leaves out. A claim in another language than Arabic or English gets SAME
    and DROPPED only.
    """
    if not sheet.evidence:
        return ()
    same = [pair for fact in sheet.stated if (pair := _same(sheet, fact)) is not None]
    theirs = [name for fact in sheet.said if (name := _unmatched(sheet, fact)) is not None]
    judged = sheet.claim.language in LANGUAGES
    found = [*_unexplained(sheet, {pair.article for pair in same}), *_replaced_words(sheet)] if judged else []
    own = [name for name in found if not _is_credit(sheet, name)]
    changed = [*_changes(sheet, own, theirs), *(_other_parts(sheet, same) if judged else ())]
    settled = [pair.article for pair in changed if pair.article is not None]
    unsupported = [_unsupported(name) for name in own if _is_new(sheet, name, settled)]
    used = {pair.source for pair in changed}
    dropped = [_dropped(name) for name in theirs if _in_best(sheet, name) and _source(name) not in used]
    return (*same, *changed, *unsupported, *dropped)


# Explaining the claim's names


def _same(sheet: Collation, fact: Fact) -> Comparison | None:
    """The evidence name that a claim's name renders, by the tables or by sound."""
    if entries := entries_of(fact.value):
        if (best := _nearest(sheet, fact, entries)) is not None:
            return _pair(fact, best.place, best.text, 1.0)
    elif _odd_words(sheet, fact):
        return None
    for passage in sheet.evidence:
        text = _names_outside_tables(passage, sheet.said) if entries else passage.words
        foreign = () if _is_in_tables_script(text) else english_names(fact.value)
        for name in (fact.text, *foreign):
            found = spelling.best_window(name, text, least=spelling.ACCEPT if entries else _EXPLAINS)
            if found is not None:
                raw = found[0].shift(passage.span.start)
                return _pair(fact, SourceSpan(passage.document, raw), raw.of(passage.text), found[1])
    return None


def _is_in_tables_script(text: str) -> bool:
    """Whether a text is in a script that the tables list names in: mostly Latin or Arabic letters."""
    letters = [character for character in text if character.isalpha()]
    listed = sum(character <= "\u024f" or "\u0600" <= character <= "\u06ff" for character in letters)
    return 2 * listed >= len(letters)


def _nearest(sheet: Collation, fact: Fact, entries: tuple[Entry, ...]) -> Fact | None:
    """The evidence name with the same key, or one that stands for it and is not named by the claim itself."""
    keys = set(fact.value.split("|"))
    same = [other for other in sheet.said if not keys.isdisjoint(other.value.split("|"))]
    named = {key for other in sheet.stated for key in other.value.split("|")}
    kin = [
        other
        for other in sheet.said
        if related(entries, entries_of(other.value))
        and (named.isdisjoint(other.value.split("|")) or _is_organ(entries_of(other.value), keys))
    ]
    return next(iter(same or kin), None)


def _is_organ(entries: Sequence[Entry], keys: set[str]) -> bool:
    """Whether a body is an organ of another, which is then named with it: "the UN security council"."""
    return any(entry.sort == BODY and not keys.isdisjoint(entry.stands_for) for entry in entries)


def _pair(fact: Fact, source: SourceSpan, words: str, confidence: float) -> Comparison:
    params = {"article": fact.text, "source": words}
    return Comparison(KIND, Relation.SAME, fact.span, source, "", params, confidence=min(1.0, confidence))


def _names_outside_tables(passage: Passage, facts: Sequence[Fact]) -> str:
    """A passage's words with all but possible names blanked out, and the names in the tables too, since those are
    compared by key and not by sound. Offsets stay.
    """
    text = _capitalised(passage.words)
    for fact in facts:
        if fact.document == passage.document and passage.span.overlap(fact.span) and entries_of(fact.value):
            start, end = fact.span.start - passage.span.start, fact.span.end - passage.span.start
            text = text[: max(0, start)] + " " * (min(end, len(text)) - max(0, start)) + text[end:]
    return text


@lru_cache(maxsize=1024)
def _capitalised(text: str) -> str:
    """A text with every word blanked out that has no capital or is a title or common noun. Offsets stay.

    Arabic script has no capitals: such a text is returned as it is.
    """
    if is_arabic(text):
        return text
    out = list(text)
    for word in fold.words(text):
        if not any(character.isupper() for character in word.of(text)) or is_ordinary(word.of(text)):
            out[word.start : word.end] = " " * len(word)
    return "".join(out)


def _unexplained(sheet: Collation, explained: set[Span | None]) -> Iterator[_Name]:
    """What no evidence explains in the claim's names: the whole of a known name, the odd words of another."""
    for fact in sheet.stated:
        if fact.span in explained:
            continue
        if entries := entries_of(fact.value):
            if not _is_doubtful(fact):
                yield _Name(fact, fact.span, entries)
        elif _is_in_title(sheet.claim, fact):
            continue
        elif odd := _odd_words(sheet, fact):
            heard = [word for word in _words_of(fact) if word not in odd]
            yield _Name(fact, odd[0].join(odd[-1]), beside=heard[0] if heard else None)
    yield from _known_around(sheet)
    yield from _plain_places(sheet)


def _is_credit(sheet: Collation, name: _Name) -> bool:
    """Whether a name is there to say whose words are retold: in a citation, or its outlet's or writer's."""
    if any(name.span.overlap(span) for span in sheet.cited):
        return True
    return any(
        related(name.entries, [entry for mention in find_english(credit) for entry in mention.entries])
        or spelling.similarity(name.fact.text, credit) >= spelling.ACCEPT
        for credit in sheet.credits
    )


def _is_doubtful(fact: Fact) -> bool:
    mentions = find_arabic(fact.text) if is_arabic(fact.text) else find_english(fact.text)
    return not mentions or mentions[0].doubtful


def _odd_words(sheet: Collation, fact: Fact) -> list[Span]:
    """The words of a name that no evidence spells, neither alone nor run together with a neighbour."""
    words = [span.shift(fact.span.start) for span in fold.words(fact.text)]
    heard = [_heard(sheet, _text(fact, word)) for word in words]
    for at in range(len(words) - 1):
        joined = _text(fact, words[at]) + _text(fact, words[at + 1])
        if not (heard[at] and heard[at + 1]) and _heard(sheet, joined, spelling.ACCEPT):
            heard[at] = heard[at + 1] = True
    return [word for word, known in zip(words, heard, strict=True) if not known and word in _words_of(fact)]


def _known_around(sheet: Collation) -> Iterator[_Name]:
    """Words too plain to be taken for names by themselves, that spell a name of the source outside the evidence."""
    names = [fact.text for fact in sheet.context if not entries_of(fact.value)]
    if not names or not is_arabic(sheet.claim.words):
        return
    around = "\n".join(dict.fromkeys(names))
    for span in weak_runs(sheet.claim.words):
        word = span.of(sheet.claim.words)
        if not _heard(sheet, word) and len(word) >= SHORT and spelling.best_window(word, around, longest=1) is not None:
            raw = span.shift(sheet.claim.span.start)
            yield _Name(Fact(KIND, sheet.claim.document, raw, word, fold.folded(word)), raw)


def _plain_places(sheet: Collation) -> Iterator[_Name]:
    """Words too plain to be taken for names by themselves, behind a direction or a kind of region: «شمال كردفان»."""
    for span in weak_runs(sheet.claim.words) if is_arabic(sheet.claim.words) else ():
        word = span.of(sheet.claim.words)
        if len(word) >= SHORT and heads_before(sheet.claim.words, span.start)[0] and not _heard(sheet, word):
            raw = span.shift(sheet.claim.span.start)
            yield _Name(Fact(KIND, sheet.claim.document, raw, word, fold.folded(word), unit=PLACE), raw, plain=True)


def _words_of(fact: Fact) -> list[Span]:
    """The words of a name that say something, in the document's offsets."""
    spans = [span.shift(fact.span.start) for span in fold.words(fact.text)]
    return [span for span in spans if len(span) > 2] or spans


def _text(fact: Fact, span: Span) -> str:
    return fact.text[span.start - fact.span.start : span.end - fact.span.start]


def _heard(sheet: Collation, word: str, least: float = _EXPLAINS) -> bool:
    """Whether the evidence spells a word: as a name somewhat alike, as an ordinary word quite alike."""
    for passage in sheet.evidence:
        if _hears(passage.words, word, spelling.ACCEPT):
            return True
        if least < spelling.ACCEPT and _hears(_capitalised(passage.words), word, least):
            return True
    return False


def _hears(text: str, word: str, least: float = _EXPLAINS) -> bool:
    """Whether a text spells a word in one word, or in a few that together spell it well."""
    for name in (word, *renderings(word)):
        if spelling.best_window(name, text, least=least, longest=1) is not None:
            return True
        if spelling.best_window(name, text, longest=3) is not None:
            return True
    return False


# Matching the evidence's names


def _unmatched(sheet: Collation, fact: Fact) -> _Name | None:
    """An evidence name, or what is left of it, that nothing in the claim renders."""
    if entries := entries_of(fact.value):
        if _rendered(sheet, fact, entries) or _hears(
            _names_outside_tables(sheet.claim, sheet.stated), fact.text, spelling.ACCEPT
        ):
            return None
        return _Name(fact, fact.span, entries)
    words = _words_of(fact)
    left = [word for word in words if not _hears(sheet.claim.words, _text(fact, word))]
    if all(is_ordinary(_text(fact, word)) or _text(fact, word).isupper() for word in left):
        return None
    return _Name(
        fact, left[0].join(left[-1]), beside=_beside(sheet, fact, [word for word in words if word not in left])
    )


def _beside(sheet: Collation, fact: Fact, matched: Sequence[Span]) -> Span | None:
    """Where the claim spells the words of an evidence name that it has."""
    for word in matched:
        if not is_ordinary(_text(fact, word)):
            found = spelling.best_window(_text(fact, word), sheet.claim.words, least=_EXPLAINS, longest=1)
            return None if found is None else found[0].shift(sheet.claim.span.start)
    return None


def _rendered(sheet: Collation, fact: Fact, entries: tuple[Entry, ...]) -> bool:
    """Whether a claim's name is this one, or stands for it and for no other name of the evidence."""
    keys = set(fact.value.split("|"))
    for other in sheet.stated:
        if not keys.isdisjoint(other.value.split("|")):
            return True
        own = entries_of(other.value)
        taken = any(not {entry.key for entry in own}.isdisjoint(third.value.split("|")) for third in sheet.said)
        if not taken and related(own, entries):
            return True
    return False


def _replaced_words(sheet: Collation) -> Iterator[_Name]:
    """The word after a given name that the claim spells like the evidence, where the evidence's surname is missing."""
    for fact in sheet.said:
        words = _words_of(fact)
        if entries_of(fact.value) or len(words) < 2 or _hears(sheet.claim.words, _text(fact, words[-1])):
            continue
        given = spelling.best_window(_text(fact, words[0]), sheet.claim.words, longest=1)
        after = _following(sheet.claim, given[0]) if given is not None else None
        if after is not None and not _heard(sheet, after.of(sheet.claim.text)):
            word = after.of(sheet.claim.text)
            yield _Name(Fact(KIND, sheet.claim.document, after, word, fold.folded(word)), after)


def _following(claim: Passage, span: Span) -> Span | None:
    """The next word of a claim after a span of its words, when only a space lies between and it may be a name."""
    words = [word for word in fold.words(claim.words) if word.start >= span.end]
    if not words or claim.words[span.end : words[0].start] != " " or not looks_like_name(words[0].of(claim.words)):
        return None
    return words[0].shift(claim.span.start)


# Departures


def _is_in_title(claim: Passage, fact: Fact) -> bool:
    """Whether words that only look like a name stand among a few others between quotation marks: the title of a film or
    a book, which is translated («ابنة مُشعل القناديل»).
    """
    held = (one.inner for one in quotations(claim) if one.closed and one.inner.overlap(fact.span))
    others = (len(fold.words(inner.of(claim.text))) - len(_words_of(fact)) for inner in held)
    return claim.language == "ar" and any(0 < count <= _TITLE for count in others)


def _changes(sheet: Collation, own: Sequence[_Name], theirs: Sequence[_Name]) -> Iterator[Comparison]:
    """Each unexplained name of the claim against the unmatched evidence name that could stand in its place."""
    used: set[SourceSpan] = set()
    taken: list[Span] = []
    for name in own:
        elsewhere = _stands_elsewhere(sheet, name)
        rivals = [
            other
            for other in theirs
            if _source(other) not in used
            and _may_replace(sheet, name, other)
            and (not elsewhere or _is_misplaced(sheet, name, other))
        ]
        if rivals and not any(name.span.overlap(span) for span in taken):
            rival = max(rivals, key=lambda other: spelling.similarity(name.fact.text, other.fact.text))
            used.add(_source(rival))
            taken.append(name.span)
            yield _changed(sheet, name, rival)


def _changed(sheet: Collation, name: _Name, rival: _Name) -> Comparison:
    garbled = not name.entries and _resembles(_text(name.fact, name.span), _text(rival.fact, rival.span))
    tables = bool(name.entries and rival.entries)
    confidence = _TABLES if tables else _SHAPES
    if _is_elsewhere(sheet, name):
        confidence -= _KNOWN_ELSEWHERE
    if not tables and not _in_best(sheet, rival):
        confidence -= _FURTHER_OFF
    return Comparison(
        KIND,
        Relation.CHANGED,
        name.span,
        _source(rival),
        GARBLED if garbled else CHANGED,
        {"article": name.fact.text, "source": rival.fact.text},
        Severity.MAJOR,
        confidence=round(confidence, 2),
    )


def _resembles(a: str, b: str) -> bool:
    """Whether two spellings share most of their consonants: one name garbled rather than two names."""
    one, other = (_VOWELS.sub("", anyascii(text).lower()) for text in (a, b))
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _GARBLED


def _is_elsewhere(sheet: Collation, name: _Name) -> bool:
    """Whether the source has the name outside the evidence."""
    if name.entries:
        return any(related(name.entries, entries_of(other.value)) for other in sheet.context)
    around = "\n".join(dict.fromkeys(fact.text for fact in sheet.context))
    return bool(around) and _hears(around, _text(name.fact, name.span))


def _stands_elsewhere(sheet: Collation, name: _Name) -> bool:
    """Whether the source itself has the very name, in another sentence: then only a link shows that it is misplaced."""
    if name.entries:
        keys = {entry.key for entry in name.entries}
        return any(not keys.isdisjoint(other.value.split("|")) for other in sheet.context)
    around = "\n".join(dict.fromkeys(fact.text for fact in sheet.context))
    return bool(around) and _hears(around, _text(name.fact, name.span), spelling.ACCEPT)


def _is_misplaced(sheet: Collation, name: _Name, other: _Name) -> bool:
    """Whether the links show that a name the source has elsewhere stands for another of the sentence retold: the names
    themselves are linked, and a word beside the one with a word beside the other.
    """
    place = _source(other)
    beside = Span(max(0, place.span.start - _BESIDE), place.span.end + _BESIDE)
    around = Span(max(0, name.span.start - _BESIDE), name.span.end + _BESIDE)
    return (
        _in_best(sheet, other)
        and _is_linked(sheet, name, other)
        and any(
            link.score >= _AGREES
            and link.source.id == place.id
            and link.source.span.overlap(beside)
            and not link.source.span.overlap(place.span)
            and link.article.overlap(around)
            and not link.article.overlap(name.span)
            for link in sheet.links
        )
    )


def _is_new(sheet: Collation, name: _Name, settled: Sequence[Span]) -> bool:
    """Whether a name is surely one, is no part of a change already found, and stands nowhere in the source."""
    sure = bool(name.entries) or len(_words_of(name.fact)) > 1
    return sure and not any(name.span.overlap(span) for span in settled) and not _is_elsewhere(sheet, name)


def _unsupported(name: _Name) -> Comparison:
    params = {"article": name.fact.text}
    return Comparison(KIND, Relation.UNSUPPORTED, name.span, None, UNSUPPORTED, params, confidence=_UNSUPPORTED)


def _source(name: _Name) -> SourceSpan:
    return SourceSpan(name.fact.document, name.span)


def _may_replace(sheet: Collation, name: _Name, other: _Name) -> bool:
    """Whether a name of the claim stands in the place of a name of the evidence, or does so by its links."""
    if name.plain:
        return _shares_head(sheet, name, other) and _is_linked(sheet, name, other)
    if _shares_head(sheet, name, other):
        return True
    if (_may_be_office(name, other) or not _has_capital(other)) and not _is_linked(sheet, name, other):
        return False
    return _same_role(name, other) or (_are_rival_states(name, other) and _is_linked(sheet, name, other))


def _may_be_office(name: _Name, other: _Name) -> bool:
    """Whether a body may be that of a person called by surname: «رئيسة المركزي الأوروبي», "Lagarde"."""
    return bool(name.entries) and not other.entries and _class(name.entries) == BODY and not other.fact.unit


def _has_capital(name: _Name) -> bool:
    """Whether a name is written like one, where its script can: "the high court" may be any."""
    return name.fact.text != name.fact.text.lower() or not name.fact.text.isascii()


def _shares_head(sheet: Collation, name: _Name, other: _Name) -> bool:
    """Whether a place that no table has stands where the evidence has another: both are the north, or both a state."""
    if name.entries or name.fact.unit != PLACE or other.fact.unit not in (PLACE, ""):
        return False
    own, _ = heads_before(sheet.claim.words, name.fact.span.start - sheet.claim.span.start)
    return not own.isdisjoint(_heads_of(sheet, _source(other))[0])


def _heads_of(sheet: Collation, place: SourceSpan) -> tuple[frozenset[str], int]:
    """The directions and kinds of region beside a name of the evidence, and where they begin."""
    for passage in sheet.evidence:
        if passage.document == place.id and passage.span.overlap(place.span):
            start = passage.span.start
            inside = Span(max(0, place.span.start - start), place.span.end - start)
            heads, at = heads_beside(passage.words, inside)
            return heads, at + start
    return frozenset(), place.span.start


def _other_parts(sheet: Collation, same: Sequence[Comparison]) -> Iterator[Comparison]:
    """Places that both sides name and of which the claim gives another part: «غرب دارفور», "north Darfur"."""
    given = frozenset(one for passage in sheet.evidence for one in all_directions(passage.words))
    for pair in same:
        if pair.article is None or pair.source is None or not is_arabic(sheet.claim.words):
            continue
        own, start = heads_before(sheet.claim.words, pair.article.start - sheet.claim.span.start)
        theirs, at = _heads_of(sheet, pair.source)
        if own & DIRECTIONS and theirs & DIRECTIONS and given.isdisjoint(own):
            article = Span(start + sheet.claim.span.start, pair.article.end)
            source = SourceSpan(pair.source.id, Span(at, pair.source.span.end))
            text = next(one.text for one in sheet.evidence if one.document == source.id)
            words = {"article": article.of(sheet.claim.text), "source": source.span.of(text)}
            yield Comparison(KIND, Relation.CHANGED, article, source, CHANGED, words, Severity.MAJOR, _TABLES)


def _are_rival_states(name: _Name, other: _Name) -> bool:
    """Whether a country stands where the evidence has the capital of another: Latvia, Vilnius."""
    country = bool(name.entries) and all(_is_country(entry) for entry in name.entries) and name.fact.unit == PLACE
    return country and any(_is_country(whole) for entry in other.entries for whole in _wholes(entry))


def _wholes(entry: Entry) -> tuple[Entry, ...]:
    return entries_of("|".join(sorted(entry.stands_for))) if entry.key.startswith("p:") else ()


def _is_country(entry: Entry) -> bool:
    return entry.key.startswith("n:") and entry.key not in BROAD


def _is_linked(sheet: Collation, name: _Name, other: _Name) -> bool:
    """Whether the words of a claim's name are linked with those of a name of the evidence."""
    place = _source(other)
    return any(
        link.score >= _LINKED
        and link.article.overlap(name.span)
        and link.source.id == place.id
        and link.source.span.overlap(place.span)
        for link in sheet.links
    )


def _same_role(name: _Name, other: _Name) -> bool:
    """Whether a name of the claim could stand in the place of a name of the evidence."""
    if other.beside is not None and not _adjoin(name.span, other.beside):
        return False
    if name.beside is not None and other.beside is None:
        return False
    if name.entries and other.entries:
        return _class(name.entries) == _class(other.entries) != ""
    if name.entries:
        return other.fact.unit in _ROLES.get(_class(name.entries), ()) and _is_in_tables_script(other.fact.text)
    if other.entries:
        return False
    return other.fact.unit in (name.fact.unit, "") or (name.fact.unit, other.fact.unit) == ("", PERSON)


def _adjoin(a: Span, b: Span) -> bool:
    """Whether two spans stand side by side, at most one character between them."""
    return 0 <= a.start - b.end <= 1 or 0 <= b.start - a.end <= 1


_ROLES = {PLACE: (PLACE, ""), BODY: (BODY, "")}


def _class(entries: Sequence[Entry]) -> str:
    """The sort that two known names must share: nations, places below them, bodies, faiths; empty for what is loose."""
    keys = {entry.key for entry in entries}
    if keys & BROAD:
        return ""
    if keys & FAITHS:
        return "faith"
    if any(key.startswith("b:") for key in keys):
        return BODY
    return PLACE if any(key.startswith("p:") for key in keys) else NATIONALITY


def _in_best(sheet: Collation, name: _Name) -> bool:
    best = sheet.evidence[0]
    return name.fact.document == best.document and best.span.overlap(name.span) > 0


def _dropped(name: _Name) -> Comparison:
    return Comparison(KIND, Relation.DROPPED, None, _source(name), DROPPED, {"source": name.fact.text})
