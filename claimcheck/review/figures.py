"""Figures of the desk: how far people agree with each other and with the machine, over time, and how much they get done.

Only independent decisions count: one that was propagated to a group, or taken under an adjudication, says nothing about agreement.
"""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import sqlalchemy as sql
from pydantic import Field

from claimcheck.claims import Record
from claimcheck.review import agreement
from claimcheck.review.agreement import Coefficient
from claimcheck.review.books import Books
from claimcheck.review.ledger import moment
from claimcheck.review.listing import shown_state_column
from claimcheck.review.tables import DECISIONS, ITEMS

MACHINE = "machine"


class Coefficients(Record):
    """The coefficients of several raters."""

    percent: Coefficient
    """Share of agreeing pairs."""
    fleiss: Coefficient
    """Fleiss' kappa."""
    krippendorff: Coefficient
    """Krippendorff's alpha."""
    gwet: Coefficient
    """Gwet's AC1."""


class Pair(Record):
    """Two raters beside each other."""

    first: str
    """A person."""
    second: str
    """Another person, or `machine`."""
    percent: Coefficient
    """Share of claims with the same label."""
    cohen: Coefficient
    """Cohen's kappa."""
    gwet: Coefficient
    """Gwet's AC1."""
    table: dict[str, dict[str, int]] = Field(default_factory=dict)
    """First's label -> second's label -> claims."""


class Period(Record):
    """One month."""

    name: str
    """`2026-03`."""
    people: Coefficients
    """People with each other."""
    machine: Pair
    """All people's decisions beside the machine's label."""


class Agreement(Record):
    """How far people and machine agree."""

    people: Coefficients
    """All who decided on the same claims."""
    pairs: tuple[Pair, ...]
    """Each two people with claims in common."""
    machine: Pair
    """Every independent decision beside the machine's label."""
    with_machine: tuple[Pair, ...]
    """Each person beside the machine."""
    months: tuple[Period, ...]
    """By the month of the claim's last decision."""


class Pace(Record):
    """What one person got done."""

    reviewer: str
    """The person."""
    decisions: int
    """Decisions that count, propagated ones included."""
    propagated: int
    """How many of them were applied to a group."""
    median_seconds: float | None
    """From lease to submission; null where no lease was held."""
    labels: dict[str, int]
    """How often each label was given."""


class Day(Record):
    """What the desk got done on one day."""

    day: dt.date
    """In UTC."""
    queued: int
    """Claims that came in."""
    decisions: int
    """Decisions."""
    by_reviewer: dict[str, int]
    """Decisions by person."""


class Throughput(Record):
    """Work done and work left."""

    states: dict[str, int]
    """Claims in each state now."""
    people: tuple[Pace, ...]
    """Most decisions first."""
    days: tuple[Day, ...]
    """Days on which anything happened, eldest first."""
    oldest_waiting: dt.datetime | None
    """When the claim that has waited longest came in; null where none waits."""


@dataclass(frozen=True)
class _Given:
    item_id: str
    reviewer: str
    label: str
    machine: str
    at: dt.datetime
    seconds: float | None
    propagated: bool


def agreement_of(books: Books, *, since: dt.datetime | None = None) -> Agreement:
    """The figures over all decisions that count now, or those since a moment."""
    given = [one for one in _given(books) if not one.propagated and (since is None or one.at >= since)]
    units = _units(given)
    return Agreement(
        people=_coefficients(units.values()),
        pairs=tuple(_pairs(units)),
        machine=_beside(given, "people"),
        with_machine=tuple(_beside(own, name) for name, own in _grouped(given, lambda one: one.reviewer)),
        months=tuple(_months(given)),
    )


def _given(books: Books) -> list[_Given]:
    statement = sql.select(DECISIONS, ITEMS.c.machine_label, ITEMS.c.machine_reason).join(
        ITEMS, ITEMS.c.id == DECISIONS.c.item_id
    )
    with books.reading() as link:
        rows = link.execute(statement.order_by(DECISIONS.c.event)).all()
    return [
        _Given(
            item_id=row.item_id,
            reviewer=row.reviewer,
            label=row.label or "unverified",
            machine=row.machine_label or ("failed" if row.machine_reason == "failed" else "unverified"),
            at=dt.datetime.fromisoformat(row.at),
            seconds=row.seconds,
            propagated=row.propagated_from is not None,
        )
        for row in rows
    ]


