"""News outlets in a text: the ones the lexicon knows, and the ones a word such as «صحيفة» announces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urlsplit

from muqabala.claims.tokens import Token, cover, is_among, is_latin, is_that
from muqabala.claims.wording import HEADS_AR, OUTLET_TAILS_EN, PUBLISHES_AR, SOURCE_AR
from muqabala.fold import fold, folded, words
from muqabala.records import Document, Span

_CLITICS = ("", "و", "ف", "ب", "ل", "ك", "ول", "وب", "فل", "فب", "وك")
_FILLERS = frozenset(folded("أنباء الأنباء أخبار الأخبار").split())
_QUOTES = frozenset('"“”„«»')
_LONGEST_UNKNOWN = 4  # words of an outlet's name that nothing but its head word announces
_GENERIC = frozenset(folded("صحيفة جريدة وكالة مجلة قناة شبكة موقع أنباء نيوز للأنباء").split())
_GENERIC |= {"news", "agency", "newspaper", "magazine", "website", "online", "com"}
# Heads of agencies, networks and stations that need not be of the press.
_WIDE_HEADS = frozenset(folded("وكالة شبكة موقع محطة برنامج").split())
_AFTER_NAME = frozenset(folded("عن من في نقلا حول").split())
_LONGEST_TITLE = 6
_ENGLISH_HEADS = frozenset({"newspaper", "magazine", "agency", "channel", "website", "daily", "weekly"})


@dataclass(frozen=True, slots=True)
class Outlet:
    """A row of the lexicon. `cue` is set when the name alone is no proof that the outlet is meant."""

    name: str
    spellings: tuple[tuple[str, ...], ...]
    domains: tuple[str, ...]
    cue: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """An outlet's name in a sentence.

    `first` and `last` are token indices with the head word counted in, `span` the name alone, `clitic` the letters
    written onto its first word («ل» in «لرويترز»), `name` the lexicon's name for it where it is known.
    """

    first: int
    last: int
    span: Span
    clitic: str = ""
    name: str | None = None


def key(name: str) -> tuple[str, ...]:
    """The folded words of an outlet's name without articles, for comparing; empty for a name of no words."""
    row = [_bare(folded(word.of(name))) for word in words(name)]
    return tuple(word for word in row if word not in {"the", "al", "el"}) or tuple(row)


def _bare(form: str) -> str:
    """A folded word without «ال» or the English possessive."""
    if form.endswith("'s"):
        form = form[:-2]
    return form[2:] if form.startswith("ال") and len(form) > 4 else form


@lru_cache(maxsize=1)
def lexicon() -> tuple[Outlet, ...]:
    """The rows of `data/outlets.tsv`."""
    lines = files("muqabala").joinpath("data", "outlets.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    return tuple(_outlet(*row) for row in rows)


def _outlet(name: str, arabic: str, english: str, domains: str, cue: str) -> Outlet:
    spellings = {key(spelling) for cell in (name, arabic, english) for spelling in cell.split("; ") if spelling}
    return Outlet(name, tuple(sorted(spellings)), tuple(domains.split("; ")) if domains else (), bool(cue))


@lru_cache(maxsize=1)
def _by_first_word() -> Mapping[str, tuple[tuple[tuple[str, ...], Outlet], ...]]:
    """Spellings by their first word, the longest first."""
    table: dict[str, list[tuple[tuple[str, ...], Outlet]]] = {}
    for outlet in lexicon():
        for spelling in outlet.spellings:
            table.setdefault(spelling[0], []).append((spelling, outlet))
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in table.items()}


@lru_cache(maxsize=1)
def _by_spelling() -> Mapping[tuple[str, ...], str]:
    return {spelling: outlet.name for outlet in lexicon() for spelling in outlet.spellings}


@lru_cache(maxsize=1)
def _by_domain() -> Mapping[str, str]:
    return {domain: outlet.name for outlet in lexicon() for domain in outlet.domains}


@lru_cache(maxsize=4096)
def essence(name: str) -> tuple[str, ...]:
    """The words of an outlet's name without «صحيفة», "News Agency" and the like; all when nothing else is left."""
    row = key(name)
    return tuple(word for word in row if word not in _GENERIC) or row


@lru_cache(maxsize=4096)
def known(name: str) -> str | None:
    """The lexicon's name for an outlet written in any of its spellings."""
    return _by_spelling().get(key(name)) or _by_spelling().get(essence(name))


