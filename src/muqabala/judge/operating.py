"""Where the judge draws its lines: every threshold, and three settled ways to set them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType

from muqabala.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Operating:
    """The thresholds of a judge; probabilities unless said.

    `nowhere`       from here on, nothing in the sources says a claim
    `answered`      … unless more than this share of its words and words of the evidence choose each other
    `thin`          from this probability of being nowhere on, the evidence is too thin to compare facts with: roles
                    would be matched that have nothing to do with each other
    `added`         mean probability from which a run of words counts as added, `added_words` words at least, where the
                    score of the claim is at least `flagged` or its evidence thin
    `sure`          a comparison is a departure above this confidence, whatever the score of its claim …
    `seems`         … and above this one where the score is at least `agreed`
    `flagged`       score from which a claim without a finding is flagged at the words the cross-reader points to
    `vague`         … and this one where it points to a type that it tells badly, unless the article is a translation
    `explained`     … and this one where a word that the other side does not answer shows what it points to
    `flagged_words` a claim of fewer words is never flagged by the cross-reader alone: it has too little to go by
    `doubt`         score from which a claim without a finding is left to a person
    `most_reviews`  share of an article's claims that go to review at most: the likeliest departures among them
    """

    nowhere: float = 0.986
    answered: float = 0.33
    thin: float = 0.92
    added: float = 0.12
    added_words: int = 3
    sure: float = 0.6
    seems: float = 0.45
    agreed: float = 0.6
    flagged: float = 0.49
    vague: float = 0.9
    explained: float = 0.42
    flagged_words: int = 7
    doubt: float = 0.42
    most_reviews: float = 0.1

    def signature(self) -> dict[str, float | int | str | bool]:
        """The thresholds by name, for a report's signature."""
        return asdict(self)


BALANCED = Operating()
POINTS: Mapping[str, Operating] = MappingProxyType(
    {
        "precision": replace(BALANCED, agreed=0.8, flagged=0.7, explained=0.7),
        "balanced": BALANCED,
        "recall": replace(BALANCED, seems=0.3, agreed=0.5, flagged=0.42, vague=0.55, explained=0.36, doubt=0.36),
    }
)
"""`precision` for a desk that wants few flags, `recall` for one that would rather look once too often."""


def point(name: str) -> Operating:
    """The operating point of that name. Raises `ConfigError` for one that does not exist."""
    if name not in POINTS:
        raise ConfigError(f"unknown operating point {name!r}. Choose from: {', '.join(POINTS)}.")
    return POINTS[name]
