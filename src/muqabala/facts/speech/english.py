"""Statements in English: "X said that", "…," said X, "according to X", "it is believed that"."""

from __future__ import annotations

from collections.abc import Iterator

from muqabala.facts.names.words import is_ordinary
from muqabala.facts.speech.headline import headline_speaker
from muqabala.facts.speech.saying import Saying, Strength, finds_out, roles_of, saying_of
from muqabala.facts.speech.statements import Sentence, Speaker, Statement, statement
from muqabala.facts.tables import word_set

_SKIPPED = word_set(
    """
    has have had also later then once recently previously earlier repeatedly always still often already just
    now today yesterday further reportedly rightly famously publicly privately initially subsequently
    """
)
_NO_ADVERBS = word_set("assembly supply rally monopoly anomaly reply italy july fly butterfly bully")
_BE = word_set("is are was were be been being")
_NEGATIONS = word_set("not never didn't doesn't don't hasn't haven't hadn't won't wouldn't cannot can't")
_UNSAID = word_set("to will would should must can could may might let shall cannot please")
_NOUN_AFTER = word_set(
    """
    the a an his her their its our my this these those no any some such of in for united by with on each every
    """
)
_BOUNDS = word_set(
    """
    that but while because when if as which where after before since though although than so and or yet meanwhile
    whether what how why until unless despite
    """
)
_BEFORE_NOUN = word_set("to by in on of at for about with from against into over")
_CIRCUMSTANCES = word_set("in on at during last this after late early")
_FINITE = word_set(
    """
    is are was were be has have had will would can could may might must should did does do that he she they it
    """
)
_NOUNS = word_set(  # forms that are nouns more often than verbs, unless "that" or a quotation follows
    """
    state states report reports claim note notes estimate estimates remark remarks stress vow vows reply replies
    tweet tweets ask mention mentions address recall recalls point points post posts
    """
)
_HEARSAY = word_set(
    """
    reportedly allegedly supposedly purportedly tradition legend rumour rumours rumor rumors allegation
    allegations assertion accusation accusations belief suggestion declaration announcement statement statements
    testimony
    """
)
_ARTICLES = word_set("the a an his their its our my your another")
_NO_SUBJECT = word_set(
    "only all many most several other such few both two three four and or but than new recent earlier"
)
_PRONOUNS = word_set("he she they we i you it who one himself herself themselves")
_VIEWS = word_set(
    """
    view views opinion eyes words account accounts estimation reckoning estimate estimates count admission telling
    calculation calculations judgment judgement assessment analysis version confession testimony description figures
    """
)
_ACCUSING = word_set("accuse accuses accused accusing suspected")
_WINDOW = 8  # tokens after a verb within which "that" opens what is said
_APPOSITIVE = word_set("of who which whose from at in")
_OWNERS = word_set("his her their my our own s")
_LONGEST = 12  # tokens of a speaker
_APPOSED = 24  # tokens between the commas around an apposition
_MOST_APPOSED = 3  # appositions between a subject and its verb
_INVERTED = 14  # tokens from an inverted verb to the next pause
_PAUSES = frozenset(',;:"()')


def english_statements(sentence: Sentence) -> Iterator[Statement]:
    """The statements of an English sentence, in order; words inside quotation marks are not searched."""
    if (heading := headline_speaker(sentence, "en", _sort)) is not None:
        yield heading
    for index in range(sentence.start, sentence.stop):
        if sentence.quoted[index]:
            continue
        word = sentence.word(index)
        if word == "according" and sentence.word(index + 1) == "to":
            yield _source(sentence, index, index + 2)
        elif word in _VIEWS and sentence.word(index - 1) != "a" and (found := _view(sentence, index)):
            yield found
        elif word in _HEARSAY:
            yield Statement(sentence.line.spans[index], Speaker.UNKNOWN, Strength.SAY, loose=True)
        elif (saying := saying_of(word, "en")) is not None:
            yield _statement(sentence, index, saying)


