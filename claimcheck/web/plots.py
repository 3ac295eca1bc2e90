"""Geometry of the plots: figures to places in a drawing, so that templates only write numbers into SVG.

Every plot carries its figures as text too; nothing here knows colours.
"""

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claimcheck.rendering import wording
from claimcheck.review.agreement import Coefficient
from claimcheck.review.figures import Agreement, Day

WIDTH, LEFT, RIGHT = 640, 150, 14
"""Of a drawing in its own units; names stand left of LEFT."""
LOWEST = -0.2
"""Left end of a scale of agreement; what is lower is drawn there."""


@dataclass(frozen=True)
class Tick:
    """A line of the grid."""

    at: float
    text: str


@dataclass(frozen=True)
class Whisker:
    """A coefficient with its interval."""

    name: str
    y: float
    at: float | None
    low: float
    high: float
    text: str
    """`"0.82 (0.70 to 0.91), 24 claims"`, or why there is no figure."""


@dataclass(frozen=True)
class Dots:
    """Coefficients under each other on one scale."""

    height: float
    ticks: tuple[Tick, ...]
    rows: tuple[Whisker, ...]


@dataclass(frozen=True)
class Bar:
    """One day."""

    x: float
    width: float
    y: float
    height: float
    name: str
    queued: int
    decisions: int


@dataclass(frozen=True)
class Bars:
    """Decisions by day."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    first: str
    last: str


@dataclass(frozen=True)
class Curve:
    """One coefficient over time."""

    name: str
    points: str
    """For a polyline."""
    dots: tuple[tuple[float, float, str], ...]
    dashed: bool


@dataclass(frozen=True)
class Curves:
    """Coefficients by month."""

    height: float
    curves: tuple[Curve, ...]
    ticks: tuple[Tick, ...]
    months: tuple[Tick, ...]


def told(one: Coefficient) -> str:
    """`"0.82 (0.70 to 0.91), 24 claims"`; an undefined figure says so."""
    of = wording.number(one.units, "claim")
    if one.value is None:
        return f"undefined, {of}" if one.units else "nothing to compare yet"
    if one.low is None or one.high is None:
        return f"{one.value:.2f}, {of}"
    return f"{one.value:.2f} ({one.low:.2f} to {one.high:.2f}), {of}"


def dots(rows: Iterable[tuple[str, Coefficient]]) -> Dots:
    """Coefficients with their intervals, each on a line of its own."""
    drawn = []
    for number, (name, one) in enumerate(rows):
        at = None if one.value is None else _across(one.value)
        low = at or 0.0 if one.low is None else _across(one.low)
        high = at or 0.0 if one.high is None else _across(one.high)
        drawn.append(Whisker(name, 18 + number * 34, at, low, high, told(one)))
    ticks = tuple(Tick(_across(value), f"{value:g}") for value in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0))
    return Dots(34 * len(drawn) + 34, ticks, tuple(drawn))


def bars(days: Sequence[Day], *, last: int = 30) -> Bars:
    """Decisions of the last days, days without any included."""
    by_day = {day.day: day for day in days}
    ends = max(by_day)
    shown = [ends - dt.timedelta(days=back) for back in reversed(range(min(last, (ends - min(by_day)).days + 1)))]
    height, left, base = 180.0, 36.0, 152.0
    most = max(1, *(by_day[day].decisions for day in shown if day in by_day))
    top = _round_up(most)
    step = (WIDTH - left - RIGHT) / max(len(shown), 7)
    drawn = []
    for number, day in enumerate(shown):
        held = by_day.get(day)
        tall = 128 * held.decisions / top if held else 0.0
        drawn.append(
            Bar(
                x=round(left + number * step + step * 0.12, 1),
                width=round(step * 0.76, 1),
                y=round(base - tall, 1),
                height=round(tall, 1),
                name=wording.day(day),
                queued=held.queued if held else 0,
                decisions=held.decisions if held else 0,
            )
        )
    ticks = tuple(Tick(round(base - 128 * value / top, 1), str(value)) for value in sorted({0, top // 2, top}))
    return Bars(WIDTH, height, tuple(drawn), ticks, wording.day(shown[0]), wording.day(shown[-1]))


def curves(agreement: Agreement) -> Curves | None:
    """Krippendorff's alpha of people, and Cohen's kappa of people beside the machine, by month; None under two months."""
    months = agreement.months
    if len(months) < 2:
        return None
    step = (WIDTH - 60 - 24) / (len(months) - 1)
    places = [round(60 + number * step, 1) for number in range(len(months))]
    lines = (
        ("people with each other (alpha)", [month.people.krippendorff for month in months], False),
        ("people with the machine (kappa)", [month.machine.cohen for month in months], True),
    )
    drawn = []
    for name, values, dashed in lines:
        found = [
            (x, _up(one.value), f"{month.name}: {told(one)}")
            for x, one, month in zip(places, values, months, strict=True)
            if one.value is not None
        ]
        drawn.append(Curve(name, " ".join(f"{x},{y}" for x, y, _ in found), tuple(found), dashed))
    ticks = tuple(Tick(_up(value), f"{value:g}") for value in (0.0, 0.5, 1.0))
    every = max(1, math.ceil(len(months) / 8))
    named = tuple(Tick(x, month.name) for x, month in list(zip(places, months, strict=True))[::every])
    return Curves(200, tuple(drawn), ticks, named)


def _across(value: float) -> float:
    share = (min(1.0, max(LOWEST, value)) - LOWEST) / (1 - LOWEST)
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _up(value: float) -> float:
    return round(168 - 148 * (min(1.0, max(LOWEST, value)) - LOWEST) / (1 - LOWEST), 1)


def _round_up(value: int) -> int:
    """The next number that reads well on a scale: `7 -> 8`, `13 -> 20`, `230 -> 500`."""
    size: int = 10 ** (len(str(value)) - 1)
    return next(size * step for step in (1, 2, 4, 5, 6, 8, 10) if size * step >= value)
