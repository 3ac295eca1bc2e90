"""How well the offline engine reads who says what, and cuts it into claims.

    python eval/benchmarks/attribution.py --data FOLDER [--part polnear|ours|gold]... [--rules] [--held-out] [--classifier] [--misses N]

`--data` is searched for `attribution/polnear_dev.jsonl.gz`, `ours/sentences_*.jsonl` and gold events (claims.jsonl beside
articles.jsonl). What is printed:

polnear   F1 over sentences that hold an attribution (a sentence counts where a cue begins in it, and, as "sentence, any part", where a
          source, cue or content reaches into it), and over tokens that belong to some cue, content, source; last, how far two
          annotators of one article agree on the same (`people`), which no machine should be expected to exceed. Several annotations of one article are scored one by one. The broad reading is used: stances too.
ours      runs of sentences with labelled propositions. A label is found where the words of a claim's quote and the label's words
          overlap with F1 of at least one half, each claim used once. Over found labels: the chain exact by name (case and a leading
          article aside), checkable (accuracy, macro-F1), the date interval exact (both null counts, and is given apart for labels
          that have one). Precision is the share of claims that found a label. Runs whose id has sha256 mod 5 == 0 are held out
          and only read with `--held-out`; rules were written while looking at the others.
gold      events of the dev split, or those named by `--events` (rules were written while looking at dev; test is never read unless
          named): recall of gold claims by quote overlap, innermost speaker and chain exact, date exact, checkable against "label is
          not opinion".
"""

import argparse
import asyncio
import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claimcheck.attribution import Attributed, attributions
from claimcheck.claims import Article, Claim, Span
from claimcheck.engines.offline import OfflineEngine
from claimcheck.neural.classifier import PropositionClassifier
from claimcheck.neural.cues import TrainedCues
from claimcheck.reading import Options, from_text, parse_time
from claimcheck.settings import WorthinessSettings
from claimcheck.text import sentences
from claimcheck.usage import Meter

FOUND = 0.5
_WORD = re.compile(r"\w+(?:['’.,-]\w+)*|:")


@dataclass
class Counts:
    """True positives, what was given, what was wanted."""

    right: int = 0
    given: int = 0
    wanted: int = 0

    def add(self, given: set[int], wanted: set[int]) -> None:
        """Count one article's tokens or sentences."""
        self.right += len(given & wanted)
        self.given += len(given)
        self.wanted += len(wanted)

    def line(self, name: str) -> str:
        """`cue: P .80 R .70 F1 .75`."""
        precision, recall = self.right / max(1, self.given), self.right / max(1, self.wanted)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return f"{name}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}"


def main() -> None:
    """Print the figures asked for."""
    asked = _arguments()
    engine = OfflineEngine(judge=_NoJudge(), worthiness=WorthinessSettings(), **_classifier(asked.classifier))
    parts = asked.part or ["polnear", "ours", "gold"]
    if "polnear" in parts:
        for path in sorted(asked.data.rglob(f"polnear_{asked.split}.jsonl.gz")):
            _polnear(path, None if asked.rules else TrainedCues(), asked.misses, asked.every)
    if "ours" in parts:
        _ours(engine, sorted(asked.data.rglob("sentences_*.jsonl")), held_out=asked.held_out, misses=asked.misses)
    if "gold" in parts:
        folders = [path.parent for path in sorted(asked.data.rglob("claims.jsonl"))]
        _gold(engine, [folder for folder in folders if _wanted(folder, asked.events)], asked.misses)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure attribution and extraction of the offline engine.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--part", action="append", choices=["polnear", "ours", "gold"])
    parser.add_argument("--split", default="dev")
    parser.add_argument("--every", type=int, default=1, help="read every n-th PolNeAR article")
    parser.add_argument("--events", default="dev", help="ids, or all of a split")
    parser.add_argument("--rules", action="store_true", help="read PolNeAR without the tagger of cues")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument(
        "--classifier", action="store_true", help="blend the built-in classifier into checkable and kind"
    )
    parser.add_argument("--misses", type=int, default=0)
    return parser.parse_args()


class _NoJudge:
    """Knows no stance: only extraction is measured here, and it never asks."""

    name = "none"

    def judge(self, asks: Sequence[Any]) -> list[Any]:
        if asks:
            raise ValueError(f"{len(asks)} passages were to be weighed; this benchmark reads claims only")
        return []


def _classifier(wanted: bool) -> dict[str, Any]:
    return {"classifier": PropositionClassifier()} if wanted else {}


