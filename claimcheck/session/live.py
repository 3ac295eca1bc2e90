"""A session that is open: its state in memory and its journal on disk always agree.

Changes may come from any thread (the machine works beside the face); they are taken one at a time, and whoever listens is told
after each. Leaves out what a change means: see `state`.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from claimcheck.errors import InputError
from claimcheck.reports import Report, StageUsage, Usage
from claimcheck.session.changes import EDITS, Change, Redone, Undone, told
from claimcheck.session.journal import Journal
from claimcheck.session.state import Item, State, applied, replayed

Listener = Callable[[Change], None]


class Session:
    """One article under work."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.state: State = replayed(journal.entries)
        self._lock = threading.RLock()
        self._listeners: list[Listener] = []

    @property
    def id(self) -> str:
        """Name of the session."""
        return self.journal.id

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called after each change, in the thread that made it; gives what ends that."""
        self._listeners.append(listener)

        def stop() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return stop

    def record(self, change: Change) -> None:
        """Save a change, then let it count."""
        with self._lock:
            entry = self.journal.append(change)
            if isinstance(change, Undone | Redone):
                self.state = replayed(self.journal.entries)
            else:
                state = applied(self.state, change)
                edit = isinstance(change, EDITS)
                self.state = replace(state, done=(*state.done, entry.number), undone=()) if edit else state
        for listener in tuple(self._listeners):
            listener(change)

    def undo(self) -> str:
        """Take the last edit back; gives what it was. Raises InputError where there is none."""
        if not self.state.done:
            raise InputError("there is nothing to undo")
        return self._turn(Undone(of=self.state.done[-1]))

    def redo(self) -> str:
        """Let the last undone edit hold again; gives what it was. Raises InputError where there is none."""
        if not self.state.undone:
            raise InputError("there is nothing to redo")
        return self._turn(Redone(of=self.state.undone[-1]))

    def item(self, claim_id: str | None) -> Item | None:
        """A claim as it stands, None for one that is not there."""
        return next((item for item in self.state.items if item.claim.id == claim_id), None)

    def close(self) -> None:
        """Give the journal back."""
        self._listeners.clear()
        self.journal.close()

    def _turn(self, change: Undone | Redone) -> str:
        self.record(change)
        return told(self.journal.entries[change.of - 1].change)


def report(state: State) -> Report:
    """The session as a report: the claims as they stand, with what was found; those without a finding are named in the notes."""
    if state.article is None:
        raise InputError("no article is open; open one first")
    items = state.items
    waiting = sum(item.finding is None for item in items)
    notes = [note for note in state.notes if not note.startswith("stopped early")]
    if waiting:
        notes.append(f"{waiting} claims were not checked yet")
    return Report(
        article=state.article,
        findings=tuple(item.finding for item in items if item.finding),
        skipped=state.skipped,
        dropped=state.dropped,
        notes=tuple(notes),
        usage=_sum(state.usage),
        decisions=tuple(item.decision for item in items if item.decision),
        revisions=state.revisions,
    )


def _sum(usages: tuple[Usage, ...]) -> Usage:
    """What all checks and weighings of the session cost together."""
    rows: dict[str, StageUsage] = {}
    for row in (row for usage in usages for row in usage.stages):
        held = rows.get(row.stage)
        rows[row.stage] = row if held is None else _both(held, row)
    return Usage(
        stages=tuple(rows.values()),
        dropped_citations=sum(usage.dropped_citations for usage in usages),
        dropped_claims=sum(usage.dropped_claims for usage in usages),
    )


def _both(first: StageUsage, second: StageUsage) -> StageUsage:
    costs = [row.cost for row in (first, second) if row.cost is not None]
    names = ("calls", "cached", "retries", "tokens_in", "tokens_out")
    sums = {name: getattr(first, name) + getattr(second, name) for name in names}
    return first.model_copy(
        update={**sums, "seconds": round(first.seconds + second.seconds, 3), "cost": sum(costs) if costs else None}
    )
