"""`claimcheck serve`: the review desk in a browser."""

import click

from claimcheck.errors import ConfigError, ExitCode
from claimcheck.terminal.invocation import Invocation
from claimcheck.terminal.options import common, setting
from claimcheck.terminal.talk import say


@click.command()
@setting("--host", "web.host", metavar="ADDRESS", help="Address to listen on; beyond 127.0.0.1 there must be accounts.")
@setting("--port", "web.port", type=int, metavar="NUMBER", help="Port to listen on; 0 takes a free one.")
@common
@click.pass_obj
def command(invocation: Invocation) -> int:
    """Serve the review desk: queue, review, adjudication, reports, figures, log.

    Listens on this machine only unless told otherwise; TLS is the work of a reverse proxy in front of it (see the settings web.*).
    """
    invocation.settings()
    try:
        from claimcheck.web.serving import serve
    except ModuleNotFoundError as exc:
        raise ConfigError(f"the page needs the module {exc.name!r}; install 'claimcheck[web]'") from exc
    serve(invocation.loaded(), say=say)
    return ExitCode.DONE
