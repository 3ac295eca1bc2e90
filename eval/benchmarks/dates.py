"""How well time expressions of news prose are found and resolved, on labelled runs of sentences.

    python eval/benchmarks/dates.py --data FOLDER [--gold FOLDER] [--misses]

`--data` holds `sentences_*.jsonl`: {"published", "text", "propositions": [{"content", "when": {"expression", "start", "end"}}]}.
`exact` is the share of labelled expressions whose interval comes out the same day for day, given the expression, the sentence that
it stands in and the date named last before it. `as designed` counts after the labels are put right where the design speaks against
them: "by X" is the deadline's day, "since X" ends on the publication date, a bare duration is null. `found` is the share of
labelled expressions that `find` comes upon by itself: `whole` when it gives the same words, `touched` when its words overlap them.
`apart` is the share of what `find` gives that touches no label; the labels leave out the time of saying ("said on Tuesday"), so this
is no precision, only something to watch.

`--gold` is searched for gold events (articles.jsonl beside claims.jsonl). There `here` is the share of claims with a date whose
interval comes out of an expression found in the quote's own sentence, `before` where one of an earlier sentence is allowed as well.
"""

import argparse
import json
import re
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
    designed: int = 0
    whole: int = 0
    touched: int = 0
    given: int = 0
    apart: int = 0
    misses: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        """One row of the report."""
        return (
            f"{name}: {self.cases} cases, exact {self.exact / self.cases:.3f}, "
            f"as designed {self.designed / self.cases:.3f}, found whole {self.whole / self.cases:.3f}, "
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
    shown = [day.isoformat() if day else None for day in (got.start, got.end)]
    tally.exact += shown == [label["start"], label["end"]]
    if shown == as_designed(label, row["published"]):
        tally.designed += 1
        return
    tally.misses.append(
        f"{row['id']} published {published} ({published:%a}) {label['expression']!r}: label {label['start']}..{label['end']}, "
        f"got {shown[0]}..{shown[1]} {got.unresolved or ''}\n      {sentence}"
    )


_DURATION = re.compile(r"(?:for )?(?:\d+|[a-z]+) (?:day|week|month|year)s?", re.IGNORECASE)


def as_designed(label: dict[str, str], published: str) -> list[str | None]:
    """The label's interval, put right where the design speaks against it."""
    words = label["expression"]
    if _DURATION.fullmatch(words) and not words.startswith(("last", "next", "this", "on")):
        return [None, None]
    start, end = label["start"], label["end"]
    if words.startswith("by "):
        return [end, end]
    return [start, published] if words.lower().startswith("since") else [start, end]


def find_case(tally: Tally, text: str, labelled: list[Span]) -> None:
    """Count what `find` comes upon in one run."""
    found = [item.span for item in dates.find(text)]
    tally.given += len(found)
    tally.apart += sum(not any(span.overlaps(wanted) for wanted in labelled) for span in found)
    tally.whole += sum(wanted in found for wanted in labelled)
    tally.touched += sum(any(span.overlaps(wanted) for span in found) for wanted in labelled)


@dataclass
class Gold:
    """Counts over the claims of gold events."""

    cases: int = 0
    here: int = 0
    before: int = 0
    misses: list[str] = field(default_factory=list)


def measure_gold(folder: Path) -> Gold:
    """Both figures over all events under a folder."""
    tally = Gold()
    for path in sorted(folder.rglob("claims.jsonl")):
        articles = {row["id"]: row for row in rows(path.with_name("articles.jsonl"))}
        for claim in rows(path):
            if claim["when"]:
                gold_case(tally, claim, articles[claim["article_id"]])
    return tally


def gold_case(tally: Gold, claim: dict[str, Any], article: dict[str, Any]) -> None:
    """Count one claim."""
    text = article["text"]
    published = article_day(article)
    quote = align(claim["quote"], text)
    tally.cases += 1
    wanted = (claim["when"]["start"], claim["when"]["end"])
    here, before = intervals(text, quote, published) if quote else (set(), set())
    tally.here += wanted in here
    tally.before += wanted in here | before
    if wanted not in here:
        tally.misses.append(
            f"{claim['id']} published {published} {wanted} not in {sorted(here, key=str)}\n      {claim['quote']}"
        )


def article_day(article: dict[str, Any]) -> date | None:
    """Publication day, taken from the first date in the text where none is given."""
    if article["published"]:
        return date.fromisoformat(article["published"][:10])
    known = (dates.resolve(found.expression, published=None).start for found in dates.find(article["text"]))
    return next((day for day in known if day), None)


def intervals(text: str, quote: Span, published: date | None) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """What the expressions of the quote's own sentences mean, and what those before them mean."""
    here, before = set(), set()
    previous: When | None = None
    for span in sentences(text):
        if span.start >= quote.end:
            break
        sentence = span.of(text)
        for found in dates.find(sentence):
            when = dates.resolve(found.expression, published=published, sentence=sentence, previous=previous)
            if when.start and when.end:
                previous = when
                (here if span.overlaps(quote) else before).add((when.start.isoformat(), when.end.isoformat()))
    return here, before


def main() -> None:
    """Print a row for each file, and the misses if wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with sentences_*.jsonl")
    parser.add_argument("--gold", type=Path, help="folder with gold events")
    parser.add_argument("--misses", action="store_true", help="print every miss")
    args = parser.parse_args()
    for path in sorted(args.data.glob("sentences_*.jsonl")):
        tally = measure(path)
        print(tally.line(path.stem))
        if args.misses:
            print(*tally.misses, sep="\n")
    if args.gold:
        gold = measure_gold(args.gold)
        print(f"gold: {gold.cases} claims, here {gold.here / gold.cases:.3f}, before {gold.before / gold.cases:.3f}")
        if args.misses:
            print(*gold.misses, sep="\n")


if __name__ == "__main__":
    main()
