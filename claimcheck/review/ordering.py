"""A claim's place in the queue: a weighted sum of terms that each can be shown.

Age grows by the same amount for every claim, so the order of two claims never changes by waiting alone: `rank` is the score without what
age has added since 1970, and a database can sort by it without reckoning anything anew.
"""

import datetime as dt
import math
from collections.abc import Mapping

from claimcheck.evidence import Finding
from claimcheck.review.nouns import Priority, Term
from claimcheck.settings import QueueWeights

_DAY_S = 86_400.0
_HARMFUL = frozenset({"harm", "accusation"})


def measures(finding: Finding, *, group_size: int) -> dict[str, float]:
    """The value of each term but age: `{"worthiness": .81, "uncertainty": 1.0, "contested": 0.0, "recurrence": 1.0, "harm": 1.0}`."""
    claim, verdict = finding.claim, finding.verdict
    return {
        "worthiness": claim.worthiness.score,
        "uncertainty": _uncertainty(finding),
        "contested": 1.0 if verdict and verdict.label == "contested" else 0.0,
        "recurrence": round(math.log2(group_size), 3),
        "harm": 1.0 if any(term.name in _HARMFUL for term in claim.worthiness.terms) else 0.0,
    }


def _uncertainty(finding: Finding) -> float:
    """1 without a label; a label without a confidence is taken to be as likely wrong as right."""
    verdict = finding.verdict
    if verdict is None or verdict.label is None:
        return 1.0
    return round(1.0 - verdict.confidence, 3) if verdict.confidence is not None else 0.5


def rank(values: Mapping[str, float], *, queued: dt.datetime, weights: QueueWeights) -> float:
    """What the database sorts by, highest first."""
    fixed = sum(getattr(weights, name) * value for name, value in values.items())
    return float(fixed - weights.age * queued.timestamp() / _DAY_S)


def priority(values: Mapping[str, float], *, queued: dt.datetime, now: dt.datetime, weights: QueueWeights) -> Priority:
    """The score at a moment, with every term that adds something."""
    age = max(0.0, (now - queued).total_seconds() / _DAY_S)
    terms = [Term(name=name, value=value, weight=getattr(weights, name)) for name, value in values.items()]
    terms.append(Term(name="age", value=round(age, 3), weight=weights.age))
    told = tuple(term for term in terms if term.adds)
    return Priority(score=round(sum(term.adds for term in told), 3), terms=told)
