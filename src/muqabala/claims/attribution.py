"""Who is said to say a claim, and how far a cited source reaches down the article."""

from __future__ import annotations

from collections.abc import Sequence

from muqabala.claims.citing import Citing
from muqabala.claims.tokens import Token, cover, is_among, is_that
from muqabala.claims.wording import (
    AUXILIARIES_EN,
    PLAIN_SAYS_EN,
    PRONOUNS_EN,
    QUOTES_AR,
    SAYS_AR,
    SAYS_EN,
    SOURCE_AR,
    SUBORDINATE_EN,
)
from muqabala.fold import folded
from muqabala.records import Attribution, Span

_LATEST_VERB = 8  # words before an opening verb of saying
_LONGEST_SUBJECT = 25  # words between the verb and «أن»
_LONGEST_TAIL = 14  # words of a closing attribution
_OPENERS = frozenset(':"“”„«')
_MARKS = _OPENERS | {"»"}
_CLOSERS = ('"', "”", "“", "»")
_NEGATIONS = frozenset(folded("لا لم لن ما").split())
_TOWARDS = frozenset(folded("إلى على عن").split())
_SO = frozenset(folded("فإن فإنه فإنها فإنهم").split())
# "After that", "it is expected that": here «أن» opens no words of the speaker's.
_NOT_THAT = frozenset(
    folded(
        "بعد قبل منذ دون يجب يمكن ينبغي قرب غير إلا بيد رغم مع بما المقرر المتوقع المرجح الممكن الضروري المنتظر في"
    ).split()
)
_IMPERSONAL = frozenset(folded("يتوقع يعتقد يرجح يذكر يظهر تردد").split())
_CLAUSES_AR = frozenset(folded("الذي التي الذين اللذان اللذين عندما حينما حين لما إذا لو حيث بينما فيما لأن").split())
_ADVERBIAL_AR = frozenset(
    folded("في من منذ بعد قبل خلال على مع لكن عقب أثناء بدوره كما قد لقد حين يوم ومن وفي ثم").split()
)
_TAILS_AR = SOURCE_AR | frozenset(folded("كما حسبما").split())


def own(row: Sequence[Token], lang: str, cited: Sequence[Citing]) -> Attribution | None:
    """A claim's own attribution, opening or closing. `row` are the claim's words, `cited` the outlets cited in it."""
    speaker = _speaker(row, lang)
    if not cited:
        return None if speaker is None else Attribution(speaker)
    first = cited[0]
    if speaker is None:
        return Attribution(first.span, citation=True)
    if speaker.overlap(first.span):
        return Attribution(speaker.join(first.span), citation=True)
    return Attribution(first.span, citation=True) if first.opening else Attribution(speaker)


def _speaker(row: Sequence[Token], lang: str) -> Span | None:
    if lang == "ar":
        return _source_arabic(row) or _opening_arabic(row) or closing(row, lang)
    if lang == "en":
        return _opening_english(row) or closing(row, lang)
    return None


def closing(row: Sequence[Token], lang: str) -> Span | None:
    """An attribution that comes after what is said: "…, according to X", «…، بحسب الشرطة»."""
    if lang == "ar":
        return _tail_arabic(row)
    return _tail_english(row) if lang == "en" else None


def _opening_arabic(row: Sequence[Token]) -> Span | None:
    """«قال … إن», «وأضاف: », «الشرطة قالت إن»: from the verb, or the subject before it, to before «أن»."""
    for verb, token in enumerate(row[: _LATEST_VERB + 1]):
        if is_among(token, _CLAUSES_AR) or is_that(row, verb):
            return None
        negated = verb > 0 and row[verb - 1].form in _NEGATIONS
        if is_among(token, SAYS_AR) and not negated and (end := _complement(row, verb)) is not None:
            return _closed(row, _subject(row, verb), end)
    return None


def _closed(row: Sequence[Token], start: int, end: int) -> Span:
    """The span of some words, with the mark that closes a quoted name at its end."""
    span = cover(row[start:end])
    opened = any(_OPENERS & set(token.before) for token in row[start + 1 : end])
    if opened and end < len(row) and row[end].before[:1] in _CLOSERS:
        return Span(span.start, span.end + 1)
    return span


def _complement(row: Sequence[Token], verb: int) -> int | None:
    """The index of the first word that is no longer the attribution: «أن», or what a colon or quotation opens."""
    index = verb + 1
    while index < min(verb + _LONGEST_SUBJECT, len(row)):
        token = row[index]
        if ":" in token.before:
            return index
        if token.paused and is_among(token, SAYS_AR | _CLAUSES_AR):
            return None
        if _OPENERS & set(token.before):
            after = _after_title(row, index)
            if after is None:
                return index if is_among(row[verb], QUOTES_AR) or index == verb + 1 else None
            index = after
        if is_that(row, index) and row[index - 1].form not in _NOT_THAT:
            if index == verb + 1 and row[verb].form in _IMPERSONAL:
                return None
            return index - (row[index - 1].form in _TOWARDS)
        index += 1
    return None


