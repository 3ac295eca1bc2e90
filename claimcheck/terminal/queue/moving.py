"""`queue add`, `export`, `import`, `restore`: claims in and out of the queue."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from claimcheck.errors import ClaimcheckError, ExitCode, InputError
from claimcheck.terminal.interrupting import stoppable
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import common, llm_options
from claimcheck.terminal.queue.opening import acting, opened
from claimcheck.terminal.talk import say

if TYPE_CHECKING:
    from claimcheck.checker import Checker
    from claimcheck.reports import Report
    from claimcheck.review import Actor, Desk, View
    from claimcheck.review.settled import Settled

_FORMS = ("claimreview", "csv", "jsonl", "md", "html", "gold")
_BY_SUFFIX = {".csv": "csv", ".jsonl": "jsonl", ".md": "md", ".html": "html", ".htm": "html"}


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--all", "every", is_flag=True, help="Every claim, not only what the machine could not settle.")
@llm_options
@common
@click.pass_obj
def add(invocation: Invocation, sources: tuple[str, ...], every: bool) -> int:
    """Send SOURCEs to the queue: reports (`check --format json` or jsonl, or items.jsonl of a run), or articles, which are checked first.

    What failed or is unverified, contested or of low confidence (review.confidence_below) is sent. Sending it again changes nothing.
    """
    failed: list[str] = []
    with opened(invocation) as (desk, _), invocation.checker() as checker, stoppable():
        for source in sources:
            try:
                for report in _reports(checker, source):
                    _add(invocation, desk, report, every=every)
            except ClaimcheckError as exc:
                failed.append(source)
                say(str(exc) if source in str(exc) else f"{source}: {exc}")
    if failed:
        return ExitCode.PARTIAL if len(failed) < len(sources) else ExitCode.USAGE
    return ExitCode.DONE


def _add(invocation: Invocation, desk: "Desk", report: "Report", *, every: bool) -> None:
    from claimcheck.review import everything, unsettled
    from claimcheck.terminal.talk import one_line

    done = desk.enqueue(report, policy=everything if every else unsettled)
    parts = [f"added {len(done.added)}", f"known {len(done.known)}"]
    parts += [f"weighed again {len(done.weighed_again)}"] if done.weighed_again else []
    parts += [f"settled by the machine {done.left_out}"] if done.left_out else []
    click.echo(one_line(f"{', '.join(parts)}: {report.article.title or report.article.id}"))
    if not report.findings:
        invocation.remark("the report holds no claim")


def _reports(checker: "Checker", source: str) -> "Iterator[Report]":
    """The reports that a file holds, else those of checking the articles that it names."""
    held = list(_held(source))
    if held:
        yield from held
        return
    from claimcheck.reading import Unread, read_each

    for item in read_each(source):
        if isinstance(item, Unread):
            raise item.error
        yield checker.check(item)


def _held(source: str) -> "Iterator[Report]":
    """Reports of a JSON or JSONL file; nothing where it holds something else."""
    path = Path(source)
    if path.suffix.lower() not in (".json", ".jsonl", ".ndjson") or not path.is_file():
        return
    from pydantic import ValidationError

    from claimcheck.reports import Report

    for row in _trees(path):
        # A row of a run folder holds its report beside what was counted of it.
        tree = row["report"] if isinstance(row, dict) and "report" in row else row
        if not (isinstance(tree, dict) and {"article", "findings"} <= tree.keys()):
            return
        try:
            yield Report.model_validate(tree)
        except ValidationError as exc:
            error = exc.errors(include_input=False, include_url=False)[0]
            where = ".".join(str(part) for part in error["loc"])
            raise InputError(
                f"{source!r} is no report of this version: {where}: {error['msg']}; check the article again"
            ) from exc


def _trees(path: Path) -> list[Any]:
    """What a JSON file (an object or a list) or a JSONL file holds; nothing where it is neither."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise InputError(f"cannot read {str(path)!r}: {exc}") from exc
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        try:
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            return []
    return tree if isinstance(tree, list) else [tree]


@click.command()
@click.argument("words", nargs=-1, metavar="[FILTER]...")
@click.option("--format", "form", type=click.Choice(_FORMS), help="Form; else taken from the file's name.")
@click.option("-o", "--output", "path", type=click.Path(path_type=Path), metavar="PATH",
              help="A file; a folder for claimreview and gold. Else stdout.")  # fmt: skip
