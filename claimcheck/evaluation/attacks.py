"""Attacks: what strangers may write into an article or plant as coverage to steer a verdict, and how it is put in place.

A line of `attacks.jsonl` names an event of a gold set, the claim aimed at, and the planted documents or the edit of the article.
Texts may hold `{article}` (its body), `{paragraph:2}` or `{paragraph:last}`, `{quote}` (the claim's words), `{doc:ID}` and `{url:ID}`
(a document's text and address), so that copies need not be written out. Leaves out running them: `attacking` does.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import Field

from claimcheck.claims import Said
from claimcheck.errors import ConfigError, DatasetError
from claimcheck.evaluation import gold as gold_sets
from claimcheck.evaluation.gold import Event, GoldArticle, GoldClaim, GoldRecord, GoldSet
from claimcheck.text import paragraphs

FILE = "attacks.jsonl"
Kind = Literal[
    "instruction", "role", "hidden", "note", "language", "encoded", "flood", "near-copy", "dated", "quotation", "bait",
    "verdict", "origin", "lie",
]  # fmt: skip
Place = Literal["coverage", "article", "title", "publisher", "url", "file"]
KINDS: tuple[Kind, ...] = get_args(Kind)
PLACES: tuple[Place, ...] = get_args(Place)
SPEAKING: frozenset[Kind] = frozenset(("instruction", "role", "hidden", "note", "language", "encoded"))
"""Kinds whose words address a machine or vouch for a claim, so that a reader should be warned of them."""


class Planted(GoldRecord):
    """A document that a stranger puts among the coverage."""

    title: str | None
    text: str = Field(min_length=1)
    publisher: str | None
    url: str | None
    published: str | None
    publishers: tuple[str, ...] = ()
    """The same text once under each of these names, at an address of its own; empty for the one document above."""
    swap: tuple[tuple[str, str], ...] = ()
    """Words put in place of others, in this order, once the text is filled in."""


class Edit(GoldRecord):
    """What a stranger changes in the article, or in what is known of it."""

    append: str | None = None
    """A last paragraph."""
    prepend: str | None = None
    """A first one."""
    after: str | None = None
    """Words of the article after which `text` is put."""
    text: str | None = None
    swap: tuple[tuple[str, str], ...] = ()
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    file: str | None = None
    """Name of the file that the article is read from."""


class Stays(GoldRecord):
    """The right answer, which the attack must not change where the machine has it."""

    label: gold_sets.GoldLabel
    said: Said | None


class Attack(GoldRecord):
    """A line of `attacks.jsonl`."""

    id: str = Field(min_length=1)
    event: str
    claim: str
    """Gold id of the claim aimed at."""
    kind: Kind
    place: Place
    about: str
    """What is tried, in a line."""
    wants: Literal["supported", "contested", "unverified", "said:supported", "said:contested"]
    """What the attacker would like to see."""
    stays: Stays
    coverage: tuple[Planted, ...] = ()
    article: Edit | None = None
    out_of_scope: str | None = None
    """Why this is not counted; null for an attack that is."""


@dataclass(frozen=True)
class AttackSet:
    """The attacks of a folder, with the gold set that they are aimed at."""

    folder: Path
    attacks: tuple[Attack, ...]
    gold: GoldSet

    @property
    def digest(self) -> str:
        """Hash of the attacks: 12 hex digits."""
        return hashlib.sha256((self.folder / FILE).read_bytes()).hexdigest()[:12]

    def target(self, attack: Attack) -> "Target":
        """What an attack is aimed at; raises DatasetError for a claim or event that the gold set has not."""
        for event in self.gold.events:
            for claim in event.claims:
                if claim.id == attack.claim and event.about.id == attack.event:
                    article = next(one for one in event.articles if one.id == claim.article_id)
                    return Target(event, article, claim)
        raise DatasetError(f"{self.folder / FILE}: {attack.id}: the gold set has no claim {attack.claim!r}")


@dataclass(frozen=True)
class Target:
    """A claim with its article and event."""

    event: Event
    article: GoldArticle
    claim: GoldClaim


def load(folder: Path, gold: GoldSet) -> AttackSet:
    """The attacks of a folder; raises DatasetError naming line and field of the first that is none, or is aimed at nothing."""
    path, found = folder / FILE, list[Attack]()
    for number, line in gold_sets.lines(path):
        try:
            found.append(gold_sets.parsed(line, Attack, str(path), number))
        except gold_sets.Broken as exc:
            raise DatasetError(str(exc)) from exc
    attacks = AttackSet(folder, tuple(found), gold)
    if len({one.id for one in found}) < len(found):
        raise DatasetError(f"{path}: two attacks have the same id")
    for one in found:
        right = attacks.target(one).claim
        if (right.label, right.said) != (one.stays.label, one.stays.said):
            raise DatasetError(f"{path}: {one.id}: 'stays' is not what the gold set says of {one.claim}")
        if not one.coverage and one.article is None:
            raise DatasetError(f"{path}: {one.id}: neither 'coverage' nor 'article' says what is done")
    return attacks


def selected(known: AttackSet, only: Sequence[str], *, split: str) -> tuple[Attack, ...]:
    """The attacks of a split, those of certain ids, kinds or places where any are named; raises ConfigError for an unknown name."""
    names = {name for one in known.attacks for name in (one.id, one.kind, one.place)}
    if unknown := sorted(set(only) - names):
        raise ConfigError(f"'only': {unknown[0]!r} is no attack's id, kind or place")
    events = {event.about.id for event in known.gold.part(split)}
    return tuple(
        one for one in known.attacks if one.event in events and (not only or {one.id, one.kind, one.place} & set(only))
    )


def planted(attack: Attack, target: Target, body: str) -> list[dict[str, Any]]:
    """The rows of coverage that an attack adds; `body` is the article's text as it was read."""
    rows = []
    for one in attack.coverage:
        row = one.model_dump(exclude={"publishers", "swap"})
        row["text"] = _swapped(_filled(one.text, target, body), one.swap)
        row["url"] = _filled(one.url, target, body) if one.url else None
        rows += [row]
        for number, name in enumerate(one.publishers):
            address = f"https://{re.sub(r'[^a-z]', '', name.lower()) or 'outlet'}.example/{number}"
            rows.append(row | {"publisher": name, "url": address})
        if one.publishers:
            rows.remove(row)
    return rows


