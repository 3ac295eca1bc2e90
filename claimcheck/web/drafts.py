"""The decision form: what it shows before anybody has written in it, and the judgement that it comes to.

A field that says what the machine says is no correction. Leaves out whether the judgement may be given: the desk decides that.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast, get_args

from claimcheck.claims import (
    LABELS,
    REASONS,
    STANCES,
    Article,
    Attribution,
    Claim,
    Label,
    Mode,
    Said,
    Span,
    When,
)
from claimcheck.errors import InputError
from claimcheck.review.nouns import Corrections, Detail, EvidenceCorrection, Judgement
from claimcheck.web.guard import Fields

_MODES: tuple[Mode, ...] = get_args(Mode)
_BLANK = Attribution(source="", mode="indirect")


@dataclass(frozen=True)
class Draft:
    """The fields of the form."""

    label: str = ""
    reason: str = ""
    note: str = ""
    text: str = ""
    quote: str = ""
    links: tuple[Attribution, ...] = ()
    start: str = ""
    end: str = ""
    said: str = ""
    stances: dict[str, str] = field(default_factory=dict)
    open: bool = False
    """Whether the corrections are shown unfolded."""

    @classmethod
    def of(cls, claim: Claim, judgement: Judgement | None, article: Article) -> "Draft":
        """The form of a claim, filled in with a judgement that was not counted."""
        corrections = judgement.corrections if judgement else Corrections()
        when = corrections.when or (None if corrections.no_date else claim.when)
        links = claim.attribution if corrections.attribution is None else corrections.attribution
        return cls(
            label=(judgement.label or "unverified") if judgement else "",
            reason=(judgement.reason or "") if judgement else "",
            note=judgement.note if judgement else "",
            text=corrections.text or claim.text,
            quote=corrections.span.of(article.text) if corrections.span else claim.quote,
            links=(*links, _BLANK),
            start=when.start.isoformat() if when and when.start else "",
            end=when.end.isoformat() if when and when.end else "",
            said=corrections.said or "",
            stances={one.passage_id: "removed" if one.removed else one.stance or "" for one in corrections.evidence},
            open=not corrections.empty,
        )

    @classmethod
    def typed(cls, form: Fields) -> "Draft":
        """The form as it was sent, to be shown again with what is wrong about it."""
        return cls(
            label=form.get("label"),
            reason=form.get("reason"),
            note=form.get("note"),
            text=form.get("c-text"),
            quote=form.get("c-quote"),
            links=(*_rows(form), _BLANK),
            start=form.get("c-start"),
            end=form.get("c-end"),
            said=form.get("c-said"),
            stances=_stances(form),
            open=True,
        )


def judgement(form: Fields, detail: Detail) -> Judgement:
    """What the form says; raises InputError naming the field that cannot be."""
    given = form.get("label")
    if given not in (*LABELS, "unverified"):
        raise InputError("choose one of supported, contested, opinion and unverified")
    label: Label | None = given if given in LABELS else None
    reason = form.get("reason")
    return Judgement(
        label=label,
        reason=reason if label is None and reason in REASONS else None,
        note=form.get("note").strip(),
        corrections=_corrections(form, detail),
    )


def _corrections(form: Fields, detail: Detail) -> Corrections:
    claim, names = detail.claim, form.names()
    if "c-text" not in names:
        return Corrections(evidence=_weighed(form))
    text, when = form.get("c-text").strip(), _when(form, claim)
    said = form.get("c-said")
    return Corrections(
        text=text if text != claim.text.strip() else None,
        attribution=_attribution(form, claim),
        when=when,
        no_date=when is None and claim.when is not None and not form.get("c-start") and bool(claim.when.start),
        span=_span(form.get("c-quote"), claim, detail.article),
        said=cast(Said, said) if said in get_args(Said) else None,
        evidence=_weighed(form),
    )


def _span(quote: str, claim: Claim, article: Article) -> Span | None:
    """Where the words stand, the place nearest to the claim's own; None where they are the claim's own."""
    words = quote.strip()
    if not words or words == claim.quote.strip():
        return None
    places: list[int] = []
    at = article.text.find(words)
    while at >= 0:
        places.append(at)
        at = article.text.find(words, at + 1)
    if not places:
        raise InputError("the article does not hold these words as they stand; select them there, or copy them")
    nearest = min(places, key=lambda place: abs(place - claim.span.start))
    return Span(start=nearest, end=nearest + len(words))


def _attribution(form: Fields, claim: Claim) -> tuple[Attribution, ...] | None:
    rows = [row for row in _rows(form) if row.source]
    if [_plain(row) for row in rows] == [_plain(link) for link in claim.attribution]:
        return None
    known = {_plain(link): link for link in claim.attribution}
    return tuple(known.get(_plain(row), row) for row in rows)


def _rows(form: Fields) -> Sequence[Attribution]:
    """The lines of the chain; all four fields of a line come in the same order."""
    columns = [form.all(name) for name in ("who-source", "who-role", "who-cue", "who-mode")]
    return [
        Attribution(
            source=source.strip(),
            role=role.strip() or None,
            cue=cue.strip() or None,
            mode=cast(Mode, mode) if mode in _MODES else "indirect",
        )
        for source, role, cue, mode in zip(*columns, strict=False)
        if source.strip() or role.strip() or cue.strip()
    ]


def _plain(link: Attribution) -> tuple[str, str | None, str | None, str]:
    return link.source, link.role, link.cue, link.mode


def _when(form: Fields, claim: Claim) -> When | None:
    start, end = _day(form, "c-start"), _day(form, "c-end")
    first, last = start or end, end or start
    if first is None or last is None:
        return None
    if claim.when and (claim.when.start, claim.when.end) == (first, last):
        return None
    if last < first:
        raise InputError(f"the date ends on {last} before it begins on {first}")
    expression = claim.when.expression if claim.when else "as a reviewer has it"
    return When(expression=expression, start=first, end=last, precision="day" if first == last else "range")


def _day(form: Fields, name: str) -> dt.date | None:
    value = form.get(name).strip()
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError:
        raise InputError(f"{value!r} is no day; write it as 2024-10-09") from None


def _stances(form: Fields) -> dict[str, str]:
    return {name.partition(":")[2]: form.get(name) for name in form.names() if name.startswith("stance:")}


def _weighed(form: Fields) -> tuple[EvidenceCorrection, ...]:
    found = []
    for passage_id, value in _stances(form).items():
        if value == "removed":
            found.append(EvidenceCorrection(passage_id=passage_id, removed=True))
        elif value in STANCES:
            found.append(EvidenceCorrection(passage_id=passage_id, stance=value))
    return tuple(found)
