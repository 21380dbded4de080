"""Finding names that no table holds: capitalised runs in Latin script, words shaped like foreign names in Arabic.

Tables: `data/titles.tsv` (written for this project), `name_shapes.tsv`, `person_names.txt` and `english_words.txt` (built
by `training/build_name_tables.py`; origins in their headers).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from muqabala import fold
from muqabala.facts.gazetteer import BODY, NATIONALITY, PLACE, Mention, find_arabic, find_english
from muqabala.records import Span

PERSON = "person"

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
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december mon tue wed thu fri sat sun jan feb mar apr jun jul aug sept sep oct nov dec "
    "i i'm i've i'll i'd god they're we're it's ii iii iv vi vii".split()
)
_ARABIC_CALENDAR = frozenset(
    fold.folded(word)
    for word in "كانون تشرين شباط آذار نيسان أيار حزيران تموز آب أيلول الأول الثاني الثالث الرابع الخامس السادس السابع "
    "الثامن التاسع العاشر يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر محرم رمضان".split()
)
_DERIVED = re.compile("(?:ian|ean|ican|ese|ish|ine|ing|ship|tion|ness|ment)$")  # adjectives and nouns made from words
_HEADLINE_SHARE = 0.7
_NAME_SHAPE = 0.8  # logit from which an Arabic word counts as shaped like a foreign name
_PLAIN = -0.5  # logit under which an Arabic word is no name even after a given name
_SUPPORTED_SHAPE = 1.5  # logit that some word of a run must reach when a title or another name stands beside it
_CLEAR_SHAPE = 2.5  # logit from which a word is taken for a name by itself
_SHORT = 4  # letters under which a word is never taken for a name by itself


@dataclass(frozen=True, slots=True)
class NameRun:
    """Words that look like one name. `words` are the spans of its words; `sort` is `person`, `place`, `body` or empty;
    `sure` says whether the run is a name beyond reasonable doubt."""

    span: Span
    words: tuple[Span, ...]
    sort: str
    sure: bool


def is_arabic(text: str) -> bool:
    """Whether a text is mostly in Arabic letters."""
    arabic = sum("؀" <= c <= "ۿ" for c in text)
    return 2 * arabic > sum(c.isalpha() for c in text)


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
    among the `confirmed`."""
    tokens = [m for m in _LATIN_WORD.finditer(text)]
    covered = _covered(find_english(text))
    headline = _is_headline([m.group() for m in tokens])
    runs: list[NameRun] = []
    current: list[Span] = []
    title = ""
    for match in tokens:
        span = Span(match.start(), match.end())
        if span.start not in covered and _is_name_word(text, match, headline):
            sort = _latin_titles().get(match.group(), "")
            if sort == PERSON and not current:
                title = PERSON
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


def _stands_alone(text: str, run: NameRun, confirmed: frozenset[str]) -> bool:
    word = run.span.of(text)
    return run.sort == PERSON or word in confirmed or word.isupper() or not _opens_sentence(text, run.span.start)


def _covered(mentions: Sequence[Mention]) -> frozenset[int]:
    return frozenset(at for mention in mentions for at in range(mention.span.start, mention.span.end))


def _is_headline(words: Sequence[str]) -> bool:
    long = [word for word in words if len(word) > 3]
    return len(long) > 4 and sum(word[0].isupper() for word in long) >= _HEADLINE_SHARE * len(long)


def _is_name_word(text: str, match: re.Match[str], headline: bool) -> bool:
    word = _POSSESSIVE.sub("", match.group())
    if not word[0].isupper() or word.lower() in _CALENDAR or len(word) < 2:
        return False
    ordinary = word.lower() in english_words()
    if headline or (word.isupper() and len(word) > 5):
        return not ordinary
    return not (ordinary or len(word) < 3) or not _opens_sentence(text, match.start())


def _adjoins(text: str, before: Span, after: Span) -> bool:
    gap = text[before.end : after.start]
    return gap in {" ", "-", "\xa0", " & "} or gap.strip() in _PARTICLES and len(gap) < 6


def _latin_run(text: str, words: Sequence[Span], title: str) -> NameRun:
    trimmed = [Span(w.start, w.end - (2 if _POSSESSIVE.search(w.of(text)) else 0)) for w in words]
    span = Span(trimmed[0].start, trimmed[-1].end)
    forms = [w.of(text) for w in trimmed]
    sorts = [_latin_titles().get(form, "") for form in forms]
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
        0.0 if w.start in covered or w.end - 1 in covered else name_likelihood(f)
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
        if end > at:
            runs.append(_arabic_run(text, words[at:end], likely[at:end], _introducer(folded, words, at, mentions)))
        at = max(end, at + 1)
    return tuple(run for run in runs if run is not None)


@lru_cache(maxsize=1024)
def weak_runs(text: str) -> tuple[Span, ...]:
    """Single words that may be names but are too plain to be taken for ones without other signs."""
    taken = _covered(find_arabic(text)) | {
        at for run in arabic_runs(text) for at in range(run.span.start, run.span.end)
    }
    return tuple(word for word in fold.words(text) if word.end - 1 not in taken and looks_like_name(word.of(text)))


def looks_like_name(word: str) -> bool:
    """Whether an Arabic word may be a name at all: no ordinary word, no article, not shaped like an ordinary word."""
    folded = fold.folded(word)
    if name_likelihood(folded) > 0:
        return True
    return (
        len(folded) >= _SHORT
        and not folded.startswith("ال")
        and folded not in _ordinary_words()
        and _shape(folded) > _PLAIN
    )


