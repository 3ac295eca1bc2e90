"""Prints how often a passage that says a claim again bears it out, or bears out that the claimant said so.

    python eval/training/echoing.py

Thresholds of `claimcheck/engines/echoes.py` were chosen on the dev events of the gold set, and checked on our own passages that are
not the held-out fifth; `--test` prints the gold test events and the held-out fifth instead. `--show` prints each echo that counts.
Our own passages are hard on purpose: words come back there in claims that are wrong. The cross-encoder has trained on most of them, so of those only
the ones that are dev are asked about assertions.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from gold import gold_pairs
from judging import pair_examples
from rows import is_dev, is_held_out, own_pairs

from claimcheck.claims import Attribution, Claim, Published, Span, When, Worthiness
from claimcheck.engines.echoes import Echo, assertion, echoes, saying
from claimcheck.engines.offline import question
from claimcheck.neural.judge import Judge, JudgeAsk
from claimcheck.neural.pairs import look

Case = tuple[Claim, str, Published | None, str, str | None, JudgeAsk | None]
"""Claim, passage, its day, the stance that is right, the right answer to `said`, and the question to the judge; none where it was trained on it."""


def gold_cases(split: str) -> Iterator[Case]:
    """Pairs of the gold set; `said` is the claim's own, so a passage that leaves it open may look right."""
    for pair in gold_pairs(split, opinions=True):
        stance = "relays" if pair.relays else pair.stance
        yield (
            pair.claim,
            pair.hit.passage.text,
            pair.hit.imprint.published,
            stance,
            pair.said,
            question(pair.article, pair.claim, pair.hit),
        )


def own_cases(*, held_out: bool) -> Iterator[Case]:
    for row in own_pairs():
        if is_held_out(row["id"]) != held_out:
            continue
        published = _published(row["published"])
        for made, example in zip(row["claims"], pair_examples([row]), strict=True):
            stance = "relays" if made["voice"] == "claimant" else made["stance"]
            ask = example.ask if held_out or is_dev(row["id"]) else None
            yield _claim(made, published), row["passage"], published, stance, made["said"], ask


def _published(day: str | None) -> Published | None:
    if not day:
        return None
    return Published(at=dt.datetime.fromisoformat(day[:10]), precision="day", zone=None, basis="given")


def _claim(made: dict[str, Any], published: Published | None) -> Claim:
    days = look(made["claim"], published.day if published else None).days
    when = When(expression="", start=days[0][0], end=days[0][1], precision="day") if days else None
    chain = (Attribution(source=made["claimant"], mode="indirect"),) if made["claimant"] else ()
    return Claim(
        id="c",
        article_id="a",
        text=made["claim"],
        quote=made["claim"],
        span=Span(start=0, end=1),
        attribution=chain,
        when=when,
        checkable=True,
        worthiness=Worthiness(score=0.0, terms=()),
    )


def report(title: str, cases: Sequence[Case], judge: Judge, *, show: bool) -> None:
    asserted: Counter[str] = Counter()
    surely: Counter[str] = Counter()
    said: Counter[str | None] = Counter()
    for claim, passage, published, stance, gold, ask in cases:
        found = echoes(claim, passage, published)
        told = saying(claim, found)
        again = _asserted(claim, found, judge, ask) if ask else None
        if told:
            said[gold] += 1
        if again:
            asserted[stance] += 1
        if ask and _asserted(claim, found, judge, ask, cautious=True):
            surely[stance] += 1
        for kind, echo, right in (("said", told, gold), ("asserts", again, stance)):
            if show and echo:
                print(f"  {kind} {right}\n    {claim.text}\n    {echo.claim.text} [{echo.speaker}] {echo.grounds()}")
    print(
        f"{title}: {len(cases)} pairs; right stances where it is asserted again {dict(asserted)}, to a cautious engine {dict(surely)}"
    )
    print(f"  right answers where the claimant says it again {dict(said)}")


def _asserted(
    claim: Claim, found: Sequence[Echo], judge: Judge, ask: JudgeAsk, *, cautious: bool = False
) -> Echo | None:
    """As `assertion`, with the judge asked only where it matters."""
    if assertion(claim, found, supports=1.0, refutes=0.0, cautious=cautious) is None:
        return None
    leaning = judge.judge([ask])[0].probabilities
    return assertion(claim, found, supports=leaning["supports"], refutes=leaning["refutes"], cautious=cautious)


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--test", action="store_true", help="gold test events and the held-out fifth: look last")
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args(argv)
    judge = Judge()
    report("own pairs", list(own_cases(held_out=args.test)), judge, show=args.show)
    report("gold events", list(gold_cases("test" if args.test else "dev")), judge, show=args.show)


if __name__ == "__main__":
    main(sys.argv[1:])
