"""`check --dry-run`: what a check would cost, before anything is spent."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from claimcheck.errors import ClaimcheckError, ExitCode
from claimcheck.reading import Options, Unread
from claimcheck.rendering.wording import number
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.talk import one_line, say

if TYPE_CHECKING:
    from claimcheck.planning import Plan
    from claimcheck.settings import Settings


def dry_run(
    invocation: Invocation, settings: "Settings", sources: Sequence[str], *, published: str | None, form: str
) -> int:
    """Print one estimate an article and the sum; the exit code."""
    plans: list[tuple[str, Plan]] = []
    error: ClaimcheckError | None = None
    with invocation.checker(settings) as checker:
        for source in sources:
            for item in checker.read(source, options=Options(published=published)):
                if isinstance(item, Unread):
                    error = error or item.error
                    say(str(item.error))
                    continue
                plans.append((item.title or item.url or source, checker.plan(item)))
    if form in ("json", "jsonl"):
        rows = [{"article": name, **asdict(plan)} for name, plan in plans]
        click.echo("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    else:
        _table(plans, offline=settings.chosen_engine == "offline")
    if error:
        return ExitCode.PARTIAL if plans else error.exit_code
    return ExitCode.DONE


def _table(plans: "Sequence[tuple[str, Plan]]", *, offline: bool) -> None:
    if offline:
        click.echo("The offline engine makes no calls and costs nothing.")
        return
    for name, plan in plans:
        click.echo(f"{one_line(name)}: about {line(plan)}")
    if len(plans) > 1:
        costs = [plan.cost for _, plan in plans if plan.cost is not None]
        calls, tokens_in, tokens_out = (
            sum(getattr(plan, name) for _, plan in plans) for name in ("calls", "tokens_in", "tokens_out")
        )
        total = f"{number(calls, 'call')}, {tokens_in:,} tokens in, {tokens_out:,} out"
        click.echo(f"In all: about {total}" + (f", cost {sum(costs):.4f}" if len(costs) == len(plans) else ""))
    if any(plan.cost is None for _, plan in plans):
        say("set llm.price_in and llm.price_out (money for a million tokens) to see what it would cost")


def line(plan: "Plan") -> str:
    """`"8 calls, 21,000 tokens in, 6,000 out, cost 0.0123"`."""
    cost = "" if plan.cost is None else f", cost {plan.cost:.4f}"
    return f"{number(plan.calls, 'call')}, {plan.tokens_in:,} tokens in, {plan.tokens_out:,} out{cost}"