def _polnear(path: Path, tagger: TrainedCues | None, misses: int, every: int) -> None:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][::every]
    counts: dict[str, Counts] = {}
    wrong: Counter[str] = Counter()
    for row in rows:
        spans = sentences(row["text"])
        found = attributions(row["text"], spans, broad=True, tagger=tagger)
        given = _marked(row["text"], spans, [_parts(item) for item in found])
        wanted = _marked(row["text"], spans, row["attributions"])
        for name in wanted:
            counts.setdefault(name, Counts()).add(given[name], wanted[name])
        for number in given["sentence"] ^ wanted["sentence"]:
            missed = number in wanted["sentence"]
            wrong[("missed: " if missed else "extra: ") + spans[number].of(row["text"])] += 1
    print(f"polnear {path.name}, {len(rows)} annotated articles")
    for name, count in [*counts.items(), *_people(rows).items()]:
        print("  " + count.line(name))
    for line in sorted(wrong)[:: max(1, len(wrong) // misses)] if misses else []:
        print("   ", line)


Parts = dict[str, list[list[int]]]
"""An attribution as PolNeAR gives it: source, cue and content as lists of (start, end)."""


def _parts(item: Attributed) -> Parts:
    link = item.chain[-1]
    given = {"source": [link.source_span], "cue": [link.cue_span], "content": list(item.content)}
    return {name: [[span.start, span.end] for span in some if span is not None] for name, some in given.items()}


def _marked(text: str, spans: Sequence[Span], items: Sequence[Parts]) -> dict[str, set[int]]:
    """Numbers of the sentences and tokens that belong to an attribution."""
    tokens = [match.start() for match in _WORD.finditer(text)]
    held = {
        name: [(start, end) for item in items for start, end in item.get(name, [])]
        for name in ("cue", "content", "source")
    }
    reached = {
        number
        for number, span in enumerate(spans)
        if any(start < span.end and end > span.start for some in held.values() for start, end in some)
    }
    cues = _holding(spans, [item["cue"][0][0] for item in items if item.get("cue")])
    return {"sentence": cues, "sentence, any part": reached} | {name: _inside(tokens, held[name]) for name in held}


def _people(rows: Sequence[dict[str, Any]]) -> dict[str, Counts]:
    """The first annotator of an article as read by the second."""
    counts: dict[str, Counts] = {}
    first: dict[str, dict[str, set[int]]] = {}
    for row in rows:
        marked = _marked(row["text"], sentences(row["text"]), row["attributions"])
        if row["text"] in first:
            for name, some in marked.items():
                counts.setdefault(f"people, {name}", Counts()).add(some, first[row["text"]][name])
        first.setdefault(row["text"], marked)
    return counts


def _inside(tokens: Sequence[int], spans: Sequence[tuple[int, int]]) -> set[int]:
    return {number for number, place in enumerate(tokens) if any(start <= place < end for start, end in spans)}


def _holding(spans: Sequence[Span], places: Sequence[int]) -> set[int]:
    return {number for number, span in enumerate(spans) for place in places if span.start <= place < span.end}


@dataclass
class Tally:
    """Figures over labelled propositions."""

    wanted: int = 0
    given: int = 0
    found: int = 0
    chain: int = 0
    chain_some: int = 0
    with_chain: int = 0
    speaker: int = 0
    dated: int = 0
    date_right: int = 0
    date_all: int = 0
    checkable: Counter[tuple[bool, bool]] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """The report."""
        found = max(1, self.found)
        yield f"  propositions: recall {self.found / max(1, self.wanted):.3f} of {self.wanted}, precision {self.found / max(1, self.given):.3f} of {self.given}"
        yield f"  chain exact {self.chain / found:.3f}; where there is one {self.chain_some / max(1, self.with_chain):.3f} of {self.with_chain}; innermost speaker {self.speaker / max(1, self.with_chain):.3f}"
        yield f"  date exact {self.date_all / found:.3f}; where there is one {self.date_right / max(1, self.dated):.3f} of {self.dated}"
        right = self.checkable[True, True] + self.checkable[False, False]
        yield f"  checkable accuracy {right / found:.3f}, macro-F1 {self._macro():.3f}"

    def _macro(self) -> float:
        scores = []
        for value in (True, False):
            hit = self.checkable[value, value]
            wrong = self.checkable[value, not value] + self.checkable[not value, value]
            scores.append(2 * hit / max(1, 2 * hit + wrong))
        return sum(scores) / 2


def _ours(engine: OfflineEngine, paths: Sequence[Path], *, held_out: bool, misses: int) -> None:
    tally = Tally()
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if (int(hashlib.sha256(row["id"].encode()).hexdigest(), 16) % 5 == 0) != held_out:
                continue
            article = _article(row["id"], row["text"], row["published"])
            claims = asyncio.run(engine.extract(article, meter=Meter())).claims
            wanted = [
                _Wanted(
                    item["content"].replace("…", " "),
                    [link["name"] for link in item["attribution"]],
                    (item["when"]["start"], item["when"]["end"]) if item["when"] else None,
                    item["checkable"],
                )
                for item in row["propositions"]
            ]
            _score(tally, wanted, claims, article.text)
    print("ours, " + ("held out" if held_out else "looked at"))
    _shown(tally, misses)


def _wanted(folder: Path, events: str) -> bool:
    about = folder / "event.json"
    split = json.loads(about.read_text(encoding="utf-8")).get("split") if about.exists() else None
    return folder.name in events.split(",") or split == events


def _gold(engine: OfflineEngine, folders: Sequence[Path], misses: int) -> None:
    tally = Tally()
    for folder in folders:
        claims = _rows(folder / "claims.jsonl")
        for row in _rows(folder / "articles.jsonl"):
            _gold_article(engine, tally, row, [claim for claim in claims if claim["article_id"] == row["id"]])
    print(f"gold, events {', '.join(folder.name for folder in folders)}")
    _shown(tally, misses)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _gold_article(engine: OfflineEngine, tally: Tally, row: dict[str, Any], claims: Sequence[dict[str, Any]]) -> None:
    known = {name: row[name] for name in ("title", "publisher", "url", "published")}
    article = from_text(row["text"], source=row["id"], options=Options(), **known)
    made = asyncio.run(engine.extract(article, meter=Meter())).claims
    wanted = [
        _Wanted(
            claim["quote"],
            [link["source"] for link in claim["attribution"]],
            (claim["when"]["start"], claim["when"]["end"]) if claim["when"] else None,
            claim["label"] != "opinion",
        )
        for claim in claims
    ]
    _score(tally, wanted, made, article.text)


def _article(name: str, text: str, published: str) -> Article:
    return Article(
        id=name,
        title=None,
        text=text,
        publisher=None,
        url=None,
        published=parse_time(published, basis="given"),
        language="en",
    )


@dataclass(frozen=True)
class _Wanted:
    """A labelled proposition."""

    words: str
    chain: list[str]
    when: tuple[str, str] | None
    checkable: bool


def _score(tally: Tally, wanted: Sequence[_Wanted], claims: Sequence[Claim], text: str) -> None:
    tally.wanted += len(wanted)
    tally.given += len(claims)
    pairs = sorted(
        (
            (_overlap(label.words, claim.quote), n, m)
            for n, label in enumerate(wanted)
            for m, claim in enumerate(claims)
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    labels: set[int] = set()
    used: set[int] = set()
    for overlap, n, m in pairs:
        if overlap < FOUND or n in labels or m in used:
            continue
        labels.add(n)
        used.add(m)
        _compare(tally, wanted[n], claims[m], text)
    tally.misses += [
        f"MISSED {label.words!r} {label.chain} | {text[:300]!r}" for n, label in enumerate(wanted) if n not in labels
    ]
    tally.misses += [f"EXTRA {claim.quote!r} | {text[:300]!r}" for m, claim in enumerate(claims) if m not in used]


def _compare(tally: Tally, label: _Wanted, claim: Claim, text: str) -> None:
    tally.found += 1
    chain = [_plain(link.source) for link in claim.attribution]
    wanted = [_plain(name) for name in label.chain]
    when = (str(claim.when.start), str(claim.when.end)) if claim.when and claim.when.start else None
    same = chain == wanted
    tally.chain += same
    if wanted:
        tally.with_chain += 1
        tally.chain_some += same
        tally.speaker += bool(chain) and chain[-1] == wanted[-1]
    if label.when:
        tally.dated += 1
        tally.date_right += when == label.when
    tally.date_all += when == label.when
    tally.checkable[label.checkable, claim.checkable] += 1
    if not same:
        tally.misses.append(f"CHAIN wanted {wanted} got {chain} | {label.words!r} | {text[:300]!r}")
    if when != label.when:
        tally.misses.append(f"DATE wanted {label.when} got {when} | {label.words!r} | {text[:300]!r}")
    if label.checkable != claim.checkable:
        tally.misses.append(
            f"CHECKABLE wanted {label.checkable} got {claim.checkable} ({claim.kind}) | {label.words!r}"
        )


def _plain(name: str) -> str:
    return re.sub(r"^(?:the|a|an) ", "", name.lower().replace("’", "'")).strip()


def _overlap(one: str, other: str) -> float:
    left, right = Counter(_words(one)), Counter(_words(other))
    shared = sum((left & right).values())
    return 2 * shared / max(1, sum(left.values()) + sum(right.values()))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _shown(tally: Tally, misses: int) -> None:
    for line in tally.lines():
        print(line)
    by_kind: dict[str, list[str]] = {}
    for miss in tally.misses:
        by_kind.setdefault(miss.split()[0], []).append(miss)
    for kind in sorted(by_kind):
        for line in by_kind[kind][:misses]:
            print("   ", line)


if __name__ == "__main__":
    main()
