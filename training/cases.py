"""A claim and its sources as the case that a judge would get."""

from __future__ import annotations

from collections.abc import Sequence

from muqabala import facts
from muqabala.judge import Case
from muqabala.omissions import SourceSentence
from muqabala.pipeline import held
from muqabala.records import Claim, Encoding, Evidence, Passage, Sentence


def case(claim: Passage, encoding: Encoding, sources: Sequence[tuple[Passage, Encoding]], exact: bool = True) -> Case:
    """The case a judge would get, were `sources` (the closest first) the whole document; without `exact` no facts."""
    told = [SourceSentence(Sentence(p.span, 0), p, e, facts.extract(p) if exact else ()) for p, e in sources]
    near = told[:5]
    evidence = tuple(
        Evidence(one.passage.document, one.passage.span, float(one.encoding.vector @ encoding.vector)) for one in near
    )
    around = [fact for one in told for fact in one.facts]
    bare = Case(Claim("", claim.span, 0), claim, encoding, evidence)
    return held(bare, facts.extract(claim) if exact else (), near, around)
