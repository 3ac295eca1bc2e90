"""What is known of one claim, arranged for reading: rows of facts, and the evidence as a tree of origins.

Plain text with outside words as they stand; faces clean and draw it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from claimcheck.claims import Article
from claimcheck.evidence import Evidence, Imprint
from claimcheck.rendering import wording
from claimcheck.rendering.wording import Signs
from claimcheck.session.state import Item
from claimcheck.session.view import label


@dataclass(frozen=True)
class Row:
    """One fact."""

    key: str
    """`who`, `when`, `said`, `why`, ...: short enough for a column."""
    value: str
    tone: str = ""
    """`good`, `bad`, `mind`, `faint` or nothing."""


@dataclass(frozen=True)
class Printed:
    """One document of an origin, with its passages that were weighed."""

    imprint: Imprint
    passages: tuple[tuple[int, Evidence], ...]
    """(number, evidence); numbers run through the whole claim from 1, and answers and commands cite them."""


@dataclass(frozen=True)
class Origin:
    """Documents that go back to one text."""

    id: str
    documents: tuple[Printed, ...]
    own: bool
    """Whether it is the article's own origin, which never counts."""

    @property
    def first(self) -> Evidence:
        """Its most telling passage."""
        return self.documents[0].passages[0][1]

    @property
    def title(self) -> str:
        """`"supports: one origin, 3 documents"`."""
        count = wording.number(len(self.documents), "document")
        return f"{wording.stance(self.first)} · {count}"


def origins(item: Item) -> tuple[Origin, ...]:
    """The evidence as origins, most telling first, each with its documents and their passages."""
    verdict = item.finding.verdict if item.finding else None
    groups: dict[tuple[bool, str], dict[str, list[tuple[int, Evidence]]]] = {}
    for number, evidence in enumerate(verdict.evidence if verdict else (), start=1):
        documents = groups.setdefault((not evidence.independent, evidence.origin_id), {})
        documents.setdefault(evidence.imprint.document_id, []).append((number, evidence))
    return tuple(
        Origin(
            id=identity,
            documents=tuple(Printed(held[0][1].imprint, tuple(held)) for held in documents.values()),
            own=own,
        )
        for (own, identity), documents in groups.items()
    )


def heading(item: Item, signs: Signs) -> str:
    """`"✗ contested · 1 origin against, 2 for, 4 documents"`."""
    if item.finding is None:
        return "… not weighed yet"
    name = wording.standing(item.finding)
    verdict = item.finding.verdict
    parts = [f"{signs.standing[name]} {name}"]
    if verdict:
        parts += [f"{verdict.reason}: {wording.REASONS[verdict.reason]}"] if verdict.reason else []
        parts += [part for part in (wording.tally(verdict.origins), wording.confidence(verdict.confidence)) if part]
    return f" {signs.dot} ".join(parts)


def rows(item: Item, article: Article, signs: Signs) -> Iterator[Row]:
    """Everything about the claim but its evidence."""
    yield from _decided(item, signs)
    yield from _speakers(item, article, signs)
    yield from _time(item)
    yield from _found(item, signs)
    yield from _own(item)
    terms = ", ".join(f"{term.name} {term.weight:+.1f}" for term in item.claim.worthiness.terms)
    kind = item.claim.kind or ("checkable" if item.claim.checkable else "not checkable")
    yield Row("worth", f"{item.claim.worthiness.score:.2f} ({terms or 'no terms'}), {kind}", "faint")


def _decided(item: Item, signs: Signs) -> Iterator[Row]:
    if item.decision is None:
        return
    name, decision = label(item), item.decision
    sign = signs.standing.get(name, "")  # type: ignore[call-overload]  # a decision's label is always a standing
    note = f": {decision.note}" if decision.note else ""
    tone = {"supported": "good", "contested": "bad"}.get(name, "mind")
    yield Row("mine", f"{sign} {name} {signs.dot} {decision.reviewer}, {decision.at:%Y-%m-%d %H:%M}{note}", tone)


def _speakers(item: Item, article: Article, signs: Signs) -> Iterator[Row]:
    chain = item.claim.attribution
    if not chain:
        yield Row("who", wording.owner(article))
    for depth, link in enumerate(chain):
        lead = "" if depth == 0 else "  " * (depth - 1) + signs.below
        yield Row("who" if depth == 0 else "", f"{lead}{wording.speaker(link)} {signs.dot} {wording.manner(link)}")


def _time(item: Item) -> Iterator[Row]:
    if item.claim.when:
        yield Row("when", wording.expressed(item.claim.when), "" if item.claim.when.start else "mind")


def _found(item: Item, signs: Signs) -> Iterator[Row]:
    finding = item.finding
    verdict = finding.verdict if finding else None
    said = wording.said(item.claim, verdict) if verdict else None
    if verdict and said:
        good = verdict.said == "supported"
        yield Row("said", f"{signs.stance['supports' if good else 'refutes']} {said}", "good" if good else "bad")
    elif verdict and item.claim.claimant:
        yield Row("said", "open: no independent coverage settles it", "faint")
    if verdict:
        yield Row("why", verdict.rationale)
    if finding and finding.error:
        yield Row("error", finding.error, "bad")
    for flag in item.claim.flags:
        yield Row("check", f"{signs.alert} {flag}", "mind")


def _own(item: Item) -> Iterator[Row]:
    """What a person did to it."""
    for claim in item.before:
        chain = " > ".join(link.source for link in claim.attribution)
        yield Row("was", f"{claim.text}" + (f" ({chain})" if chain else ""), "faint")
    if item.by_hand:
        yield Row("by hand", "written by a person; the machine had no such claim", "faint")
    if item.pins:
        names = ", ".join(dict.fromkeys(hit.imprint.publisher or "unnamed outlet" for hit in item.pins))
        yield Row("pinned", f"{wording.number(len(item.pins), 'passage')}: {names}", "faint")
    if item.stale:
        yield Row("stale", "pins or the limit of days changed since; weigh again", "mind")
    if item.queued:
        yield Row("queue", "sent to the review queue", "faint")


def citation(evidence: Evidence) -> str:
    """The words relied on with where they stand, to be pasted elsewhere."""
    words = " ".join((evidence.snippet or evidence.passage.text).split())
    imprint = evidence.imprint
    parts = [imprint.publisher or "unnamed outlet", f"“{imprint.title}”" if imprint.title else ""]
    parts += [wording.printed(imprint.published), imprint.url or ""]
    return f"“{words}” ({', '.join(part for part in parts if part)})"
