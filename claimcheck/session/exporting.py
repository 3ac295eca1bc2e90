"""The report of a session as a file; the name's ending says the form. The file appears whole or not at all."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from claimcheck.claims import Article
from claimcheck.errors import InputError
from claimcheck.events import Event, Read
from claimcheck.reports import Report
from claimcheck.session.changes import Saw
from claimcheck.session.live import Session, report

ENDINGS = (".html", ".md", ".json", ".jsonl", ".events.jsonl", ".txt")
"""Page, Markdown, one report, a report a line, what the machine did as events, the table of the terminal."""
Draw = Callable[[Report], str]


def export(session: Session, path: Path, *, draw: Draw | None = None) -> None:
    """Write the report; `draw` makes the terminal's table. Raises InputError for an unknown form or a place that cannot be written."""
    keep(path, _form(session, path.name.lower(), draw))


def keep(path: Path, text: str) -> None:
    """Write a text whole or not at all; raises InputError where that cannot be."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as stream:
            stream.write(text)
        mask = os.umask(0)
        os.umask(mask)
        # mkstemp makes files that only the owner can read
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except OSError as exc:
        raise InputError(f"cannot write {str(path)!r}: {exc.strerror}; choose another place") from exc


def _form(session: Session, name: str, draw: Draw | None) -> str:
    from claimcheck.rendering import records

    made = report(session.state)
    if name.endswith(".events.jsonl"):
        return "".join(records.as_line(event) for event in _events(session, made.article))
    if name.endswith(".jsonl"):
        return records.as_line(made)
    if name.endswith(".json"):
        return records.as_document([made], several=False)
    if name.endswith((".md", ".markdown")):
        from claimcheck.rendering.markdown import as_markdown

        return as_markdown([made])
    if name.endswith((".html", ".htm")):
        # only HTML pays for jinja2
        from claimcheck.rendering.page import as_page

        return as_page([made])
    if name.endswith(".txt") and draw is not None:
        return draw(made)
    raise InputError(f"{name!r} has no ending that names a form; end it with {', '.join(ENDINGS)}")


def _events(session: Session, article: Article) -> list[Event]:
    """What the machine did in this session, in order; what people did is in the report."""
    seen = (entry.change.event for entry in session.journal.entries if isinstance(entry.change, Saw))
    return [Read(article=article), *seen]
