"""`claimcheck search`: what retrieval finds, with the score from each side, so that a surprising verdict can be understood."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from claimcheck.errors import ExitCode
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import as_of, common, form_of, output
from claimcheck.terminal.talk import one_line

if TYPE_CHECKING:
    from rich.console import RenderableType

    from claimcheck.evidence import Hit
    from claimcheck.terminal.streams import Target


@click.command()
@click.argument("query", nargs=-1, required=True, metavar="QUERY")
@click.option("-k", type=click.IntRange(1, 200), default=8, show_default=True, metavar="N", help="Passages to show.")
@as_of
@output("table", "json", "jsonl")
@common
@click.pass_obj
def command(invocation: Invocation, query: tuple[str, ...], k: int, form: str | None, path: Path | None) -> int:
    """Show the passages that the library holds on QUERY, best first."""
    from claimcheck.rendering.records import as_line
    from claimcheck.terminal.streams import Output

    words = " ".join(query)
    if not words.strip():
        raise click.UsageError("the query is empty; say what to look for")
    with invocation.checker() as checker:
        hits = checker.search(words, k=k)
    with Output(path) as target:
        chosen = form_of(form, path)
        if chosen == "jsonl":
            target.text("".join(as_line(hit) for hit in hits))
        elif chosen == "json":
            target.text(_document(hits))
        else:
            _table(target, hits)
        target.keep()
    if not hits:
        invocation.remark("nothing found; `claimcheck index stats` says what the library holds")
    return ExitCode.DONE


def _document(hits: "Sequence[Hit]") -> str:
    import json

    return json.dumps([hit.model_dump(mode="json") for hit in hits], ensure_ascii=False, indent=2) + "\n"


def _table(target: "Target", hits: "Sequence[Hit]") -> None:
    from rich.console import Group

    from claimcheck.terminal.streams import signs

    parts = [part for hit in hits for part in _hit(hit, signs().bar)]
    if parts:
        target.show(Group(*parts))


def _hit(hit: "Hit", bar: str) -> "Iterator[RenderableType]":
    from rich.text import Text

    from claimcheck.rendering.wording import printed
    from claimcheck.terminal.report import Barred

    imprint = hit.imprint
    yield Text.assemble(
        (f"{hit.rank} ", "dim"),
        (one_line(imprint.publisher or "unnamed outlet"), "bold"),
        f", {printed(imprint.published)}{', fact check' if imprint.fact_check else ''}: {one_line(imprint.title or 'untitled')}",
    )
    sides = ", ".join(f"{side} {score:.3f}" for side, score in hit.scores.items())
    yield Text("  " + one_line(f"score {hit.score:.4f}" + (f" ({sides})" if sides else "")), style="dim")
    yield Barred(one_line(hit.passage.text), f"  {bar}", "dim")
