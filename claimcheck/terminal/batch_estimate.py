"""`batch --dry-run`: what a run would cost, from a sample of its articles, before anything is spent."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import click

from claimcheck.batch import expected, items_of
from claimcheck.claims import Article
from claimcheck.errors import ExitCode, InputError
from claimcheck.reading import Options
from claimcheck.terminal.batch_progress import span
from claimcheck.terminal.talk import say

if TYPE_CHECKING:
    from claimcheck.checker import Checker
    from claimcheck.planning import Plan

SAMPLE = 200
"""Articles that are read."""
TRIED = 2
"""Articles that the offline engine checks to see how long it takes."""


@dataclass(frozen=True)
class Sampled:
    """The first articles, and how many there are in all."""

    articles: list[Article]
    unread: int
    total: int
    """Items in all, counted or estimated."""
    whole: bool
    """Whether the sample is everything."""

    @property
    def checked(self) -> int:
        """Articles that a run would check."""
        return round(self.total * len(self.articles) / max(1, len(self.articles) + self.unread))


def estimate(checker: "Checker", sources: Sequence[str], reading: Options) -> int:
    """Print articles, calls, tokens, money and time; the exit code."""
    sampled = _sample(checker, sources, reading)
    if not sampled.articles:
        raise InputError(f"no article could be read from {', '.join(map(repr, sources))}")
    basis = "" if sampled.whole else f", estimated from the first {SAMPLE}"
    _line("articles", f"{'' if sampled.whole else 'about '}{sampled.checked:,}{basis}")
    if sampled.unread:
        _line("unreadable", f"about {sampled.total - sampled.checked:,}")
    if checker.engine_name == "offline":
        _line("calls", "0: the offline engine makes none and costs nothing")
        alone = _seconds(checker, sampled.articles) * sampled.checked
        processes = checker.settings.offline.processes
        shared = f", about {span(alone / processes)} in {processes}" if processes > 1 else ""
        _line("time", f"about {span(alone)} in one process{shared}")
    else:
        _spent(checker, sampled)
    return ExitCode.DONE


def _sample(checker: "Checker", sources: Sequence[str], reading: Options) -> Sampled:
    items = items_of(sources, options=reading, library=checker.coverage, read=checker.read)
    taken = list(islice(items, SAMPLE))
    articles = [item.content for item in taken if isinstance(item.content, Article)]
    more = next(items, None)
    if more is None:
        return Sampled(articles, len(taken) - len(articles), len(taken), whole=True)
    total = expected(sources) or len(taken) + 1 + sum(1 for _ in items)
    return Sampled(articles, len(taken) - len(articles), total, whole=False)


def _spent(checker: "Checker", sampled: Sampled) -> None:
    plans = [checker.plan(article) for article in sampled.articles]
    scale = sampled.checked / len(plans)
    calls = round(sum(plan.calls for plan in plans) * scale)
    tokens_in, tokens_out = (
        round(scale * sum(getattr(plan, name) for plan in plans)) for name in ("tokens_in", "tokens_out")
    )
    _line("calls", f"about {calls:,}")
    _line("tokens", f"about {tokens_in:,} in, {tokens_out:,} out")
    _cost(plans, scale)
    llm = checker.settings.llm
    floors = [calls / llm.requests_per_minute] if llm.requests_per_minute else []
    floors += [(tokens_in + tokens_out) / llm.tokens_per_minute] if llm.tokens_per_minute else []
    if floors:
        _line("time", f"at least {span(60 * max(floors))} within the limits for each minute")
    else:
        _line("time", "depends on the server; set llm.requests_per_minute and llm.tokens_per_minute to see the least")


def _cost(plans: "Sequence[Plan]", scale: float) -> None:
    costs = [plan.cost for plan in plans if plan.cost is not None]
    if len(costs) == len(plans):
        _line("cost", f"about {sum(costs) * scale:.2f}")
    else:
        say("set llm.price_in and llm.price_out (money for a million tokens) to see what it would cost")


def _seconds(checker: "Checker", articles: Sequence[Article]) -> float:
    """Seconds for one article, seen by checking those of middling length; the first one warms up."""
    ordered = sorted(articles, key=lambda article: len(article.text))
    middle = len(ordered) // 2
    tried = ordered[middle : middle + TRIED] or ordered[-1:]
    checker.check(tried[0], limit=1)
    began = time.perf_counter()
    for article in tried:
        checker.check(article)
    return (time.perf_counter() - began) / len(tried)


def _line(name: str, value: str) -> None:
    click.echo(f"{name:<10} {value}")