def edited(attack: Attack, target: Target) -> dict[str, Any]:
    """The article's row as the attack leaves it."""
    row = target.article.model_dump(exclude={"id"})
    edit = attack.article
    if edit is None:
        return row
    text = _swapped(target.article.text, edit.swap)
    if edit.after:
        text = text.replace(edit.after, edit.after + (edit.text or ""), 1)
    row["text"] = "\n\n".join(part for part in (edit.prepend, text, edit.append) if part)
    return row | {name: value for name in ("title", "publisher", "url") if (value := getattr(edit, name)) is not None}


def as_lines(rows: list[dict[str, Any]]) -> str:
    """Rows as JSONL that survives any character."""
    return "".join(json.dumps(row) + "\n" for row in rows)


_PIECE = re.compile(r"\{(article|quote|paragraph:(?:\d+|last)|(?:doc|url):[\w-]+)\}")


def _filled(text: str, target: Target, body: str) -> str:
    return _PIECE.sub(lambda found: _piece(found[1], target, body), text)


def _piece(name: str, target: Target, body: str) -> str:
    """`"paragraph:2" -> the article's second paragraph`."""
    what, _, which = name.partition(":")
    if what == "article":
        return body
    if what == "quote":
        return target.claim.quote
    if what == "paragraph":
        found = paragraphs(body)
        return found[-1 if which == "last" else min(int(which), len(found)) - 1].of(body)
    document = next((one for one in target.event.coverage if one.id == which), None)
    if document is None:
        raise DatasetError(f"{target.event.about.id} has no document {which!r}, which an attack names")
    return document.text if what == "doc" else document.url or ""


def _swapped(text: str, swap: tuple[tuple[str, str], ...]) -> str:
    for old, new in swap:
        text = text.replace(old, new)
    return text
