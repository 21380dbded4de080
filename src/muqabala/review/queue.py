"""The queue: every report of the folder with how far its review is."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from muqabala.review.decisions import ARTICLE, Decision, Event, Ruling, Status
from muqabala.review.folder import Listing
from muqabala.review.targets import Target, rests


@dataclass(slots=True)
class Progress:
    """What is decided in one article: of every target the status and the evidence, and the ruling on the whole."""

    rulings: dict[str, Ruling] = field(default_factory=dict)
    article: Ruling = field(default_factory=Ruling)


@dataclass(frozen=True, slots=True)
class Row:
    """A report in the queue. `done` of `needed` findings are decided, `confirmed` of all that are decided stand."""

    listing: Listing
    needed: int
    done: int
    confirmed: int
    assignee: str
    finished: bool


class Tally:
    """The statuses of all targets, kept up to date event by event, so that the queue asks the store for nothing."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._articles: dict[str, Progress] = {}
        self._lock = threading.Lock()
        for decision in decisions:
            self._take(decision.article, decision.target, decision.ruling)

    def follow(self, event: Event) -> None:
        """Take in an event. The same event twice does no harm."""
        with self._lock:
            self._take(event.article, event.target, event.after)

    def row(self, listing: Listing) -> Row:
        """The row of a report."""
        with self._lock:
            progress = self._articles.get(listing.name, Progress())
            rulings, whole = progress.rulings, listing.targets.get(ARTICLE)
            confirmed = sum(one.status is Status.CONFIRMED and target[0] in "dmo" for target, one in rulings.items())
            return Row(
                listing=listing,
                needed=len(listing.needed),
                done=sum(target.id in rulings and _settles(rulings[target.id], target) for target in listing.needed),
                confirmed=confirmed,
                assignee=progress.article.assignee or "",
                finished=whole is not None and _settles(progress.article, whole),
            )

    def _take(self, article: str, target: str, ruling: Ruling) -> None:
        progress = self._articles.setdefault(article, Progress())
        if target == ARTICLE:
            progress.article = ruling
        else:
            # Words and notes are for the page; what counts here is small, and all articles of the folder are held.
            progress.rulings[target] = Ruling(ruling.status, seen=ruling.seen)


def _settles(ruling: Ruling, target: Target) -> bool:
    """Whether a target is decided on the evidence at hand."""
    return ruling.status is not Status.OPEN and rests(ruling, target)
