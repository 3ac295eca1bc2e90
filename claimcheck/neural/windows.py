"""Which sentences of a passage are worth reading beside a claim: reading one takes a hundredth of a second, choosing nothing.

A window that shares less than two words or a figure with the claim never settled it on the dev events of the gold set, so it is not
read; of the others the ones that share most are. That leaves three pairs in ten, and on those events every stance as it was. What is
left out: what the windows say (`crossencoder.py`, `judge.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from claimcheck.neural.pairs import look, stems

Window = tuple[int, int]
"""Offsets in a passage."""

WIDEST = 3
"""Sentences in the longest window."""
MOST = 2
"""Windows of one passage that are read for one claim."""
LEAST = 2.0
"""Words that a window must share with the claim to be read; a figure counts as two."""


def windows(spans: Sequence[Window], length: int) -> list[Window]:
    """Windows of up to three sentences, each overlapping the next by one: four sentences give 0-2 and 2-3.

    `spans` are the sentences of a passage of `length` characters; without any, all of it is one window.
    """
    spans = list(spans) or [(0, length)]
    starts = range(0, max(1, len(spans) - 1), WIDEST - 1)
    return [(spans[start][0], spans[min(start + WIDEST, len(spans)) - 1][1]) for start in starts]


def telling(passage: str, choices: Sequence[Window], claim: str) -> list[Window]:
    """The choices that share most with the claim, at most MOST, in the passage's order; none where none shares LEAST."""
    shares = {window: likeness(claim, passage[slice(*window)]) for window in choices}
    best = sorted((window for window in choices if shares[window] >= LEAST), key=lambda window: -shares[window])[:MOST]
    return [window for window in choices if window in best]


def likeness(claim: str, text: str) -> float:
    """How many of the claim's content words and figures a text holds; a figure counts as two words."""
    wanted = {number.value for number in look(claim, None).figures}
    found = {number.value for number in look(text, None).figures} if wanted else set()
    return len(stems(claim) & stems(text)) + 2.0 * len(wanted & found)


def within(inner: Window, outer: Window) -> bool:
    """Whether `inner` is a proper part of `outer`."""
    return outer[0] <= inner[0] and inner[1] <= outer[1] and inner != outer
