"""The overview of many reports as one HTML page that asks nobody for anything; a row an article, with a link to its report."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from claimcheck.rendering import page, wording


def as_overview(
    name: str, totals: Mapping[str, Any], done: Iterable[Mapping[str, Any]], failed: Iterable[Mapping[str, Any]]
) -> Iterator[str]:
    """The page in pieces, so that thousands of rows need no large memory; rows are read once, as they come."""
    style = page.asset("page.css") + "\n" + page.asset("overview.css")
    policy = f"default-src 'none'; style-src '{page.hash_of(style)}'; base-uri 'none'; form-action 'none'"
    yield from page.template("overview.html.j2").generate(
        name=name,
        totals=totals,
        done=done,
        failed=failed,
        style=style,
        policy=policy,
        wording=wording,
        signs=wording.UNICODE,
    )
