"""Training rows for the cross-encoder: read, split and turned into (premise, hypothesis, target) records.

Our own pairs and sentences lie beside this file, in `data/`; the folder with other people's data is always an argument. What
is left out: nothing here knows torch, and nothing copies other people's text into the project.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

OWN = Path(__file__).parent / "data"
STANCES = ("supports", "refutes", "qualifies", "silent")
NEUTRAL = 4
"""Target of public inference rows that are neutral: silent or qualifies, they do not say which."""

NLI_TARGETS = {"entailment": 0, "contradiction": 1, "neutral": NEUTRAL}
SAID_TARGETS = {"supported": 0, "contested": 1, None: 3}
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@dataclass(frozen=True)
class Row:
    premise: str
    hypothesis: str
    target: int
    """Index into STANCES, or NEUTRAL."""
    source: str
    """Where the row comes from: the name of a public set, `own`, `said`, or the kind of generated case."""


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of a JSON-lines file, gzipped where its name ends in `.gz`."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
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
    """Whether a passage belongs to the held-out fifth: by a hash of its id, so that it never moves.

    Passages of events (`evt-0012-3`) and of contrasts (`con-biz-0012`) were written later, for training and dev; none of
    them is held out.
    """
    return not passage_id.startswith(("evt-", "con-")) and _digest(passage_id) % 5 == 0


def is_dev(passage_id: str) -> bool:
    """Whether a passage that is not held out is kept for fitting the judge and its thresholds (one in eight).

    The passages of an event share their claims, so they stay together.
    """
    if passage_id.startswith("evt-"):
        return _digest(passage_id.rpartition("-")[0]) % 8 == 0
    if passage_id.startswith("con-"):
        return _digest(passage_id) % 8 == 0
    return _digest(passage_id) % 5 != 0 and _digest(passage_id) // 5 % 8 == 0


def _digest(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16)


def own_pairs(folder: Path = OWN) -> list[dict[str, Any]]:
    """Our own passages with their claims, in file order."""
    return [row for path in sorted(folder.glob("pairs_*.jsonl")) for row in read_jsonl(path)]


def stance_rows(passages: Sequence[dict[str, Any]]) -> list[Row]:
    """One row a claim: does the passage bear the content out?"""
    return [
        Row(dated(row["passage"], row["published"]), claim["claim"], STANCES.index(claim["stance"]), "own")
        for row in passages
        for claim in row["claims"]
    ]


def said_rows(passages: Sequence[dict[str, Any]]) -> list[Row]:
    """One row an attributed claim: does the passage bear out that the claimant said it?"""
    return [
        Row(
            dated(row["passage"], row["published"]),
            said(claim["claimant"], claim["claim"]),
            SAID_TARGETS[claim["said"]],
            "said",
        )
        for row in passages
        for claim in row["claims"]
        if claim["claimant"]
    ]


def said(claimant: str, claim: str) -> str:
    """`("the ministry", "It rained.") -> "The ministry said: It rained."`, the form in which `said` is asked everywhere."""
    return f"{claimant[:1].upper()}{claimant[1:]} said: {claim}"


def generated_rows(passages: Sequence[dict[str, Any]], rng: random.Random) -> list[Row]:
    """Cases made from our own pairs: another event or a changed name is silent, a changed figure refutes."""
    names = {row["id"]: sorted(set(_NAME.findall(row["passage"]))) for row in passages}
    rows: list[Row] = []
    for number, row in enumerate(passages):
        premise = dated(row["passage"], row["published"])
        other = passages[(number + 1 + rng.randrange(len(passages) - 1)) % len(passages)]
        claim = rng.choice(other["claims"])["claim"]
        rows.append(Row(premise, claim, STANCES.index("silent"), "other-event"))
        for made in row["claims"]:
            if made["stance"] not in ("supports", "refutes"):
                continue
            rows += _changed(premise, made, names[row["id"]], names[other["id"]], rng)
    return rows


def sentence_rows(rng: random.Random, folder: Path = OWN) -> list[Row]:
    """Runs of our own sentences against the self-contained claims cut from them, and against claims of other runs."""
    runs = [row for path in sorted(folder.glob("sentences_*.jsonl")) for row in read_jsonl(path)]
    claims = [made["claim"] for run in runs for made in run["propositions"]]
    rows: list[Row] = []
    for run in runs:
        premise = dated(run["text"], run["published"])
        if rng.random() < 0.4:
            rows.append(Row(premise, rng.choice(claims), STANCES.index("silent"), "other-run"))
        for made in run["propositions"]:
            rows += _proposition_rows(premise, made, rng)
    return rows


def _proposition_rows(premise: str, made: dict[str, Any], rng: random.Random) -> Iterator[Row]:
    claim, chain = made["claim"], made["attribution"]
    if chain:
        yield Row(premise, said(chain[-1]["name"] or chain[-1]["source"], claim), 0, "said-run")
    if not made["checkable"]:
        return
    yield Row(premise, claim, STANCES.index("supports"), "run")
    figure = _FIGURE.search(claim)
    if figure and figure.group() in premise and rng.random() < 0.5:
        yield Row(premise, claim.replace(figure.group(), _other_figure(figure.group(), rng), 1), 1, "figure-run")


_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?: [A-Z][a-z]{3,})*")
_FIGURE = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")


def _changed(
    premise: str, made: dict[str, Any], names: Sequence[str], others: Sequence[str], rng: random.Random
) -> Iterator[Row]:
    claim = made["claim"]
    figure = _FIGURE.search(claim)
    if figure and made["stance"] == "supports" and figure.group() in premise and rng.random() < 0.6:
        yield Row(premise, claim.replace(figure.group(), _other_figure(figure.group(), rng), 1), 1, "figure")
    present = [name for name in names if name in claim]
    if present and others and rng.random() < 0.35:
        swapped = claim.replace(rng.choice(present), rng.choice(others), 1)
        yield Row(premise, swapped, STANCES.index("silent"), "other-name")


def _other_figure(figure: str, rng: random.Random) -> str:
    """A figure of the same form that is clearly another: `"3.1" -> "4.7"`, `"2019" -> "2017"`."""
    plain = figure.replace(",", "")
    value = float(plain)
    if re.fullmatch(r"(?:19|20)\d{2}", plain):
        return str(int(value) + rng.choice([-3, -2, -1, 1, 2, 3]))
    factor = rng.choice([0.4, 0.6, 0.75, 1.3, 1.6, 2.5])
    places = len(plain.partition(".")[2])
    changed = max(value * factor, 10.0**-places)
    if round(changed, places) == value:
        changed = value + 1
    return f"{changed:,.{places}f}" if "," in figure else f"{changed:.{places}f}"
