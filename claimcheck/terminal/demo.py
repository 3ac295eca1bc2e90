"""`claimcheck demo`: the bundled article against the bundled coverage, in a folder of its own that is gone afterwards."""

import tempfile
from importlib.resources import as_file, files
from pathlib import Path

import click

from claimcheck.terminal.check import Checking, sink_for
from claimcheck.terminal.interrupting import stoppable
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import FORMS, common, form_of, llm_options, output


@click.command()
@output(*FORMS)
@llm_options
@common
@click.pass_obj
def command(invocation: Invocation, form: str | None, path: Path | None) -> int:
    """Check the bundled sample article against the bundled sample coverage.

    Works offline unless `--engine llm` is given, and lets the built-in judge speak where it is less sure, to show more. Leaves
    your own library alone.
    """
    from claimcheck.terminal.streams import Output

    invocation.flags.setdefault("engine", "offline")
    invocation.flags.setdefault("offline.cautious", False)
    # Chroma may still hold files open on some systems; a folder left behind is no failure of the demo.
    with tempfile.TemporaryDirectory(prefix="claimcheck-demo-", ignore_cleanup_errors=True) as home:
        invocation.flags["home"] = home
        settings = invocation.settings()
        with as_file(files("claimcheck") / "sample") as sample, invocation.checker(settings) as checker, \
                Output(path) as target, stoppable():  # fmt: skip
            from claimcheck.reading import Options

            coverage = checker.ingest([str(sample / "coverage.jsonl")], options=Options(want="coverage"))
            invocation.remark(f"{coverage.added} documents of sample coverage ingested")
            sink = sink_for(invocation, target, form_of(form, path))
            try:
                return Checking(invocation, checker, sink).all([str(sample / "article.txt")], published=None)
            finally:
                sink.close(several=False)
                target.keep()
