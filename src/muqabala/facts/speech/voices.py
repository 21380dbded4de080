"""Whether two speakers may be the same: by name, by what they are called, or by the words that stand for each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from muqabala import fold, spelling
from muqabala.facts import names
from muqabala.facts.line import line_of
from muqabala.facts.names.gazetteer import Entry, entries_of, related
from muqabala.facts.speech.saying import Role, roles_of
from muqabala.facts.speech.statements import Speaker, Statement
from muqabala.facts.tables import word_set
from muqabala.records import Fact, Passage, Span, WordPair

ANYBODY = "any"
"""The sort of a role that fits every speaker."""
OFFICE = "role"
"""The sort of a role that one person has."""
_BODY = "body"
UNNAMED = frozenset({"source", "officials", "expert"})
"""Classes of speakers who are left unnamed."""

_SPELLED = 0.62  # similarity from which two words may be one name
_LINKED = 0.5  # link score from which a word of one speaker stands for a word of the other
_LINKED_ALL_THE_SAME = 0.6  # the same where the words name different classes of speakers
_LONGER = 4  # letters of an Arabic plural
_PLURALS = ("ون", "ين", "يها", "يه", "يهم", "وها", "وه")
_BROKEN_PLURALS = frozenset(
    map(
        fold.folded,
        ["خبراء", "علماء", "نقاد", "أطباء", "مصادر", "شهود", "سكان", "أنصار", "حلفاء", "نشطاء", "تجار", "خصوم"],
    )
)
_SINGULAR = word_set("أمين الأمين")  # end as plurals do
_HONORIFICS = word_set("""
    sheikh prince princess lord lady doctor dr professor father ayatollah
    شيخ الشيخ أمير الأمير أميرة الأميرة دكتور الدكتور دكتورة الدكتورة أستاذ الأستاذ آية أب الأب
""")
_LOOSE = frozenset({"source", "officials"})
_SHORT = 3  # letters of a word that is compared


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker with the passage they are named in."""

    passage: Passage
    statement: Statement

    @property
    def words(self) -> str:
        """The words that name the speaker; empty when there are none."""
        return self.statement.speaker.of(self.passage.text) if self.statement.speaker is not None else ""

    @property
    def named(self) -> bool:
        """Whether the words hold a name."""
        english = self.passage.language == "en"  # capitals tell; in Arabic only the tables and shapes do
        return bool(self.names) or (english and self.statement.sort is Speaker.NAMED)

    @property
    def names(self) -> tuple[Fact, ...]:
        """The names among the words."""
        span = self.statement.speaker
        return () if span is None else tuple(fact for fact in _names(self.passage) if fact.span.overlap(span))

    @property
    def is_source(self) -> bool:
        """Whether nothing but a nation tells who is meant: "two US officials", «مصادر فرنسية»."""
        placed = all(entries and _are_places(entries) for entries in (entries_of(fact.value) for fact in self.names))
        english = self.passage.language == "en" and self.statement.sort is Speaker.NAMED and not self.names
        return placed and not english and not UNNAMED.isdisjoint(role.name for role in self.roles)

    @property
    def is_body(self) -> bool:
        """Whether the words name one institution: the White House, «الحرس الثوري»."""
        known = (entries_of(fact.value) for fact in self.names)
        return any(entry.key.startswith("b:") for entries in known for entry in entries)

    @property
    def roles(self) -> frozenset[Role]:
        """What the speaker is called, as the table of speakers knows it."""
        return self.roles_of_words(lambda _: True)

    def roles_of_words(self, counts: Callable[[str], bool]) -> frozenset[Role]:
        """What those of the speaker's words that count, folded, call them."""
        lang = self.passage.language
        words = (fold.folded(word.of(self.words)) for word in fold.words(self.words))
        return frozenset(role for word in words if counts(word) for role in roles_of(word, lang))


@lru_cache(maxsize=1024)
def _names(passage: Passage) -> tuple[Fact, ...]:
    return names.extract(passage)


def is_anybody(voice: Voice) -> bool:
    """Whether a speaker is called so loosely that it may be any other: a pronoun, «المتحدث», "the writer", nothing."""
    if voice.statement.sort in (Speaker.PRONOUN, Speaker.UNKNOWN) or not voice.words:
        return True
    first = fold.words(voice.words)[0].of(voice.words)
    opening = roles_of(fold.folded(first), voice.passage.language)
    return any(role.sort == ANYBODY for role in (opening if voice.named else voice.roles))


def is_many(voice: Voice) -> bool:
    """Whether a speaker is called by a plural: experts, «خبراء»."""
    words = [fold.folded(span.of(voice.words)) for span in fold.words(voice.words)]
    if voice.passage.language == "ar":
        first = [word for word in words[:1] if len(word) > _LONGER and word not in _SINGULAR]
        return any(word in _BROKEN_PLURALS or word.endswith(_PLURALS) for word in first)
    return any(roles_of(word, "en") and word.endswith("s") and not word.endswith(("ss", "'s")) for word in words)


def may_be_same(own: Voice, other: Voice, links: Sequence[WordPair]) -> bool:
    """Whether anything joins two speakers: a name, a role, or words that stand for each other."""
    if is_anybody(own) or is_anybody(other):
        return True
    if is_promoted(own, other):
        return False
    if _holds_office(own, other) or _holds_office(other, own) or _is_left_open(own, other):
        return True
    return _share_role(own, other) or _share_name(own, other) or is_linked(own, other, links)


def _holds_office(own: Voice, other: Voice) -> bool:
    """Whether one speaker is called by name alone and the other by office alone, so that they may be one person:
    Lagarde, «رئيسة البنك المركزي الأوروبي».
    """
    called = own.named and not any(entries_of(fact.value) for fact in own.names)
    titled = own.roles_of_words(lambda word: word not in _HONORIFICS)
    nameless = all(entries_of(fact.value) for fact in other.names)
    return called and not titled and nameless and _has_office(other)


