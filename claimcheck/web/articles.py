"""An article's report as the desk has it: its text with every queued claim marked, and where each claim stands."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from claimcheck.errors import UnknownItemError
from claimcheck.review.nouns import SETTLED, Detail, View
from claimcheck.web import markings
from claimcheck.web.app import room
from claimcheck.web.guard import Guest
from claimcheck.web.markings import Mark
from claimcheck.web.templating import page
from claimcheck.web.words import Words

router = APIRouter(include_in_schema=False)
MOST = 500
"""Claims of one article on its page."""
SIZE = 50


@router.get("/articles")
def listed(
    request: Request, visitor: Guest, page_: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1
) -> Response:
    """The articles that have claims in the queue, newest first."""
    rows = room(request).desk.articles(start=(page_ - 1) * SIZE, size=SIZE + 1)
    return page(request, "articles.html.j2", rows=rows[:SIZE], number=page_, more=len(rows) > SIZE)


@router.get("/articles/{article_id}")
def report(request: Request, visitor: Guest, article_id: str) -> Response:
    """One article with its claims in the order of the text."""
    desk = room(request).desk
    found = desk.items(View(article_id=article_id), actor=visitor.actor, size=MOST)
    if not found.items:
        raise UnknownItemError(f"no claim of an article {article_id!r} is in the queue")
    details = [desk.item(item.id, actor=visitor.actor) for item in found.items]
    details.sort(key=lambda detail: (detail.corrected.span.start, detail.item.number))
    article = details[0].article
    return page(
        request,
        "article.html.j2",
        article=article,
        details=details,
        settled=sum(detail.item.state in SETTLED for detail in details),
        paragraphs=markings.marked(article.text, [_mark(n, detail) for n, detail in enumerate(details, start=1)]),
        kind_of=kind_of,
    )


def kind_of(detail: Detail) -> str:
    """The class that a claim is drawn in: what people settled on, else that nobody has yet."""
    item = detail.item
    if item.state in SETTLED:
        return item.label or "unverified"
    return "unsettled"


def _mark(number: int, detail: Detail) -> Mark:
    kind = kind_of(detail)
    sign = Words.label(kind)[0] if kind != "unsettled" else Words.state(detail.item.state)[0]
    claim = detail.corrected
    return Mark(
        kind=kind,
        spans=(claim.span, *claim.also),
        anchor=f"t{number}",
        title=f"claim {number}: {kind}",
        sign=f"{number}{sign}",
        href=f"#c{number}",
    )
