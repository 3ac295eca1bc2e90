"""Which claims a face shows, and in which order: a filter in words and one of a few orders.

A filter is words that must occur, and terms like `label:contested`, `who:crane`, `worth>0.6`, `confidence<0.5`, `decided:no`,
`changed:yes`, `said:contested`. Terms of one name are alternatives, all else must hold together.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from claimcheck.errors import InputError
from claimcheck.rendering.wording import STANDINGS, standing
from claimcheck.session.state import Item

Order = Literal["article", "worth", "label", "speaker", "confidence"]
ORDERS: tuple[Order, ...] = get_args(Order)
_TERM = re.compile(r"([a-z]+)(:|>=?|<=?)(\S+)")
_NAMES = ("label", "who", "said", "worth", "confidence", "decided", "changed", "queued", "stale")


@dataclass(frozen=True)
class View:
    """What is shown."""

    query: str = ""
    order: Order = "article"


def chosen(items: Sequence[Item], view: View) -> list[Item]:
    """The items that the filter lets through, in the order asked for; raises InputError for a filter that makes no sense."""
    terms, words = parsed(view.query)
    kept = [item for item in items if _holds(item, terms, words)]
    return sorted(kept, key=lambda item: (*_place(item, view.order), item.number))


def label(item: Item) -> str:
    """The person's decision if there is one, else the machine's label; `waiting` while there is neither."""
    if item.decision is not None:
        return item.decision.label or "unverified"
    return standing(item.finding) if item.finding else "waiting"


def speaker(item: Item) -> str:
    """The innermost speaker; empty for the outlet itself."""
    return item.claim.claimant.source if item.claim.claimant else ""


def parsed(query: str) -> tuple[list[tuple[str, str, str]], list[str]]:
    """`"label:contested crane worth>0.5" -> ([("label", ":", "contested"), ("worth", ">", "0.5")], ["crane"])`."""
    terms, words = [], []
    for part in query.lower().split():
        found = _TERM.fullmatch(part)
        if not found:
            words.append(part)
            continue
        name = {"speaker": "who", "conf": "confidence", "worthiness": "worth"}.get(found[1], found[1])
        if name not in _NAMES:
            raise InputError(f"there is no filter {found[1]!r}; filters are {', '.join(_NAMES)}, and plain words")
        terms.append((name, found[2], found[3]))
    for name, sign, value in terms:
        _check(name, sign, value)
    return terms, words


def _check(name: str, sign: str, value: str) -> None:
    if name in ("worth", "confidence"):
        if not re.fullmatch(r"[01]?\.?\d+", value):
            raise InputError(f"{name}{sign}{value}: give a number between 0 and 1, as {name}>0.5")
    elif sign != ":":
        raise InputError(f"{name}{sign}{value}: write it with a colon, as {name}:{value}")
    elif name == "label" and not any(one.startswith(value) for one in (*STANDINGS, "waiting")):
        raise InputError(f"label:{value}: labels are {', '.join(STANDINGS)}, waiting")


def _holds(item: Item, terms: Sequence[tuple[str, str, str]], words: Sequence[str]) -> bool:
    names = {name for name, sign, _ in terms if sign == ":"}
    return (
        all(any(_term(item, term) for term in terms if term[0] == name and term[1] == ":") for name in names)
        and all(_term(item, term) for term in terms if term[1] != ":")
        and all(word in _text(item) for word in words)
    )


def _text(item: Item) -> str:
    chain = " ".join(f"{link.source} {link.role or ''}" for link in item.claim.attribution)
    return f"{item.claim.text} {item.claim.quote} {chain}".lower()


def _term(item: Item, term: tuple[str, str, str]) -> bool:
    name, sign, value = term
    verdict = item.finding.verdict if item.finding else None
    if name == "label":
        return label(item).startswith(value)
    if name == "who":
        return any(value in link.source.lower() for link in item.claim.attribution)
    if name == "said":
        return (verdict.said if verdict and verdict.said else "open").startswith(value)
    if name in ("worth", "confidence"):
        held = item.claim.worthiness.score if name == "worth" else (verdict.confidence if verdict else None)
        return held is not None and (held >= float(value) if sign in (">", ">=", ":") else held <= float(value))
    held = {"decided": item.decision is not None, "changed": item.changed, "queued": item.queued, "stale": item.stale}[
        name
    ]
    return held == (value in ("yes", "y", "1", "true"))


def _place(item: Item, order: Order) -> tuple[float | str, ...]:
    verdict = item.finding.verdict if item.finding else None
    if order == "worth":
        return (-item.claim.worthiness.score,)
    if order == "label":
        return (("contested", "failed", "unverified", "supported", "opinion", "waiting").index(label(item)),)
    if order == "speaker":
        return (speaker(item) == "", speaker(item).casefold())
    if order == "confidence":
        # What is least sure comes first: that is where a person is needed.
        return (verdict.confidence if verdict and verdict.confidence is not None else 2.0,)
    return ()
