"""The pages of a run folder: one for each report, and an overview that leads to them."""

from pathlib import Path
from typing import Any

from claimcheck import runs
from claimcheck.batch import Totals, heads
from claimcheck.errors import StoreError
from claimcheck.rendering.overview import as_overview
from claimcheck.rendering.page import as_page
from claimcheck.reports import Report

FOLDER = "reports"


def write_page(run: Path, row: dict[str, Any], report: Report) -> None:
    """The report's own page."""
    path = run / FOLDER / f"{row['key']}.html"
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text(as_page([report]), encoding="utf-8", errors="backslashreplace")
    except OSError as exc:
        raise StoreError(f"cannot write {str(path)!r}: {exc.strerror or exc}; check the free space") from exc


def write_overview(run: Path, totals: Totals) -> None:
    """`report.html`, from the heads of what is done and what failed."""
    done = (row | {"page": f"{FOLDER}/{row['key']}.html"} for row in heads(run / runs.ITEMS))
    failed = heads(run / runs.ERRORS)
    runs.replace(run / "report.html", *as_overview(run.resolve().name, totals.as_row(), done, failed))