def _has_office(voice: Voice) -> bool:
    return not is_many(voice) and any(role.sort == OFFICE for role in voice.roles)


def _is_left_open(own: Voice, other: Voice) -> bool:
    """Whether the claim calls its speaker as loosely as the source does, or more: «مصادر», «مسؤول» for officials and
    for a head.
    """
    plain = {role.name for role in own.roles if role.sort != _BODY}
    loose = not own.named and bool(plain & _LOOSE) and len(plain) == len({role.name for role in own.roles})
    theirs = _classes(other.roles)
    return loose and (bool(theirs & _LOOSE) or (_has_office(other) and not is_many(own)))


def _share_role(own: Voice, other: Voice) -> bool:
    shared = not {role.name for role in own.roles}.isdisjoint(role.name for role in other.roles)
    return shared and not differ_by_nation(own, other)


def differ_by_nation(own: Voice, other: Voice) -> bool:
    """Whether two speakers are called alike but belong to nations that have nothing to do with each other."""
    mine, theirs = _nations(own), _nations(other)
    return bool(mine and theirs) and not any(related(a, b) for a in mine for b in theirs)


def _nations(voice: Voice) -> tuple[tuple[Entry, ...], ...]:
    """The nations and places that a speaker is said to belong to."""
    known = (entries_of(fact.value) for fact in voice.names)
    return tuple(entries for entries in known if entries and all(entry.key.startswith("n:") for entry in entries))


def _share_name(own: Voice, other: Voice) -> bool:
    parted = bool(own.roles and other.roles and not _share_role(own, other))
    for fact in own.names:
        entries = entries_of(fact.value)
        if parted and entries and not any(entry.key.startswith("b:") for entry in entries):
            continue  # two offices of one place are not one speaker
        if any(_is_one(fact, rival) for rival in other.names):
            return True
    return spells(own, _without_places(other) if parted else other.words)


def _is_one(fact: Fact, rival: Fact) -> bool:
    same = not set(fact.value.split("|")).isdisjoint(rival.value.split("|"))
    return same or related(entries_of(fact.value), entries_of(rival.value))


def is_promoted(own: Voice, other: Voice) -> bool:
    """Whether an unnamed source of a nation became one of its institutions: "US officials" and «البيت الأبيض»."""
    keys = {key for fact in own.names for key in fact.value.split("|")}
    theirs = {key for fact in other.names for key in fact.value.split("|")}
    return other.is_source and own.is_body and keys.isdisjoint(theirs) and not _share_role(own, other)


def _are_places(entries: Sequence[Entry]) -> bool:
    return not any(entry.key.startswith("b:") for entry in entries)


def names_again(voice: Voice, text: str) -> bool:
    """Whether a text spells a speaker's name, places left aside."""
    return _spelled(_without_places(voice), text, voice.passage.language)


def _without_places(voice: Voice) -> str:
    words = voice.words
    for fact in voice.names:
        entries = entries_of(fact.value)
        if entries and not any(entry.key.startswith("b:") for entry in entries):
            words = words.replace(fact.text, "")
    return words


def spells(voice: Voice, text: str) -> bool:
    """Whether a text spells some word of a speaker's name."""
    return _spelled(voice.words, text, voice.passage.language)


def _spelled(words: str, text: str, lang: str) -> bool:
    spans = [span for span in fold.words(words) if len(span) >= _SHORT]
    return any(
        spelling.best_window(span.of(words), text, least=_SPELLED, longest=2) is not None
        for span in spans
        if not roles_of(fold.folded(span.of(words)), lang)
    )


def are_parted(own: Voice, other: Voice) -> bool:
    """Whether both speakers are called by words of the table, and by none that both share."""
    mine, theirs = _classes(own.roles), _classes(other.roles | _apposed(other))
    return bool(own.roles and other.roles) and bool(mine and theirs) and mine.isdisjoint(theirs)


def _apposed(voice: Voice) -> frozenset[Role]:
    """What a speaker is called in the words around: "its partner, the Peasants' Party, said"."""
    text, lang = voice.statement.span.of(voice.passage.text), voice.passage.language
    return frozenset(role for word in fold.words(text) for role in roles_of(fold.folded(word.of(text)), lang))


def _classes(roles: Iterable[Role]) -> frozenset[str]:
    return frozenset(role.name for role in roles if role.sort != ANYBODY)


def is_linked(own: Voice, other: Voice, links: Sequence[WordPair]) -> bool:
    """Whether a content word of one speaker is linked with a word of the other's.

    Who speaks on one side is often linked with who speaks on the other: between words of different classes («وزير",
    "president") only a very good link counts.
    """
    mine, theirs = own.statement.speaker, other.statement.speaker
    if mine is None or theirs is None:
        return False
    return any(
        link.score >= (_LINKED_ALL_THE_SAME if _part(own, other, link) else _LINKED)
        and is_content(own.passage, link.article)
        for link in links
        if link.article.overlap(mine) and link.source.id == other.passage.document and link.source.span.overlap(theirs)
    )


def _part(own: Voice, other: Voice, link: WordPair) -> bool:
    """Whether two linked words call speakers of different classes."""
    mine = roles_of(fold.folded(link.article.of(own.passage.text)), own.passage.language)
    theirs = roles_of(fold.folded(link.source.span.of(other.passage.text)), other.passage.language)
    return bool(mine and theirs) and _classes(mine).isdisjoint(_classes(theirs))


def is_content(passage: Passage, span: Span) -> bool:
    """Whether a span of a passage holds a word that says something by itself."""
    line = line_of(passage)
    return any(map(line.is_content, line.tokens(span)))
