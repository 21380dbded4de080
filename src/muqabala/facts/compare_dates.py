from collections.abc import Sequence
from muqabala.records import Comparison, Fact, Passage
def compare(claim: Passage, stated: Sequence[Fact], evidence: Sequence[Passage], said: Sequence[Fact], context: Sequence[Fact]) -> tuple[Comparison, ...]:
    """x"""
    return ()