def _units(given: Iterable[_Given]) -> dict[str, dict[str, str]]:
    units: dict[str, dict[str, str]] = {}
    for one in given:
        units.setdefault(one.item_id, {})[one.reviewer] = one.label
    return units


def _coefficients(units: Iterable[dict[str, str]]) -> Coefficients:
    rated = list(units)
    return Coefficients(
        percent=agreement.percent(rated),
        fleiss=agreement.fleiss(rated),
        krippendorff=agreement.krippendorff(rated),
        gwet=agreement.gwet(rated),
    )


def _pairs(units: dict[str, dict[str, str]]) -> Iterable[Pair]:
    people = sorted({name for unit in units.values() for name in unit})
    for first, second in itertools.combinations(people, 2):
        both = [(unit[first], unit[second]) for unit in units.values() if first in unit and second in unit]
        if both:
            yield _pair(first, second, both)


def _beside(given: Sequence[_Given], name: str) -> Pair:
    """Decisions beside the machine's labels; what the machine failed on is left out, for it said nothing."""
    return _pair(name, MACHINE, [(one.label, one.machine) for one in given if one.machine != "failed"])


def _pair(first: str, second: str, both: Sequence[tuple[str, str]]) -> Pair:
    units = [{"first": a, "second": b} for a, b in both]
    table: dict[str, dict[str, int]] = {}
    for (a, b), count in sorted(Counter(both).items()):
        table.setdefault(a, {})[b] = count
    return Pair(
        first=first,
        second=second,
        percent=agreement.percent(units),
        cohen=agreement.cohen(both),
        gwet=agreement.gwet(units),
        table=table,
    )


def _months(given: Sequence[_Given]) -> Iterable[Period]:
    last = {one.item_id: one.at for one in given}  # in order of event, so the last one stays
    for name, own in _grouped(given, lambda one: f"{last[one.item_id]:%Y-%m}"):
        yield Period(name=name, people=_coefficients(_units(own).values()), machine=_beside(own, "people"))


def _grouped(given: Iterable[_Given], key: Callable[[_Given], str]) -> list[tuple[str, list[_Given]]]:
    return [(name, list(own)) for name, own in itertools.groupby(sorted(given, key=key), key=key)]


def throughput_of(books: Books) -> Throughput:
    """What was done and what waits."""
    given = _given(books)
    with books.reading() as link:
        state = shown_state_column(books.clock()).label("state")
        states = Counter(
            {
                row.state: row.size
                for row in link.execute(sql.select(state, sql.func.count().label("size")).group_by(state))
            }
        )
        queued = Counter(at[:10] for at in link.scalars(sql.select(ITEMS.c.queued)))
        waiting = sql.select(sql.func.min(ITEMS.c.queued)).where(state.in_(["open", "decided", "leased"]))
        oldest = moment(link.scalar(waiting))
    return Throughput(
        states=dict(states),
        people=tuple(
            sorted(
                (_pace(name, own) for name, own in _grouped(given, lambda one: one.reviewer)),
                key=lambda pace: -pace.decisions,
            )
        ),
        days=tuple(_days(given, queued)),
        oldest_waiting=oldest,
    )


def _pace(name: str, own: Sequence[_Given]) -> Pace:
    seconds = [one.seconds for one in own if one.seconds is not None]
    return Pace(
        reviewer=name,
        decisions=len(own),
        propagated=sum(one.propagated for one in own),
        median_seconds=median(seconds) if seconds else None,
        labels=dict(Counter(one.label for one in own)),
    )


def _days(given: Sequence[_Given], queued: Counter[str]) -> Iterable[Day]:
    done: dict[str, Counter[str]] = {}
    for one in given:
        done.setdefault(one.at.date().isoformat(), Counter())[one.reviewer] += 1
    for day in sorted({*done, *queued}):
        own = done.get(day, Counter())
        yield Day(day=dt.date.fromisoformat(day), queued=queued[day], decisions=own.total(), by_reviewer=dict(own))