def _after_title(row: Sequence[Token], index: int) -> int | None:
    """The word after a name in quotation marks that begins at `row[index]`; None when what opens is a quotation.

    A name has one to three words, and «أن» or a colon is still to come.
    """
    for after in range(index + 1, min(index + 4, len(row))):
        if _MARKS & set(row[after].before):
            rest = range(after, min(after + _LONGEST_TAIL, len(row)))
            return after if any(is_that(row, place) or ":" in row[place].before for place in rest) else None
    return None


def _subject(row: Sequence[Token], verb: int) -> int:
    """Where the attribution begins: at the subject when it stands before its verb, else at the verb."""
    before = row[:verb]
    if not before or before[0].form in _ADVERBIAL_AR or any(token.paused for token in row[1 : verb + 1]):
        return verb
    return 0


def _source_arabic(row: Sequence[Token]) -> Span | None:
    """«وفقاً للشرطة، …», «على حد قوله، …»: up to the comma or «فإن»."""
    on_his_word = len(row) > 2 and row[1].form == "حد" and is_among(row[2], SAYS_AR)
    if not row or not (is_among(row[0], SOURCE_AR) or on_his_word):
        return None
    for index in range(2, min(_LONGEST_TAIL, len(row))):
        if row[index].paused or row[index].form in _SO:
            return cover(row[:index])
    return None


def _tail_arabic(row: Sequence[Token]) -> Span | None:
    """«… ، بحسب الشرطة», «… حسبما قالت الشرطة»: after a pause or a quotation, up to the next pause or the end."""
    for index in range(len(row) - 2, max(0, len(row) - _LONGEST_TAIL), -1):
        if not is_among(row[index], _TAILS_AR):
            continue
        said = is_among(row[index + 1], SAYS_AR)
        if said or (row[index].form in SOURCE_AR and row[index].before.strip()):
            end = next((at for at in range(index + 2, len(row)) if row[at].paused), len(row))
            return cover(row[index:end])
    return None


def _opening_english(row: Sequence[Token]) -> Span | None:
    """Openings such as "X said that", "X said: ", "According to X, ": up to what is said."""
    if len(row) > 2 and row[0].form == "according" and row[1].form == "to":
        return next((cover(row[:index]) for index in range(3, min(_LONGEST_TAIL, len(row))) if row[index].paused), None)
    for verb, token in enumerate(row[: _LATEST_VERB + 5]):
        if token.form in SAYS_EN and verb and verb + 1 < len(row):
            return cover(row[: verb + 1]) if _introduces(row, verb) else None
        if token.form in SUBORDINATE_EN | AUXILIARIES_EN - {"has", "had", "have"} or (_OPENERS - {":"}) & set(
            token.before
        ):
            return None
    return None


def _introduces(row: Sequence[Token], verb: int) -> bool:
    """Whether a verb of saying is followed by what is said: "that", a quotation, or simply a clause."""
    following = row[verb + 1]
    if following.form == "that" or _OPENERS & set(following.before):
        return True
    return row[verb].form in PLAIN_SAYS_EN and following.form not in {
        "to",
        "by",
        "in",
        "on",
        "of",
        "at",
        "for",
        "about",
    }


def _tail_english(row: Sequence[Token]) -> Span | None:
    """Endings such as "…, X said", "…," said X, "…, according to X": the last stretch between pauses."""
    start = len(row) - 1
    while start > 0 and not row[start].paused and not _OPENERS & set(row[start].before):
        start -= 1
    tail = row[start:]
    if start <= 0 or len(tail) > _LONGEST_TAIL:
        return None
    if _resumes(tail):
        return cover(row[: start + 1]) if start <= _LONGEST_TAIL else None
    if tail[0].form == "according" or any(token.form in PLAIN_SAYS_EN for token in (*tail[:1], *tail[-1:])):
        return cover(tail)
    if len(tail) < _LONGEST_TAIL // 2 and any(token.form in PLAIN_SAYS_EN | {"told"} for token in tail):
        return cover(tail)
    return None


def _resumes(tail: Sequence[Token]) -> bool:
    """Whether a verb of saying takes up its sentence after an insertion: "Jane Roe, who is ill, said it was so"."""
    if tail[0].form not in SAYS_EN or _OPENERS & set(tail[0].before):
        return False
    rest = {token.form for token in tail[1:]}
    return bool(rest & (AUXILIARIES_EN | {"that"})) or bool({token.form for token in tail[1:2]} & PRONOUNS_EN)
