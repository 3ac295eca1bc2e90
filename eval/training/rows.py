"""Training rows for the cross-encoder: read, split and turned into (premise, hypothesis, target) records.

What is left out: nothing here knows torch, and nothing copies other people's text into the project; the folder with the
data is always an argument.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

STANCES = ("supports", "refutes", "qualifies", "silent")
NEUTRAL = 4
"""Target of public inference rows that are neutral: silent or qualifies, they do not say which."""

NLI_TARGETS = {"entailment": 0, "contradiction": 1, "neutral": NEUTRAL}
SAID_TARGETS = {"supported": 0, "contested": 1, None: 3}
MONTHS = (
    "January February March April May June July August September October November December"
).split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


@dataclass(frozen=True)
class Row:
    premise: str
    hypothesis: str
    target: int
    """Index into STANCES, or NEUTRAL."""
    source: str
    """Where the row comes from: the name of a public set, `own`, `said`, or the kind of generated case."""


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as lines:
        yield from (json.loads(line) for line in lines)


def nli_rows(path: Path) -> list[Row]:
    return [
        Row(row["premise"], row["hypothesis"], NLI_TARGETS[row["label"]], row.get("source", path.stem))
        for row in read_jsonl(path)
    ]


def dated(text: str, published: str | None) -> str:
    """The premise with its publication day in front: `Thursday 27 April 2023: VELDEN ...`."""
    if not published:
        return text
    day = date.fromisoformat(published[:10])
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}: {text}"


def is_held_out(passage_id: str) -> bool:
    """Whether a passage belongs to the held-out fifth: by a hash of its id, so that it never moves."""
    return int(hashlib.sha256(passage_id.encode()).hexdigest(), 16) % 5 == 0
