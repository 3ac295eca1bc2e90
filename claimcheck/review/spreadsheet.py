"""Settled claims as CSV that is safe to open in a spreadsheet.

A cell that begins like a formula is run by Excel, LibreOffice and Google Sheets, and an article can say whatever it likes. So every such cell
gets an apostrophe in front, as OWASP's page on CSV injection advises. That changes the text: the lossless form is JSONL.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable

from claimcheck.review.settled import Settled
from claimcheck.text import printable

COLUMNS = (
    "id", "state", "label", "reason", "said", "claim", "speaker", "chain", "quote", "from", "to", "article", "publisher", "url", "published",
    "supporting_origins", "refuting_origins", "evidence", "note", "reviewers", "decided", "machine_label", "machine_reason", "machine_confidence",
)  # fmt: skip
_ACTIVE = "=+-@|%"


def as_csv(claims: Iterable[Settled]) -> str:
    """A row for each claim, under a row of names; lines end as RFC 4180 has it."""
    told = io.StringIO()
    writer = csv.writer(told, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for one in claims:
        writer.writerow([_cell(value) for value in _row(one)])
    return told.getvalue()


def safe(text: str) -> str:
    """`"=1+1" -> "'=1+1"`: no spreadsheet takes the cell for a formula, behind spaces, line breaks or in wide characters either."""
    clean = printable(text)
    begins = unicodedata.normalize("NFKC", clean).lstrip()[:1]
    return f"'{clean}" if begins and begins in _ACTIVE else clean


def _cell(value: str | int | float | None) -> str:
    if isinstance(value, str):
        return safe(value)
    return "" if value is None else f"{value:g}"


def _row(one: Settled) -> tuple[str | int | float | None, ...]:
    claim, article, machine = one.claim, one.article, one.machine
    settled_by = [given.reviewer for given in one.decisions]
    if one.decision and one.decision.reviewer not in settled_by:
        settled_by.append(one.decision.reviewer)
    counted = [item for item in one.evidence if item.independent and item.stance in ("supports", "refutes")]
    when = claim.when
    return (
        one.id,
        one.state,
        (one.label or "unverified") if one.done else None,
        one.reason,
        one.said,
        claim.text,
        claim.claimant.source if claim.claimant else None,
        " > ".join(link.source for link in claim.attribution) or None,
        claim.quote,
        when.start.isoformat() if when and when.start else None,
        when.end.isoformat() if when and when.end else None,
        article.title,
        article.publisher,
        article.url,
        article.published.day.isoformat() if article.published else None,
        one.origins.supports,
        one.origins.refutes,
        " ".join(
            f"{item.stance}: {item.imprint.url or item.imprint.publisher or item.imprint.document_id}"
            for item in counted
        )
        or None,
        one.decision.note if one.decision else None,
        ", ".join(settled_by) or None,
        one.decision.at.isoformat(timespec="seconds") if one.decision else None,
        (machine.label or "unverified") if machine else "failed",
        machine.reason if machine else None,
        machine.confidence if machine else None,
    )
