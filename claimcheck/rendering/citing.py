"""Which of the weighed passages a reader is shown: what decides first, one for each origin, the rest counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from claimcheck.evidence import Evidence, Verdict
from claimcheck.rendering.wording import STANCES, settles_saying

_SHOWN = 4
"""Citations shown for a claim before the reader asks for more."""


@dataclass(frozen=True)
class Citation:
    """What one origin says about a claim: the passage that says it best, and where else the same is printed."""

    evidence: Evidence
    also: tuple[str, ...] = ()
    """Other publishers of the same origin with the same stance."""


@dataclass(frozen=True)
class Citations:
    """The passages that a reader sees for a claim, and how many are left."""

    shown: tuple[Citation, ...]
    rest: str | None
    """What else was weighed: "4 silent, 1 copy of this article"; None where nothing is left."""


def citations(verdict: Verdict, *, every: bool = False) -> Citations:
    """Decisive passages, one for each origin; `every` gives all that was weighed."""
    if every:
        return Citations(tuple(Citation(item) for item in verdict.evidence), None)
    grouped: dict[tuple[str, ...], list[Evidence]] = {}
    for item in verdict.evidence:
        if _telling(item, verdict):
            grouped.setdefault((item.origin_id, item.stance, str(item.said), str(item.voice)), []).append(item)
    groups = list(grouped.values())[:_SHOWN]
    covered = {id(item) for group in groups for item in group}
    rest = [item for item in verdict.evidence if id(item) not in covered]
    return Citations(tuple(_citation(group) for group in groups), _rest(rest))


def _telling(item: Evidence, verdict: Verdict) -> bool:
    """Whether a passage explains the verdict: copies only where they are the reason, silence only where it settles `said`."""
    if not item.independent:
        return verdict.reason == "not-independent" and item.stance == "supports"
    return item.stance != "silent" or settles_saying(item)


def _citation(group: Sequence[Evidence]) -> Citation:
    first = group[0]
    elsewhere = [item.imprint.publisher or "unnamed outlet" for item in group if item.imprint != first.imprint]
    return Citation(first, tuple(dict.fromkeys(elsewhere)))


def _rest(items: Sequence[Evidence]) -> str | None:
    copies = sum(not item.independent for item in items)
    stances = Counter(item.stance for item in items if item.independent)
    parts = [f"{stances[stance]} {word}" for stance, word in STANCES.items() if stances[stance]]
    if copies:
        parts.append("1 copy of this article" if copies == 1 else f"{copies} copies of this article")
    return ", ".join(parts) or None
