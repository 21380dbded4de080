"""Undo and redo from the history: which action of a reviewer is next to be taken back, or to be done again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from muqabala.review.decisions import Act, Change, Conflict, Decision, Event, NothingToUndo, Ruling


@dataclass(frozen=True, slots=True)
class Step:
    """What an undo or redo does: the action it is about, the rulings to take, and what must be in force before.

    `left` has, by target, the ruling that the action left there (for a redo: found there); `seen` the number of the
    reviewer's last event on it.
    """

    of: str
    changes: tuple[Change, ...]
    left: Mapping[str, Ruling]
    seen: Mapping[str, int]

    def late(self, current: Mapping[str, Decision]) -> tuple[Decision, ...]:
        """The decisions of somebody else that this step would sweep away."""
        return tuple(
            current[target]
            for target, ruling in self.left.items()
            if current[target].ruling != ruling or current[target].seq != self.seen[target]
        )


def step(own: Sequence[Event], act: Act, current: Mapping[str, Decision]) -> Step:
    """The next step, from the reviewer's own events in one article, the earliest first, and what is in force there.

    Passes over actions that somebody else has decided on since. Raises `Conflict` when that leaves none, and
    `NothingToUndo` when there never was one.
    """
    done, undone = _stacks(own)
    stack = done if act is Act.UNDO else undone
    if not stack:
        raise NothingToUndo(
            "there is nothing of yours to take back." if act is Act.UNDO else "there is nothing to do again."
        )
    steps = (_step(own, act, of) for of in reversed(stack))
    free = next((one for one in steps if not one.late(current)), None)
    if free is None:
        raise Conflict(_step(own, act, stack[-1]).late(current))
    return free


def _step(own: Sequence[Event], act: Act, of: str) -> Step:
    action = [entry for entry in own if entry.batch == of]
    before = {entry.target: entry.before or Ruling() for entry in action}
    after = {entry.target: entry.after for entry in action}
    left, wanted = (after, before) if act is Act.UNDO else (before, after)
    changes = tuple(Change(entry.target, entry.subject, wanted[entry.target]) for entry in action)
    return Step(of, changes, left, {entry.target: entry.seq for entry in own})


def can(own: Sequence[Event]) -> tuple[bool, bool]:
    """Whether there is something to undo, and something to redo."""
    done, undone = _stacks(own)
    return bool(done), bool(undone)


def _stacks(own: Sequence[Event]) -> tuple[list[str], list[str]]:
    """The actions in force and those taken back, each with the next one last."""
    done: list[str] = []
    undone: list[str] = []
    met: set[str] = set()
    for entry in own:
        if entry.batch in met:
            continue
        met.add(entry.batch)
        if entry.act is Act.DECIDE:
            done.append(entry.batch)
            undone.clear()
        elif entry.act is Act.UNDO:
            _move(entry.of, done, undone)
        else:
            _move(entry.of, undone, done)
    return done, undone


def _move(action: str | None, there: list[str], here: list[str]) -> None:
    """An action from one stack to the other; it is not always the last one, since some are passed over."""
    if action in there:
        there.remove(action)
        here.append(action)
