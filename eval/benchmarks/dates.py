"""How well time expressions of news prose are found and resolved, on labelled runs of sentences.

    python eval/benchmarks/dates.py --data FOLDER [--misses]

FOLDER holds `sentences_*.jsonl`: {"published", "text", "propositions": [{"content", "when": {"expression", "start", "end"} | null}]}.
`exact` is the share of labelled expressions whose interval comes out the same day for day, given the expression, the sentence that it
stands in and the date named last before it. `found` is the share of labelled expressions that `find` comes upon by itself: `whole` when
it gives the same words, `touched` when its words overlap them. `apart` is the share of what `find` gives that touches no label; the
labels leave out the time of saying ("said on Tuesday"), so this is no precision, only something to watch.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from claimcheck import dates
from claimcheck.claims import Span, When
from claimcheck.text import align, sentences


@dataclass
class Tally:
    """Counts over one file."""

    cases: int = 0
    exact: int = 0
    whole: int = 0
    touched: int = 0
    given: int = 0
    apart: int = 0
    misses: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        """One row of the report."""
        return (
            f"{name}: {self.cases} cases, exact {self.exact / self.cases:.3f}, found whole {self.whole / self.cases:.3f}, "
            f"touched {self.touched / self.cases:.3f}, apart {self.apart / max(1, self.given):.3f} of {self.given}"
        )


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The runs of one file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def named_before(text: str, place: int, published: date) -> When | None:
    """The date resolved last before a place, found and resolved by the package's own rules."""
    previous: When | None = None
    for sentence in sentences(text):
        for found in dates.find(sentence.of(text)):
            if sentence.start + found.span.end > place:
                return previous
            when = dates.resolve(found.expression, published=published, sentence=sentence.of(text), previous=previous)
            previous = when if when.start else previous
    return previous


def sentence_at(text: str, place: int) -> str:
    """The sentence that holds a place."""
    return next((span.of(text) for span in sentences(text) if span.start <= place < span.end), text)


def measure(path: Path) -> Tally:
    """All figures for one file."""
    tally = Tally()
    for row in rows(path):
        text, published = row["text"], date.fromisoformat(row["published"])
        labelled: list[Span] = []
        for proposition in row["propositions"]:
            when = proposition["when"]
            if when is None:
                continue
            content = align(proposition["content"], text)
            span = align(when["expression"], text, within=content)
            resolve_case(tally, row, proposition, span, published)
            if span:
                labelled.append(span)
        find_case(tally, text, labelled)
    return tally


def resolve_case(
    tally: Tally, row: dict[str, Any], proposition: dict[str, Any], span: Span | None, published: date
) -> None:
    """Count one labelled expression."""
    text, label = row["text"], proposition["when"]
    sentence = sentence_at(text, span.start) if span else text
    previous = named_before(text, span.start, published) if span else None
    got = dates.resolve(label["expression"], published=published, sentence=sentence, previous=previous)
    tally.cases += 1
    shown = [str(day) if day else None for day in (got.start, got.end)]
    if shown == [label["start"], label["end"]]:
        tally.exact += 1
        return
    tally.misses.append(
        f"{row['id']} published {published} ({published:%a}) {label['expression']!r}: label {label['start']}..{label['end']}, "
        f"got {shown[0]}..{shown[1]} {got.unresolved or ''}\n      {sentence}"
    )


def find_case(tally: Tally, text: str, labelled: list[Span]) -> None:
    """Count what `find` comes upon in one run."""
    found = [item.span for item in dates.find(text)]
    tally.given += len(found)
    tally.apart += sum(not any(span.overlaps(wanted) for wanted in labelled) for span in found)
    tally.whole += sum(wanted in found for wanted in labelled)
    tally.touched += sum(any(span.overlaps(wanted) for span in found) for wanted in labelled)


def main() -> None:
    """Print a row for each file, and the misses if wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with sentences_*.jsonl")
    parser.add_argument("--misses", action="store_true", help="print every miss")
    args = parser.parse_args()
    for path in sorted(args.data.glob("sentences_*.jsonl")):
        tally = measure(path)
        print(tally.line(path.stem))
        if args.misses:
            print(*tally.misses, sep="\n")


if __name__ == "__main__":
    main()