def _source(sentence: Sentence, first: int, start: int) -> Statement:
    """The source after "according to", up to the next pause."""
    stop = start
    while stop < min(sentence.stop, start + _LONGEST) and not _pauses(sentence, stop):
        stop += 1
    return statement(sentence, (first, stop), (start, stop), (_sort, Strength.SAY), said=(first, stop))


def _view(sentence: Sentence, index: int) -> Statement | None:
    """An opinion given as somebody's: "in the view of X", "in X's opinion"."""
    start = index
    while start > max(sentence.start, index - 6) and sentence.word(start) not in ("in", "from", "by"):
        start -= 1
    owned = sentence.word(index - 1) in _OWNERS or sentence.word(index - 1).endswith("'s")
    if sentence.word(start) not in ("in", "from", "by") or not (owned or sentence.word(index + 1) == "of"):
        return None
    if sentence.word(index + 1) == "of":
        return _source(sentence, start, index + 2)
    return statement(sentence, (start, index + 1), (start + 1, index), (_sort, Strength.SAY), said=(start, index + 1))


def _statement(sentence: Sentence, verb: int, saying: Saying) -> Statement:
    """What a verb of saying makes of its sentence; loose when it is a noun, negated, or nothing follows."""
    before = verb - 1
    while sentence.word(before) in _SKIPPED or (_is_adverb(sentence.word(before)) and before > sentence.start):
        before -= 1
    if (sentence.word(before - 1), sentence.word(before)) == ("used", "to"):
        before -= 2
    negated = sentence.word(before) in _NEGATIONS
    loose = saying.loose and not (saying.finds and before == verb - 1 and finds_out(sentence.word(before), "en"))
    if (accusing := _accusation(sentence, verb, before)) is not None and not negated:
        return accusing
    if loose or negated or _is_noun(sentence, verb, before) or sentence.word(before) in _UNSAID:
        return _loose(sentence, verb, saying)
    if sentence.word(before) in _BE:
        return _passive(sentence, verb, before, saying)
    if saying.participle:
        return statement(
            sentence, (verb, verb + 1), None, (_sort, saying.strength), verb=verb, said=(sentence.start, verb + 1)
        )
    if (speaker := _after(sentence, verb, saying)) is not None:
        resumes = sentence.quoted.find(1, speaker[1], sentence.stop) >= 0
        end = speaker[1] if resumes else sentence.stop
        return statement(sentence, (verb, speaker[1]), speaker, (_sort, saying.strength), verb=verb, said=(verb, end))
    speaker = _before(sentence, before)
    if not _introduces(sentence, verb, saying, speaker[0]):
        return _loose(sentence, verb, saying)
    said = (
        (speaker[0], _tail_end(sentence, verb)) if _is_tail(sentence, speaker[0], verb) else (sentence.start, verb + 1)
    )
    return statement(sentence, (speaker[0], verb + 1), speaker, (_sort, saying.strength), verb=verb, said=said)


def _accusation(sentence: Sentence, verb: int, before: int) -> Statement | None:
    """What somebody is accused of: "X accused Y of lying", "Y is suspected of lying". It is loose: more than that
    somebody says so is not known. The accused counts as said, so that the deed told as theirs is found.
    """
    if sentence.word(verb) not in _ACCUSING:
        return None
    passive = sentence.word(before) in _BE
    if passive != (sentence.word(verb + 1) == "of") or sentence.word(verb - 1) in _ARTICLES:
        return None  # "the accused", "a man accused of lying"
    deed = next((i for i in range(verb + 1, min(verb + _WINDOW, sentence.stop)) if sentence.word(i) == "of"), None)
    if deed is None or not sentence.word(deed + 1).endswith("ing"):
        return None
    stop = deed + 1
    while stop < sentence.stop and not _bounds(sentence, stop):
        stop += 1
    last = before - 1 if passive else before
    while passive and sentence.word(last) in _SKIPPED:
        last -= 1
    subject = _before(sentence, last)
    whole = sentence.span(before if passive else subject[0], verb + 1)
    if whole is None or sentence.span(*subject) is None:
        return None
    said = (sentence.span(*subject) if passive else None, sentence.span(verb + 1, stop))
    told = tuple(span for span in said if span is not None)
    who = None if passive else sentence.span(*subject)
    sort = Speaker.UNKNOWN if passive else _sort(sentence, subject)
    return Statement(whole, sort, Strength.ACCUSE, sentence.line.spans[verb], who, told, loose=True)


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and word not in _NO_ADVERBS and not roles_of(word, "en")