def _continues_name(
    text: str, words: Sequence[Span], folded: Sequence[str], likely: Sequence[float], start: int, at: int
) -> bool:
    if at > start and text[words[at - 1].end : words[at].start] not in {" ", "-", "\xa0"}:
        return False
    if at > start and clitic_length(folded[at]):
        return False
    return likely[at] > 0 or (at > start and folded[at] in _ARABIC_LINKS)


def _arabic_run(text: str, words: Sequence[Span], likely: Sequence[float], sort: str) -> NameRun | None:
    strong = max(likely)
    needed = _CLEAR_SHAPE if len(words) == 1 and not sort else _SUPPORTED_SHAPE
    if strong < needed or (len(words) == 1 and not sort and len(words[0]) < _SHORT):
        return None
    return NameRun(words[0].join(words[-1]), tuple(words), sort, sure=strong >= _CLEAR_SHAPE)


def _introducer(folded: Sequence[str], words: Sequence[Span], at: int, mentions: Sequence[Mention]) -> str:
    """The sort that a title or a common noun before a name gives it; a nationality may stand between."""
    before = at - 1
    nations = {m.span.end for m in mentions if m.sort == NATIONALITY}
    while before >= 0 and at - before <= 3:
        sort = _arabic_titles().get(_bare(folded[before]), "")
        if sort or words[before].end not in nations:
            return sort
        before -= 1
    return ""


def _bare(word: str) -> str:
    for prefix in ("وال", "بال", "لل", "ال", "و", "ل", "ب"):
        if word.startswith(prefix) and word[len(prefix) :] in _arabic_titles():
            return word[len(prefix) :]
    return word


def clitic_length(word: str) -> int:
    """How many letters of a folded name word are clitics: 1 when it is far likelier a name without its first letter."""
    if len(word) > 4 and word[0] in "وفبلك" and word not in _known_names() and _shape(word) > _PLAIN - 1:
        return int(_shape(word[1:]) > _shape(word) + 0.5)
    return 0


@lru_cache(maxsize=65536)
def name_likelihood(word: str) -> float:
    """How likely a folded Arabic word is a name, as a logit; 0 when it is more likely an ordinary word."""
    if len(word) < 3 or not "ء" <= word[0] <= "ۿ" or word in _ordinary_words() or word in _ARABIC_CALENDAR:
        return 0.0
    base = word[clitic_length(word) :]
    if base in _ordinary_words() or base in _ARABIC_CALENDAR:
        return 0.0
    if word.startswith("ال") and word not in _known_names():
        return 0.0
    known = 2.0 if word in _known_names() or base in _known_names() else 0.0
    shape = max(_shape(word), _shape(base) - 1.0)
    return max(known, shape if shape >= _NAME_SHAPE else 0.0)


@lru_cache(maxsize=65536)
def _shape(word: str) -> float:
    weights, marked = _shapes(), f"^{word}$"
    groups = {marked[i : i + n] for n in range(1, 5) for i in range(len(marked) - n + 1)}
    return weights["bias"] + sum(weights.get(group, 0.0) for group in groups)


# Tables


def _lines(name: str) -> Iterator[str]:
    text = (files("muqabala") / "data" / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


def is_ordinary(word: str) -> bool:
    """Whether a Latin word is a title, a common noun or another word that running text writes in lower case."""
    low = word.lower()
    return (
        not {low, low.removesuffix("s"), low.removesuffix("es")}.isdisjoint(english_words())
        or word in _latin_titles()
        or len(low) < 3
        or _DERIVED.search(low) is not None
    )


@lru_cache(maxsize=8192)
def renderings(word: str) -> tuple[str, ...]:
    """The other names of a person who is called differently in Arabic and in English (Paul and بولس)."""
    return _persons().get(fold.folded(word), ())


@lru_cache(maxsize=1)
def _persons() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for english, arabic in ([cell.split("|") for cell in line.split("\t")] for line in list(_lines("persons.tsv"))[1:]):
        for name in english:
            found[fold.folded(name)] = found.get(fold.folded(name), ()) + tuple(arabic)
        for name in arabic:
            found[fold.folded(name)] = found.get(fold.folded(name), ()) + tuple(english)
    return found


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Ordinary English words, lower case."""
    return frozenset(_lines("english_words.txt"))


@lru_cache(maxsize=1)
def _known_names() -> frozenset[str]:
    return frozenset(_lines("person_names.txt"))


@lru_cache(maxsize=1)
def _ordinary_words() -> frozenset[str]:
    return frozenset(_lines("ordinary_words.txt"))


@lru_cache(maxsize=1)
def _shapes() -> dict[str, float]:
    return {group: float(weight) for group, weight in (line.split("\t") for line in _lines("name_shapes.tsv"))}


@lru_cache(maxsize=1)
def _latin_titles() -> dict[str, str]:
    return {word: sort for lang, sort, words in _titles() if lang == "en" for word in words}


@lru_cache(maxsize=1)
def _arabic_titles() -> dict[str, str]:
    return {fold.folded(word): sort for lang, sort, words in _titles() if lang == "ar" for word in words}


def _titles() -> list[tuple[str, str, list[str]]]:
    rows = [line.split("\t") for line in _lines("titles.tsv")][1:]
    return [(lang, sort, words.split("|")) for lang, sort, words in rows]
