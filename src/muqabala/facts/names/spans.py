"""Finding names that no table holds: capitalised runs in Latin script, words shaped like foreign names in Arabic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from muqabala import fold
from muqabala.facts.names.gazetteer import BODY, NATIONALITY, PLACE, Mention, find_arabic, find_english
from muqabala.facts.names.words import (
    CALENDAR,
    PERSON,
    SHORT,
    arabic_titles,
    clitic_length,
    english_words,
    is_verb_form,
    latin_titles,
    looks_like_name,
    name_likelihood,
    prefix_length,
)
from muqabala.records import Span

_LATIN_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s$")
_OPENS_SENTENCE = re.compile(r"(?:^|[.!?:;…\n]|[\"“‘«(\[])[\s\"“‘«(\[\-–—]*$")
_PARTICLES = frozenset(
    {
        "de",
        "da",
        "do",
        "dos",
        "del",
        "der",
        "den",
        "van",
        "von",
        "bin",
        "ben",
        "ibn",
        "al",
        "el",
        "la",
        "le",
        "du",
        "di",
        "ul",
        "zu",
    }
)
_ARABIC_LINKS = frozenset({"بن", "ابن", "دي", "دا", "فون", "فان", "دو", "لا", "ال", "ابو", "عبد", "ديل", "اند", "دير"})
_LEADS_TO_VERB = re.compile("[وف]?(?:ل?قد|لم|لن|سوف|(?:[بلك]?ان|لكن)(?:ه|ها|هما|هم|هن|ني|نا|ك|كم))")
"""Folded words after which a verb stands: قد، لم، لن، سوف, and أنه، لأنها، لكنهم with their like."""
_TOPIC = frozenset({"اما", "واما"})
_QUOTATION, _UNQUOTATION = frozenset('«"“„'), frozenset('»"”“')
_HEADLINE_SHARE = 0.7
_SUPPORTED_SHAPE = 1.5  # logit that some word of a run must reach when a title or another name stands beside it
_CLEAR_SHAPE = 2.5  # logit from which a word is taken for a name by itself


@dataclass(frozen=True, slots=True)
class NameRun:
    """Words that look like one name. `words` are the spans of its words; `sort` is `person`, `place`, `body` or empty;
    `sure` says whether the run is a name beyond reasonable doubt.
    """

    span: Span
    words: tuple[Span, ...]
    sort: str
    sure: bool


# Latin script


@lru_cache(maxsize=64)
def confirmed_names(text: str) -> frozenset[str]:
    """The words that a document writes with a capital inside a sentence: names, even when one begins a sentence."""
    return frozenset(
        _POSSESSIVE.sub("", match.group())
        for match in _LATIN_WORD.finditer(text)
        if match.group()[0].isupper() and not _opens_sentence(text, match.start())
    )


def _opens_sentence(text: str, at: int) -> bool:
    return bool(_OPENS_SENTENCE.search(text[max(0, at - 12) : at]))


@lru_cache(maxsize=1024)
def latin_runs(text: str, confirmed: frozenset[str] = frozenset()) -> tuple[NameRun, ...]:
    """The capitalised runs of a text, known names left out. A single word that begins a sentence counts when it is
    among the `confirmed`.
    """
    tokens = list(_LATIN_WORD.finditer(text))
    covered = _covered(find_english(text))
    headline = _is_headline([m.group() for m in tokens])
    runs: list[NameRun] = []
    current: list[Span] = []
    title = ""
    for match in tokens:
        span = Span(match.start(), match.end())
        if span.start not in covered and _is_name_word(text, match, headline):
            sort = latin_titles().get(match.group(), "")
            if sort == PERSON and all(_is_ordinary(text, word) for word in current):
                current, title = [], PERSON  # also the end of a longer one: "Prime Minister"
            elif current and not _adjoins(text, current[-1], span):
                runs.append(_latin_run(text, current, title))
                current, title = [span], ""
            else:
                current.append(span)
        elif current and match.group() not in _PARTICLES:
            runs.append(_latin_run(text, current, title))
            current, title = [], ""
        elif not current and span.start not in covered:
            title = ""
    if current:
        runs.append(_latin_run(text, current, title))
    return tuple(run for run in runs if len(run.words) > 1 or _stands_alone(text, run, confirmed))


def _is_ordinary(text: str, word: Span) -> bool:
    return word.of(text).lower() in english_words()


def _stands_alone(text: str, run: NameRun, confirmed: frozenset[str]) -> bool:
    word = run.span.of(text)
    if run.sort == PERSON or word in confirmed or word.isupper() or not _opens_sentence(text, run.span.start):
        return True
    return _opens_headline(text, run.span) and run.sure


def _covered(mentions: Sequence[Mention]) -> frozenset[int]:
    return frozenset(at for mention in mentions for at in range(mention.span.start, mention.span.end))


def _is_headline(words: Sequence[str]) -> bool:
    long = [word for word in words if len(word) > 3]
    return len(long) > 4 and sum(word[0].isupper() for word in long) >= _HEADLINE_SHARE * len(long)


def _is_name_word(text: str, match: re.Match[str], headline: bool) -> bool:
    word = _POSSESSIVE.sub("", match.group())
    if not word[0].isupper() or latin_titles().get(word.lower()) == CALENDAR or len(word) < 2:
        return False
    ordinary = word.lower() in english_words()
    if headline or (word.isupper() and len(word) > 5):
        return not ordinary
    return not (ordinary or len(word) < 3) or not _opens_sentence(text, match.start())


def _adjoins(text: str, before: Span, after: Span) -> bool:
    gap = text[before.end : after.start]
    if gap in {" ", "-", "\xa0", " & "}:
        return True
    between = re.split(r"[ \-'’]+", gap.strip(" -'’").lower())
    return _PARTICLES.issuperset(between) and len(gap) < 6 * len(between)


def _latin_run(text: str, words: Sequence[Span], title: str) -> NameRun:
    trimmed = [Span(w.start, w.end - (2 if _POSSESSIVE.search(w.of(text)) else 0)) for w in words]
    span = Span(trimmed[0].start, trimmed[-1].end)
    forms = [w.of(text) for w in trimmed]
    sorts = [latin_titles().get(form, "") for form in forms]
    ordinary = all(form.lower() in english_words() for form in forms)
    if title:
        sort = title
    elif BODY in sorts or (len(forms) == 1 and forms[0].isupper()):
        sort = BODY
    elif PLACE in sorts:
        sort = PLACE
    elif ordinary:
        sort = BODY
    else:
        sort = PERSON if len(forms) > 1 else ""
    return NameRun(span, tuple(trimmed), sort, sure=not ordinary)


# Arabic script


@lru_cache(maxsize=1024)
def arabic_runs(text: str) -> tuple[NameRun, ...]:
    """The runs of words shaped like foreign names or known as person names, known places and bodies left out."""
    words = fold.words(text)
    folded = [fold.folded(word.of(text)) for word in words]
    mentions = find_arabic(text)
    covered = _covered(mentions)
    likely = [
        0.0 if w.start in covered or w.end - 1 in covered or is_verb_form(w.of(text)) else name_likelihood(f)
        for w, f in zip(words, folded, strict=True)
    ]
    runs = []
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and _continues_name(text, words, folded, likely, at, end):
            end += 1
        while end > at and likely[end - 1] <= 0:
            end -= 1
        if end > at + (_verb_stands_at(text, words, folded, at) and not _opens_headline(text, words[end - 1])):
            whole = (_without_prefix(words[at], folded[at]), *words[at + 1 : end])
            runs.append(_arabic_run(whole, likely[at:end], _introducer(folded, words, at, mentions)))
        at = max(end, at + 1)
    return tuple(run for run in runs if run is not None)


def _without_prefix(word: Span, folded: str) -> Span:
    """A name's first word without «ل», «و» or «ب»; marks that folding drops leave it as it is."""
    return Span(word.start + prefix_length(folded), word.end) if len(word) == len(folded) else word