def _is_tail(sentence: Sentence, start: int, verb: int) -> bool:
    """Whether subject and verb come after what is said, or in the midst of it: "…, X said on Monday"."""
    so = sentence.word(start - 1) == "so"  # "…, or so they say"
    if start <= sentence.start or not (so or _pauses(sentence, start - 1)):
        return False
    return _pauses(sentence, verb + 1) or sentence.word(verb + 1) in _CIRCUMSTANCES


def _tail_end(sentence: Sentence, verb: int) -> int:
    stop = verb + 1
    while stop < min(sentence.stop, verb + _LONGEST) and not _pauses(sentence, stop):
        stop += 1
    return stop


def _loose(sentence: Sentence, verb: int, saying: Saying) -> Statement:
    span = sentence.line.spans[verb]
    return Statement(span, Speaker.UNKNOWN, saying.strength, span, loose=True, speech=saying.speech)


def _is_noun(sentence: Sentence, verb: int, before: int) -> bool:
    """Whether a form such as "claims" or "report" is a noun here."""
    word = sentence.word(verb)
    if "-" in (sentence.word(verb + 1), sentence.word(verb - 1)) and sentence.line.reading.glued(verb + 1):
        return True
    if sentence.word(verb + 1) in _BE:
        return True
    past = word.endswith(("ed", "id", "told", "wrote", "thought", "ing"))
    if not past and (sentence.word(before) in _NOUN_AFTER or sentence.word(before).endswith("'s")):
        return True
    if past and before == verb - 1 and (sentence.word(before) in _ARTICLES or sentence.word(before).isdecimal()):
        return True  # "the suspected", "14 alleged"
    return word in _NOUNS and not _reports(sentence, verb, before)


def _reports(sentence: Sentence, verb: int, before: int) -> bool:
    """Whether a form that is mostly a noun is a verb after all: it has a subject, and what it reports follows."""
    following = sentence.word(verb + 1)
    if following != "that":
        return following in (":", '"', "out")
    subject = before >= sentence.start and sentence.is_word(before) and sentence.word(before) not in _NO_SUBJECT
    return subject and sentence.word(verb + 2) not in _FINITE - _PRONOUNS - {"that"}


def _passive(sentence: Sentence, verb: int, before: int, saying: Saying) -> Statement:
    """What nobody in particular says: "it is believed that", "is said to"."""
    told = sentence.word(verb) != "told" and saying.strength is not Strength.ASK  # somebody was told, asked to do it
    follows = sentence.word(verb + 1) == "that" or (
        sentence.word(verb + 1) == "to" and sentence.word(verb + 2) not in _NOUN_AFTER
    )
    if follows and told:
        return statement(
            sentence, (before, verb + 1), None, (_sort, saying.strength), verb=verb, said=(before, verb + 1)
        )
    return _loose(sentence, verb, saying)


def _after(sentence: Sentence, verb: int, saying: Saying) -> tuple[int, int] | None:
    """The speaker after an inverted verb: "…," said X, head of Y."""
    before = sentence.word(verb - 1)
    if sentence.word(verb) in ("told", "tells"):  # who stands after it is told
        return None
    if verb == sentence.start or before not in (",", '"', "-") or sentence.word(verb + 1) in ("that", ",", '"', ":"):
        return None
    quoted = '"' in (before, sentence.word(verb - 2)) or sentence.quoted[verb - 2]
    if before == "," and not quoted and (not saying.takes_clause or _is_appositive(sentence, verb)):
        return None
    stop = verb + 1
    while stop < min(sentence.stop, verb + _LONGEST) and not _pauses(sentence, stop):
        if sentence.word(stop) in _BEFORE_NOUN - {"of", "for", "from"} or sentence.word(stop) in _BOUNDS - {"and"}:
            break
        if sentence.word(stop) in _FINITE - _PRONOUNS:
            return None
        stop += 1
    return (verb + 1, stop) if sentence.span(verb + 1, stop) is not None else None


