"""Attribution: who a passage says says what, by which verb, and how that stands to the evidence."""

from __future__ import annotations

from muqabala.facts.attribution.alike import told_alike
from muqabala.facts.attribution.compare import KIND, compare, statements
from muqabala.records import Fact, Passage

__all__ = ["KIND", "compare", "extract", "told_alike"]


def extract(passage: Passage) -> tuple[Fact, ...]:
    """The attributions of a passage, in order: the words that say who says something. `value` is the strength of the
    verb and how the speaker is called, as `say:named`; speech acts whose words cannot be told apart are left out.
    """
    return tuple(
        Fact(
            KIND,
            passage.document,
            statement.span,
            statement.span.of(passage.text),
            f"{statement.strength}:{statement.sort}",
        )
        for statement in statements(passage)
        if not statement.loose
    )
