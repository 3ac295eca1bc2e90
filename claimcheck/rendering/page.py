"""Reports as one HTML file that asks nobody for anything: style and script inside, everything else forbidden by its own policy.

Every string from outside passes through Jinja2's escaping and `printable`; addresses become links only where they are http(s).
"""

import base64
import functools
import hashlib
from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from claimcheck.rendering import citing, marking, wording
from claimcheck.reports import Report
from claimcheck.text import printable

if TYPE_CHECKING:
    from jinja2 import Template


def as_page(reports: Sequence[Report]) -> str:
    """All reports as one page; the same reports always give the same page."""
    style, script = asset("page.css"), asset("page.js")
    return template("page.html.j2").render(
        reports=reports,
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src '{hash_of(style)}'; script-src '{hash_of(script)}'; "
        "base-uri 'none'; form-action 'none'",
        wording=wording,
        signs=wording.UNICODE,
        citations=citing.citations,
        marked=marking.marked,
    )


def link(url: str | None) -> str | None:
    """The address if it may be linked: http or https with a host; None for everything else."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return None
    return parts.geturl() if parts.scheme.lower() in ("http", "https") and parts.hostname else None


@functools.cache
def template(name: str) -> "Template":
    """A template of this package, in an environment that escapes everything."""
    # jinja2 is needed for HTML only
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("claimcheck.rendering"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"clean": lambda text: printable(str(text)), "link": link}
    return environment.get_template(name)


@functools.cache
def asset(name: str) -> str:
    """A style sheet or script of this package."""
    return (files("claimcheck.rendering") / "templates" / name).read_text(encoding="utf-8").strip()


def hash_of(text: str) -> str:
    """What a content security policy names an inline style or script by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
