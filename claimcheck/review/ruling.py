"""The desk's own rules: settings that hold for everybody who opens its queue, whatever their files say.

They are kept in the log like everything else that people decide, so that it tells who changed them, when and why. Leaves out settings that
are no matter of agreement: folders, names of publishers, ratings.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sql
from pydantic import ValidationError

from claimcheck.claims import Record
from claimcheck.errors import NotAllowedError, ReviewError
from claimcheck.review import ledger
from claimcheck.review.books import Books
from claimcheck.review.nouns import Actor, Event
from claimcheck.review.tables import EVENTS
from claimcheck.settings import QueueWeights, ReviewSettings

NAMES = (
    "min_reviews",
    "blind",
    "machine_label",
    "lease_minutes",
    "confidence_below",
    *(f"weights.{name}" for name in QueueWeights.model_fields),
)
"""What can be ruled."""


class Rule(Record):
    """One setting as the desk has it."""

    name: str
    """As in the settings' section `review`: `min_reviews`, `weights.harm`."""
    value: bool | int | float | str
    """What holds."""
    event: Event
    """The entry of the log that made it hold."""


def rules(books: Books) -> dict[str, Rule]:
    """The rules that hold now, by name."""
    statement = sql.select(EVENTS).where(EVENTS.c.item_id.is_(None), EVENTS.c.kind == "ruled").order_by(EVENTS.c.number)
    found: dict[str, Rule] = {}
    with books.reading() as link:
        for event in map(ledger.read, link.execute(statement)):
            for name, value in event.payload["rules"].items():
                if value is None:
                    found.pop(name, None)
                else:
                    found[name] = Rule(name=name, value=value, event=event)
    return found


def in_force(books: Books) -> ReviewSettings:
    """The settings with the desk's rules laid over them."""
    return _over(books.settings, {name: rule.value for name, rule in rules(books).items()})


def change(books: Books, actor: Actor, values: Mapping[str, Any], reason: str) -> None:
    """Make rules, or take them back with None; for admins, and in one entry of the log."""
    if "admin" not in actor.roles:
        raise NotAllowedError(f"{actor.name!r} is no admin and cannot change the desk's rules; ask one")
    unknown = [name for name in values if name not in NAMES]
    if unknown:
        raise ReviewError(f"{unknown[0]!r} cannot be ruled here; what can is {', '.join(NAMES)}")
    held = {name: rule.value for name, rule in rules(books).items()}
    wanted = _told(_over(books.settings, held | {name: value for name, value in values.items() if value is not None}))
    changed = {name: None if value is None else wanted[name] for name, value in values.items()}
    changed = {name: value for name, value in changed.items() if held.get(name) != value}
    if not changed:
        return
    with books.writing() as link:
        ledger.append(
            link,
            item_id=None,
            kind="ruled",
            actor=actor.name,
            at=books.clock(),
            reason=reason,
            payload={"rules": changed},
        )


def _over(settings: ReviewSettings, values: Mapping[str, Any]) -> ReviewSettings:
    tree = settings.model_dump()
    for name, value in values.items():
        section, _, leaf = name.rpartition(".")
        (tree[section] if section else tree)[leaf] = value
    try:
        return ReviewSettings.model_validate(tree)
    except ValidationError as exc:
        error = exc.errors(include_url=False)[0]
        name = ".".join(str(part) for part in error["loc"])
        raise ReviewError(f"{name}: {error.get('input')!r} cannot be: {error['msg']}") from exc


def _told(settings: ReviewSettings) -> dict[str, Any]:
    """`{"min_reviews": 2, "weights.harm": 1.0}`: the values as they were understood."""
    tree = settings.model_dump(mode="json")
    return {name: tree["weights"][name.partition(".")[2]] if "." in name else tree[name] for name in NAMES}