def _is_appositive(sentence: Sentence, verb: int) -> bool:
    """Whether the comma before a verb closes an apposition, so that its subject stands before that."""
    opening = next(
        (i for i in range(verb - 2, max(sentence.start, verb - _APPOSED), -1) if sentence.word(i) == ","), None
    )
    if opening is None or sentence.quoted[opening] or opening - sentence.start > _LONGEST:
        return False
    following = range(verb + 1, min(verb + _INVERTED, sentence.stop))
    return verb + _INVERTED <= sentence.stop or any(sentence.word(index) in _FINITE for index in following)


def _before(sentence: Sentence, last: int) -> tuple[int, int]:
    """The tokens of the subject that ends at `last`, appositions between commas skipped; empty when there is none."""
    if sentence.word(last) == ",":
        window = range(last - 1, max(sentence.start, last - _APPOSED), -1)
        opening = next((index for index in window if sentence.word(index) == ","), last)
        last = opening - 1
    if sentence.word(last) == "who":
        last -= 2 if sentence.word(last - 1) == "," else 1
    start = _phrase(sentence, last)
    for _ in range(_MOST_APPOSED):
        apposed = sentence.word(start) in _APPOSITIVE or sentence.word(start)[:1].isdecimal()
        if not apposed or sentence.word(start - 1) != "," or start - 2 <= sentence.start or start > last:
            break
        last = start - 2
        start = _phrase(sentence, last)
    return start, last + 1


def _phrase(sentence: Sentence, last: int) -> int:
    """Where the run of words that ends at `last` begins."""
    start = last
    while start >= max(sentence.start, last - _LONGEST) and not _bounds(sentence, start):
        start -= 1
    return start + 1


def _bounds(sentence: Sentence, index: int) -> bool:
    return _pauses(sentence, index) or sentence.word(index) in _BOUNDS or bool(sentence.quoted[index])


def _pauses(sentence: Sentence, index: int) -> bool:
    word = sentence.word(index)
    if word in _PAUSES or not word:
        return True
    return not sentence.is_word(index) and not sentence.joins(index)


def _introduces(sentence: Sentence, verb: int, saying: Saying, start: int) -> bool:
    """Whether a verb reports something: a clause, a quotation, or what stands before it."""
    following = sentence.word(verb + 1)
    if following in ("that", ":", '"') or (following == "," and sentence.word(verb + 2) == '"'):
        return True
    if _is_tail(sentence, start, verb):
        return True
    window = range(verb + 1, min(verb + _WINDOW, sentence.stop))
    if sentence.word(verb) in ("told", "tells") or any(sentence.word(index) in ("that", '"') for index in window):
        return True
    if following in _PRONOUNS | {"there"} and sentence.word(verb + 2) in _FINITE:
        return True  # "denied it was"
    if following == "to":
        return saying.strength is Strength.DOUBT
    # "warned in-flight meals would", "said at least 34 people were"
    if following == ",":
        return saying.takes_clause and not saying.finds and sentence.is_word(verb + 2)  # "X said, because …, that"
    goes_on = sentence.word(verb + 2) in ("-", "least", "most")
    return saying.takes_clause and (goes_on or following not in _BEFORE_NOUN) and sentence.is_word(verb + 1)


def _sort(sentence: Sentence, speaker: tuple[int, int]) -> Speaker:
    indices = [index for index in range(*speaker) if sentence.is_word(index)]
    words = [sentence.word(index) for index in indices]
    if all(word in _PRONOUNS for word in words):
        return Speaker.PRONOUN
    for index in indices:
        raw = sentence.line.reading.raw(index)
        if raw[:1].isupper() and not is_ordinary(raw) and not roles_of(sentence.word(index), "en"):
            return Speaker.NAMED
    return Speaker.DESCRIBED