def _verb_stands_at(text: str, words: Sequence[Span], folded: Sequence[str], at: int) -> bool:
    """Whether a verb is to be expected at a place: where a sentence or what is quoted begins, after words that lead to
    one, and where ف answers «أما».
    """
    if at == 0 or _LEADS_TO_VERB.fullmatch(folded[at - 1]):
        return True
    gap = text[words[at - 1].end : words[at].start].rstrip()
    if gap and gap[-1] in _QUOTATION:
        return text[words[at].end : words[at].end + 1] not in _UNQUOTATION  # «فاغنر» quotes a name
    return folded[at].startswith("ف") and gap.endswith("،") and not _TOPIC.isdisjoint(folded[:at])


def _opens_headline(text: str, last: Span) -> bool:
    """Whether a colon follows a word: «ماكرون: …» names who speaks, and a verb leads to no colon at once."""
    return text[last.end : last.end + 1] == ":"


@lru_cache(maxsize=1024)
def weak_runs(text: str) -> tuple[Span, ...]:
    """Single words that may be names but are too plain to be taken for ones without other signs."""
    taken = _covered(find_arabic(text)) | {
        at for run in arabic_runs(text) for at in range(run.span.start, run.span.end)
    }
    return tuple(word for word in fold.words(text) if word.end - 1 not in taken and looks_like_name(word.of(text)))


def _continues_name(
    text: str, words: Sequence[Span], folded: Sequence[str], likely: Sequence[float], start: int, at: int
) -> bool:
    if at > start and text[words[at - 1].end : words[at].start] not in {" ", "-", "\xa0"}:
        return False
    if at > start and clitic_length(folded[at]):
        return False
    return likely[at] > 0 or (at > start and folded[at] in _ARABIC_LINKS)


def _arabic_run(words: Sequence[Span], likely: Sequence[float], sort: str) -> NameRun | None:
    strong = max(likely)
    needed = _CLEAR_SHAPE if len(words) == 1 and not sort else _SUPPORTED_SHAPE
    if strong < needed or (len(words) == 1 and not sort and len(words[0]) < SHORT):
        return None
    return NameRun(words[0].join(words[-1]), tuple(words), sort, sure=strong >= _CLEAR_SHAPE)


def _introducer(folded: Sequence[str], words: Sequence[Span], at: int, mentions: Sequence[Mention]) -> str:
    """The sort that a title or a common noun before a name gives it; a nationality may stand between."""
    before = at - 1
    nations = {m.span.end for m in mentions if m.sort == NATIONALITY}
    while before >= 0 and at - before <= 3:
        sort = arabic_titles().get(_bare(folded[before]), "")
        if sort or words[before].end not in nations:
            return "" if sort == CALENDAR else sort
        before -= 1
    return ""


def _bare(word: str) -> str:
    for prefix in ("وال", "بال", "لل", "ال", "و", "ل", "ب"):
        if word.startswith(prefix) and word[len(prefix) :] in arabic_titles():
            return word[len(prefix) :]
    return word
