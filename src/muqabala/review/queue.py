"""The queue: every report of the folder with how far its review is."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from muqabala.review.decisions import ARTICLE, Decision, Event, Ruling, Status
from muqabala.review.folder import Listing


@dataclass(slots=True)
class Progress:
    """What is decided in one article."""

    statuses: dict[str, Status] = field(default_factory=dict)
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
            settled = {target for target, status in progress.statuses.items() if status is not Status.OPEN}
            confirmed = sum(
                status is Status.CONFIRMED and target[0] in "dmo" for target, status in progress.statuses.items()
            )
            return Row(
                listing=listing,
                needed=len(listing.needed),
                done=len(listing.needed & settled),
                confirmed=confirmed,
                assignee=progress.article.assignee or "",
                finished=progress.article.status is Status.CONFIRMED,
            )

    def _take(self, article: str, target: str, ruling: Ruling) -> None:
        progress = self._articles.setdefault(article, Progress())
        if target == ARTICLE:
            progress.article = ruling
        else:
            progress.statuses[target] = ruling.status
