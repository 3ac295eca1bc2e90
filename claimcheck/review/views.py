"""Named filters on the queue, and the small language they are written in.

`state:open label:contested publisher:"Marl Gazette" flood` is a view: `name:value` pairs and words that claim, speaker, publisher or headline
must hold. Several values of one name are joined by commas. The same words work on the command line, on the page and in the settings.
"""

import shlex
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import ValidationError

from claimcheck.errors import ConfigError, ReviewError
from claimcheck.review.nouns import View

NAMED: dict[str, str] = {
    "waiting": "state:open,decided",
    "mine": "assignee:me state:open,decided,leased,deferred",
    "unassigned": "assignee:nobody state:open,decided",
    "unverified": "label:unverified state:open,decided",
    "contested": "label:contested state:open,decided",
    "harm": "harm:yes state:open,decided",
    "unsure": "below:0.6 state:open,decided",
    "held": "state:leased",
    "deferred": "state:deferred",
    "conflicts": "state:conflicted",
    "done": "state:agreed,adjudicated,exported",
    "decided-by-me": "reviewer:me",
    "set-aside": "state:rejected,merged",
    "all": "",
}
"""Views that every desk has; settings add to them."""

_LISTS = {"state": "states", "label": "labels", "reason": "reasons"}
_SINGLE = {
    "publisher": "publisher",
    "speaker": "speaker",
    "article": "article_id",
    "assignee": "assignee",
    "reviewer": "reviewer",
    "group": "group_id",
}


def named(own: Iterable[str]) -> dict[str, View]:
    """All views by name, the settings' own last; raises ConfigError for one that is no `name = filter`."""
    return {name: parsed(text) for name, text in lines(own).items()}


def lines(own: Iterable[str]) -> dict[str, str]:
    """The same views as the filters that they are written as."""
    return {**NAMED, **dict(map(_own, own))}


def _own(line: str) -> tuple[str, str]:
    name, equals, text = line.partition("=")
    if not equals or not name.strip():
        raise ConfigError(f'review.views: {line!r} is no view; write "flood = state:open flood"')
    return name.strip(), text.strip()


def parsed(text: str) -> View:
    """The view that a filter's text means; raises ReviewError naming the part that is wrong."""
    fields: dict[str, Any] = {}
    words: list[str] = []
    for part in _parts(text):
        name, colon, value = part.partition(":")
        if not colon or not value or name not in _READ:
            _refuse_unknown(name, colon, value)
            words.append(part)
            continue
        _READ[name](fields, name, value)
    try:
        return View.model_validate(fields | {"words": tuple(words)})
    except ValidationError as exc:
        error = exc.errors(include_input=True, include_url=False)[0]
        raise ReviewError(f"filter: {error.get('input')!r} does not fit {error['loc'][0]!r}: {error['msg']}") from exc


def _parts(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


def _refuse_unknown(name: str, colon: str, value: str) -> None:
    if colon and value and name.isalpha() and name.islower() and len(name) > 3:
        raise ReviewError(f"there is no filter {name!r}; filters are {', '.join(_READ)}")


def _many(fields: dict[str, Any], name: str, value: str) -> None:
    fields[_LISTS[name]] = (*fields.get(_LISTS[name], ()), *(part for part in value.split(",") if part))


def _one(fields: dict[str, Any], name: str, value: str) -> None:
    fields[_SINGLE[name]] = value


def _below(fields: dict[str, Any], name: str, value: str) -> None:
    fields["confidence_below"] = value


def _harm(fields: dict[str, Any], name: str, value: str) -> None:
    fields["harm"] = value


_READ: dict[str, Callable[[dict[str, Any], str, str], None]] = {
    **dict.fromkeys(_LISTS, _many),
    **dict.fromkeys(_SINGLE, _one),
    "below": _below,
    "harm": _harm,
}
