"""The report of a session as a file; the name's ending says the form. The file appears whole or not at all."""

import os
import tempfile
from pathlib import Path

from claimcheck.claims import Report
from claimcheck.errors import InputError
from claimcheck.session.live import Session

SUFFIXES = (".html", ".md", ".json", ".jsonl", ".txt")


def written(report: Report, path: Path, session: Session) -> None:
    """Write the report; raises InputError for a form that is not known or a place that cannot be written."""
    text = _form(report, path.suffix.lower())
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as stream:
            stream.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as exc:
        raise InputError(f"cannot write {str(path)!r}: {exc.strerror}; choose another place") from exc


def _form(report: Report, suffix: str) -> str:
    from claimcheck.rendering import records

    if suffix == ".json":
        return records.as_document([report], several=False)
    if suffix == ".jsonl":
        return records.as_line(report)
    if suffix in (".md", ".txt"):
        from claimcheck.rendering.markdown import as_markdown

        return as_markdown([report])
    if suffix in (".html", ".htm"):
        # only HTML pays for jinja2
        from claimcheck.rendering.page import as_page

        return as_page([report])
    raise InputError(f"there is no form {suffix!r}; end the name with {', '.join(SUFFIXES)}")
