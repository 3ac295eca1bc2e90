"""Pages from templates: one environment, in which every string from outside is escaped and stripped of control characters."""

import datetime as dt
import functools
import hashlib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse

from claimcheck import __version__
from claimcheck.rendering import wording
from claimcheck.rendering.page import link
from claimcheck.text import printable
from claimcheck.web.guard import Visitor
from claimcheck.web.words import Words

THEMES = ("auto", "light", "dark")
KEYS = ("on", "off")


@dataclass(frozen=True)
class Preferences:
    """How one browser likes its pages; kept in its own cookies."""

    theme: str = "auto"
    keys: bool = True

    @classmethod
    def of(cls, request: Request) -> "Preferences":
        """What the cookies say, as far as it means anything."""
        theme = request.cookies.get("claimcheck-theme", "auto")
        return cls(theme if theme in THEMES else "auto", request.cookies.get("claimcheck-keys", "on") != "off")


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page for whoever asks."""
    found: Visitor | None = getattr(request.state, "visitor", None)
    held = {
        "request": request,
        "visitor": found,
        "preferences": Preferences.of(request),
        "path": request.url.path,
        "here": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "told": Words.told(request.query_params.get("done", "")),
        "told_claim": request.query_params.get("claim", ""),
    }
    return HTMLResponse(environment().get_template(template).render(held | values), status_code=status)


def see(path: str, **query: str | None) -> RedirectResponse:
    """Send the browser on to another page, after a form."""
    given = {name: value for name, value in query.items() if value}
    return RedirectResponse(f"{path}?{urlencode(given)}" if given else path, status_code=303)


def inside(target: str) -> str:
    """A path of this desk to go on to, whatever a link tried to say: `"//evil.example" -> "/queue"`."""
    plain = printable(target)
    if not plain.startswith("/") or plain.startswith("//") or "\\" in plain or plain != target:
        return "/queue"
    return plain


@functools.cache
def environment() -> Environment:
    """The templates with the words and filters that they share."""
    made = Environment(
        loader=PackageLoader("claimcheck.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )
    made.globals |= {
        "words": Words,
        "wording": wording,
        "signs": wording.UNICODE,
        "version": __version__,
        "asset": asset,
    }
    made.filters |= {"link": link, "moment": moment, "segment": lambda text: quote(str(text), safe="")}
    return made


def _clean(value: Any) -> Any:
    """What a template prints, without control characters; markup that was made by templates stays."""
    return printable(value) if type(value) is str else value


def moment(value: dt.datetime | None) -> str:
    """`"4 March 2025, 09:30 UTC"`; the script shows it in the reader's own time."""
    if value is None:
        return "never"
    plain = value.astimezone(dt.UTC)
    return f"{wording.day(plain.date())}, {plain:%H:%M} UTC"


@functools.cache
def asset(name: str) -> str:
    """The address of a static file, which changes with its content."""
    content = (files("claimcheck.web") / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:10]}"