def outlet_of(document: Document) -> str | None:
    """The outlet a document says it is from, else the one whose web domain its address has."""
    if document.metadata.outlet:
        return document.metadata.outlet
    try:
        host = (urlsplit(document.metadata.url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return None
    parts = host.split(".")
    return next((name for at in range(len(parts)) if (name := _by_domain().get(".".join(parts[at:])))), None)


def mentions(row: Sequence[Token]) -> tuple[Mention, ...]:
    """The outlets named in a sentence, in order, not overlapping. A name that is also a common word needs a cue."""
    out: list[Mention] = []
    index = 0
    while index < len(row):
        found = _headed(row, index) or _listed(row, index) or _titled(row, index)
        if found:
            out.append(found)
            index = found.last
        index += 1
    return tuple(out)


def _listed(row: Sequence[Token], index: int, headed: bool = False) -> Mention | None:
    """A spelling of the lexicon that begins at `row[index]`."""
    for clitic, form in _readings(row[index].form):
        for spelling, outlet in _by_first_word().get(form, ()):
            last = index + len(spelling) - 1
            if not _reads(row, index, spelling):
                continue
            start = fold(row[index].raw).span(len(clitic), len(row[index].form)).start + row[index].span.start
            span = Span(start, _end(row[last]))
            if headed or _is_cued(row, index, last, outlet):
                return Mention(index, last, span, clitic, outlet.name)
    return None


def _readings(form: str) -> Iterator[tuple[str, str]]:
    """What may be left of a word once a clitic and the article are taken off, with the clitic."""
    if is_latin(form):
        yield "", _bare(form)
        return
    for clitic in _CLITICS:
        rest = form[len(clitic) :]
        if not form.startswith(clitic) or (clitic and len(rest) < 3):
            continue
        yield clitic, _bare(rest)
        if clitic.endswith("ل") and rest.startswith("ل") and len(rest) > 3:
            yield clitic + "ل", rest[1:]  # «للغارديان»: the article has lost its alif


def _reads(row: Sequence[Token], index: int, spelling: Sequence[str]) -> bool:
    """Whether the words after the first follow the spelling, and a Latin name is capitalised."""
    if index + len(spelling) > len(row) or (is_latin(row[index].raw) and not row[index].raw[0].isupper()):
        return False
    rest = row[index + 1 : index + len(spelling)]
    return all(_bare(token.form) == word and not token.paused for token, word in zip(rest, spelling[1:], strict=True))


def _is_cued(row: Sequence[Token], index: int, last: int, outlet: Outlet) -> bool:
    """Whether a name that is also an ordinary word stands as an outlet's; English names have their capital for that."""
    if not outlet.cue:
        return True
    follower = row[last + 1].form if last + 1 < len(row) else ""
    if is_latin(row[index].raw):
        if follower in _ENGLISH_HEADS:
            return True
        goes_on = last + 1 < len(row) and row[last + 1].raw[0].isupper() and row[last + 1].before == " "
        return index > 0 and row[index - 1].form == "the" and not (goes_on and not row[last].form.endswith("'s"))
    return bool(_QUOTES & set(row[index].before[-1:]))


def _end(token: Token) -> int:
    """Where a name ends: before an English possessive."""
    return token.span.end - 2 if token.form.endswith("'s") else token.span.end


def _headed(row: Sequence[Token], index: int) -> Mention | None:
    """A name announced by «صحيفة», «وكالة» and the like: known, quoted, in Latin letters, or before «أن»."""
    clitic = _head(row[index].form)
    if clitic is None:
        return None
    at = index + 1
    while at < len(row) and row[at].form in _FILLERS:
        at += 1
    if at >= len(row) or row[at].paused:
        return None
    listed = _listed(row, at, headed=True)
    if listed:
        return Mention(index, listed.last, listed.span, clitic, listed.name)
    last = _last_unknown(row, index, at)
    return None if last is None else Mention(index, last, cover(row[at : last + 1]), clitic)


def _head(form: str) -> str | None:
    """The clitic on a head word (empty for none), or None when the word is no head."""
    for clitic in _CLITICS:
        if form.startswith(clitic) and form[len(clitic) :] in HEADS_AR:
            return clitic
    return None


def _last_unknown(row: Sequence[Token], head: int, at: int) -> int | None:
    """The last word of a name that the lexicon lacks."""
    if _QUOTES & set(row[at].before):
        ends = (last for last in range(at, min(at + 6, len(row) - 1)) if _QUOTES & set(row[last + 1].before))
        return next(ends, len(row) - 1 if len(row) - at <= _LONGEST_UNKNOWN else None)
    if is_latin(row[at].raw):
        last = at
        while last + 1 < len(row) and is_latin(row[last + 1].raw) and row[last + 1].before in {" ", ".", "-"}:
            last += 1
        return last
    named = at > head + 1 or not is_among(row[head], _WIDE_HEADS)
    if head > 0 and named and is_among(row[head - 1], PUBLISHES_AR | SOURCE_AR):
        return _last_bare(row, at)
    return None


def _last_bare(row: Sequence[Token], at: int) -> int | None:
    """The last word of an unmarked name: «أن», «عن», a pause or the end must come within a few words.

    A mere adjective, as in «صحيفة برازيلية», is no name.
    """
    for last in range(at, min(at + _LONGEST_UNKNOWN, len(row))):
        over = last + 1 == len(row) or row[last + 1].paused or is_that(row, last + 1)
        if over or row[last + 1].form in _AFTER_NAME:
            return None if all(token.form.endswith("يه") for token in row[at : last + 1]) else last
    return None


def _titled(row: Sequence[Token], index: int) -> Mention | None:
    """A run of capitalised words that ends as newspapers' names do: "the West Virginia Metro News"."""
    last = index
    while last < len(row) and last - index < _LONGEST_TITLE and row[last].raw[:1].isupper() and is_latin(row[last].raw):
        if row[last].form.endswith("'s") or (last > index and row[last].before != " "):
            break
        last += 1
    tails = [at for at in range(index + 1, last) if row[at].form in OUTLET_TAILS_EN]
    if not tails or row[index].form == "the":
        return None
    return Mention(index, tails[-1], cover(row[index : tails[-1] + 1]))
