"""Certainty: how sure a passage is of what it says and of how many it says it, and whether a claim keeps to that."""

from __future__ import annotations

from muqabala.facts.certainty.compare import hedges
from muqabala.facts.certainty.done import told_as_done
from muqabala.facts.certainty.duty import duties
from muqabala.facts.certainty.proof import proofs
from muqabala.facts.certainty.scale import scales
from muqabala.facts.collated import collated
from muqabala.facts.collation import Collation
from muqabala.facts.cues import Cue, cue_table, forms
from muqabala.facts.line import Line, line_of
from muqabala.records import Comparison, DepartureType, Fact, Passage

__all__ = ["KIND", "compare", "extract"]

KIND = DepartureType.CERTAINTY

_TABLES = ("scale.tsv", "frequency.tsv", "proof.tsv", "duty.tsv")
_MAYBE = "قد"  # "may" before a present, "already" before a past
_PRESENT = frozenset("يت")
_THEY_DID = "وا"
_HAD = frozenset({"كان", "كانت", "كانوا", "وكان", "وكانت", "وكانوا", "يكون", "تكون", "يكن", "تكن"})
_HAD_REACH = 4  # tokens before «قد» among which "had" stands
_FUTURE = ("سي", "ست", "سن")
_SHORTEST = 5  # letters of an Arabic verb in the future
_LIKELY, _PAN_REACH = "رجح", 6  # «رجحت كفته», "he prevailed", is no «رجح», "he thought likely"
_PANS = frozenset({"كفه", "كفته", "كفتها", "كفتهم"})  # folded


def extract(passage: Passage) -> tuple[Fact, ...]:
    """The words of a passage that say how certain it is (`hedge:possible`, `plan:plan`, `proof:proved` …), what must or
    may be done (`duty:must` …), of how many it speaks (`scale:all` … `scale:none`), and how often it happens
    (`frequency:always` …), in order.
    """
    line = line_of(passage)
    lang = line.reading.lang
    cues = [cue for cue in cue_table("certainty.tsv", lang).find(line) if _holds(line, cue)]
    cues += (cue for table in _TABLES for cue in cue_table(table, lang).find(line))
    cues += [Cue("future", "will", i, i + 1) for i in range(len(line)) if lang == "ar" and _is_future(line, i)]
    cues += [Cue("soft", "question", i, i + 1) for i in range(len(line)) if line.word(i) in "?؟"]
    facts = (_fact(passage, line, cue) for cue in cues)
    return tuple(sorted(dict.fromkeys(facts), key=lambda fact: (fact.span, fact.value)))


def _holds(line: Line, cue: Cue) -> bool:
    """Whether a cue is one where it stands: «قد» is a hedge only before a verb in the present, and nothing is thought
    likely where the pan of the scales (كفة) goes down.
    """
    if cue.sort in ("perfect", "noun", "idle") or _tips_the_scales(line, cue):
        return False
    form = line.word(cue.first)
    if cue.last - cue.first > 1 or not form.endswith(_MAYBE):
        return True
    word = line.word(cue.last)
    if form not in ("قد", "وقد", "فقد") or (form == "فقد" and word[:1] != "ي"):
        return False
    return word == "لا" or (word[:1] in _PRESENT and not _is_past(line, cue.last))


def _tips_the_scales(line: Line, cue: Cue) -> bool:
    if _LIKELY not in line.word(cue.first):
        return False
    ahead = range(cue.last, cue.last + _PAN_REACH)
    return any(form in _PANS for i in ahead for form in forms(line.word(i)))


def _is_past(line: Line, index: int) -> bool:
    """Whether a verb behind «قد» is in the past: by its ending, by the list of those that begin like a present, or
    because «كان» stands before it.
    """
    if line.word(index).endswith(_THEY_DID) or _is_listed(line, index, "perfect"):
        return True
    return any(line.word(before) in _HAD for before in range(max(0, index - 1 - _HAD_REACH), index - 1))


def _is_listed(line: Line, index: int, sort: str) -> bool:
    return any(cue.sort == sort for cue in cue_table("certainty.tsv", line.reading.lang).at(line, index))


def _is_future(line: Line, index: int) -> bool:
    word = line.word(index)
    bare = word[1:] if word[:1] in "وف" else word
    return len(bare) >= _SHORTEST and bare.startswith(_FUTURE) and not _is_listed(line, index, "noun")


def _fact(passage: Passage, line: Line, cue: Cue) -> Fact:
    span = line.span(cue.first, cue.last)
    return Fact(KIND, passage.document, span, span.of(passage.text), f"{cue.sort}:{cue.value}")


def compare(collation: Collation) -> tuple[Comparison, ...]:
    """Hold how certain a claim is against its evidence.

    CHANGED where a hedge of the source is gone, a guess was proved or leave became a duty (MQ701), where a new hedge,
    plan or threat has come in (MQ702), where a plan has become a decision (MQ703) or an allegation a fact (MQ705), and
    where all, most, some and none, or always, often, sometimes and rarely, changed places (MQ704); SAME (info) where
    both sides have the same. Without word links, or in a language other than Arabic and English, nothing is said.
    """
    sides = collated(collation, KIND)
    return (
        () if sides is None else (*hedges(sides), *told_as_done(sides), *duties(sides), *proofs(sides), *scales(sides))
    )