@click.option(
    "--split",
    type=click.Choice(["dev", "test"]),
    default="dev",
    help="gold: the split that it is put into.",
    show_default=True,
)
@click.option("--mark", is_flag=True, help="Note in the log that the claims were published; they are `exported` then.")
@acting
@common
@click.pass_obj
def export(
    invocation: Invocation, words: tuple[str, ...], form: str | None, path: Path | None, split: Any, mark: bool, name: str | None
) -> int:  # fmt: skip
    """Write claims out. FILTER is as for `list`; without one, what people have settled (for jsonl, the whole queue).

    claimreview: a JSON-LD file for each claim, checked against what Google requires (needs review.review_url). csv: safe to open in a
    spreadsheet. jsonl: lossless, with the log; `restore` reads it. md, html: for publication. gold: a set for `eval` and calibration.
    """
    chosen = form or _BY_SUFFIX.get(path.suffix.lower() if path else "")
    if chosen is None:
        raise click.UsageError("say which form: --format claimreview, csv, jsonl, md, html or gold")
    if chosen in ("claimreview", "gold") and path is None:
        raise click.UsageError(f"{chosen} needs a folder: -o FOLDER")
    with opened(invocation, name) as (desk, actor):
        view = desk.view(" ".join(words) or ("all" if chosen == "jsonl" else "done"))
        written = _exported(invocation, desk, actor, view, chosen, path, split)
        if mark:
            desk.mark_exported(written, actor, chosen)
    if not written:
        invocation.remark("nothing to export; `claimcheck queue list done` shows what people have settled")
    return ExitCode.DONE


def _exported(
    invocation: Invocation, desk: "Desk", actor: "Actor", view: "View", form: Any, path: Path | None, split: Any
) -> list[str]:  # fmt: skip
    """Write one form; returns the claims written."""
    if form == "jsonl":
        return _as_jsonl(desk, actor, view, path)
    claims = desk.settled(view, actor=actor)
    if form == "gold":
        return _as_gold(invocation, desk, claims, path or Path(), split)
    if form == "claimreview":
        return _as_claimreview(invocation, desk, claims, path or Path())
    from claimcheck.publishing import document

    made = document(claims, form)
    _write(path, made.text)
    return list(made.written)


def _write(path: Path | None, text: str) -> None:
    from claimcheck.terminal.streams import Output

    with Output(path) as target:
        target.text(text)
        target.keep()


def _as_jsonl(desk: "Desk", actor: "Actor", view: "View", path: Path | None) -> list[str]:
    from claimcheck.review.dossier import as_line
    from claimcheck.terminal.streams import Output

    written: list[str] = []
    with Output(path) as target:
        for dossier in desk.dossiers(view, actor=actor):
            target.text(as_line(dossier))
            written += [dossier.item_id] if dossier.item_id else []
        target.keep()
    return written


def _as_claimreview(invocation: Invocation, desk: "Desk", claims: "list[Settled]", folder: Path) -> list[str]:
    """A file for each settled claim; one that Google would refuse is not written."""
    from claimcheck.publishing import claimreviews

    made = claimreviews([one for one in claims if one.done], desk.settings)
    folder.mkdir(parents=True, exist_ok=True)
    for identity, why in made.left_out.items():
        say(f"{identity} is not written: {why}")
    for name, text in made.files.items():
        _write(folder / name, text)
    if made.advice:
        invocation.remark(f"recommended, but not in every file: {', '.join(made.advice)}")
    click.echo(f"{len(made.files)} files in {folder}")
    return list(made.written)


def _as_gold(invocation: Invocation, desk: "Desk", claims: "list[Settled]", folder: Path, split: Any) -> list[str]:
    from claimcheck.review.gold import write_gold

    with invocation.checker() as checker:
        done = write_gold(claims, folder, checker.library.document, split=split)
    for identity, why in done.left_out.items():
        say(f"{identity} left out: {why}")
    if done.excerpts:
        invocation.remark(
            f"{done.excerpts} of {done.documents} documents are not in the library; the weighed passages stand for them"
        )
    click.echo(
        f"{done.claims} claims of {done.articles} articles with {done.documents} documents in {folder}, {len(done.left_out)} left out"
    )
    return [one.id for one in claims if one.id not in done.left_out]


@click.command("import")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@common
@click.pass_obj
def import_(invocation: Invocation, sources: tuple[str, ...]) -> int:
    """Add published fact checks to the library: ClaimReview (JSON-LD, or pages that hold it) and Google's Fact Check Tools JSON.

    SOURCE is a file or a folder. They become documents of their own kind and are shown as fact checks wherever they are evidence.
    """
    from claimcheck.terminal.ingest import told
    from claimcheck.terminal.progress import Moving

    with invocation.checker() as checker, stoppable(), Moving(quiet=invocation.quiet) as line:
        line.show("reading fact checks")
        try:
            summary = checker.import_fact_checks(sources)
        except KeyboardInterrupt:
            say(f"stopped; what was added is kept; to go on: {invocation.resume(())}")
            return ExitCode.INTERRUPTED
    return told(invocation, summary)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@common
@click.pass_obj
def restore(invocation: Invocation, file: Path) -> int:
    """Put a queue that `export --format jsonl` wrote whole into an empty one, log and all."""
    from claimcheck.review.dossier import parsed

    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as exc:
        raise InputError(f"cannot read {str(file)!r}: {exc}") from exc
    with opened(invocation) as (desk, _):
        number = desk.restore(list(parsed(lines)))
    click.echo(f"{number} claims restored")
    return ExitCode.DONE
