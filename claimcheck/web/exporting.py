"""Claims out of the desk as files: the page that asks for a form, and the same for programs. Not blind, so for adjudicators and admins."""

from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import HTMLResponse, Response

from claimcheck.errors import ConfigError, InputError, ReviewError
from claimcheck.library import Library
from claimcheck.publishing import FOLDERS, FORMS, Edition, Form, archive, edition
from claimcheck.review.nouns import SETTLED
from claimcheck.web.api import PROBLEMS, Sent
from claimcheck.web.app import Room, room
from claimcheck.web.guard import Form as Sending
from claimcheck.web.guard import Guest, Program, Visitor, need
from claimcheck.web.queue import Text
from claimcheck.web.templating import page

pages = APIRouter(include_in_schema=False)
programs = APIRouter(prefix="/api/v1", responses=PROBLEMS)
_MEDIA: dict[Form, str] = {
    "claimreview": "application/zip",
    "gold": "application/zip",
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "md": "text/markdown",
    "html": "text/html",
}
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file. X-Claims-Written and X-Claims-Left-Out count claims; an archive names those left out in left-out.json.",
        "content": {
            media: {"schema": {"type": "string", "format": "binary"}} for media in sorted(set(_MEDIA.values()))
        },
    }
}


class Exporting(Sent):
    """What shall be written out."""

    form: Form
    """ClaimReview (a ZIP), CSV, lossless JSONL with the log, Markdown, HTML, or a gold set (a ZIP)."""
    view: str = Field(default="", max_length=500)
    """A view's name or a filter; empty is what people have settled, for jsonl the whole queue."""
    mark: bool = False
    """Whether the log shall note that these claims were published."""
    split: Literal["dev", "test"] = "dev"
    """gold: the split that it is put into."""


@pages.get("/export")
def ask(request: Request, visitor: Guest, q: Text = "done") -> Response:
    """Which claims, in which form."""
    need(visitor, "adjudicator")
    return _asked(request, visitor, query=q)


@pages.post("/export")
def give(request: Request, visitor: Guest, form: Sending) -> Response:
    """The file; what prevents it is told on the page."""
    need(visitor, "adjudicator")
    wanted, query = form.get("form"), form.get("q")[:500]
    try:
        chosen = next((known for known in FORMS if known == wanted), None)
        if chosen is None:
            raise InputError(f"{wanted!r} is no form; choose one of {', '.join(FORMS)}")
        split: Literal["dev", "test"] = "test" if form.get("split") == "test" else "dev"
        return _file(
            room(request),
            visitor,
            Exporting(form=chosen, view=query or "all", mark=bool(form.get("mark")), split=split),
        )
    except (ConfigError, InputError, ReviewError) as exc:
        return _asked(request, visitor, query=query, form=wanted, fault=str(exc), status=422)


@programs.post("/export", tags=["queue"], response_class=Response, responses=_ANSWER)
def export(request: Request, visitor: Program, sent: Exporting) -> Response:
    """Write claims out as a file; for adjudicators and admins."""
    need(visitor, "adjudicator")
    return _file(room(request), visitor, sent)


def _file(here: Room, visitor: Visitor, sent: Exporting) -> Response:
    library = Library(here.desk.books.database, passage_chars=here.settings.library.passage_chars)
    view = here.desk.view(sent.view or ("all" if sent.form == "jsonl" else "done"))
    made = edition(here.desk, visitor.actor, view, sent.form, find=library.document, split=sent.split)
    if not made.written:
        why = next(iter(made.left_out.values()), "the view holds no claim")
        raise ReviewError(f"there is nothing to export: {why}; see the view 'done' for what people have settled")
    if sent.mark:
        here.desk.mark_exported(made.written, visitor.actor, sent.form)
    return _answer(made, sent.form)


def _answer(made: Edition, form: Form) -> Response:
    content = archive(made) if form in FOLDERS else made.text.encode()
    name = f"{form}.zip" if form in FOLDERS else next(iter(made.files))
    counts = {"X-Claims-Written": str(len(made.written)), "X-Claims-Left-Out": str(len(made.left_out))}
    # Never shown in place: the file is made of others' words, and would be read with the desk's own rights.
    kept = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=_MEDIA[form], headers=counts | kept)


def _asked(
    request: Request, visitor: Visitor, *, query: str, form: str = "", fault: str = "", status: int = 200
) -> HTMLResponse:
    desk = room(request).desk
    held = settled = 0
    try:
        view = desk.view(query)
        held = desk.items(view, actor=visitor.actor, size=1).total
        states = tuple(sorted(SETTLED & set(view.states))) if view.states else tuple(sorted(SETTLED))
        settled = (
            desk.items(view.model_copy(update={"states": states}), actor=visitor.actor, size=1).total if states else 0
        )
    except ReviewError as exc:
        fault = fault or str(exc)
    return page(
        request,
        "export.html.j2",
        status=422 if fault else status,
        query=query,
        form=form,
        forms=FORMS,
        held=held,
        settled=settled,
        address=desk.settings.review_url,
        fault=fault,
        views=list(desk.views()),
    )
