"""How claims in the queue look in a terminal: a line each in lists, everything about one, and the figures of the desk.

Text of others is cleaned before it is printed and never read as markup; no meaning rests on colour.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from claimcheck.evidence import Evidence, Finding
from claimcheck.rendering import wording
from claimcheck.rendering.wording import Standing
from claimcheck.reports import Report
from claimcheck.review import Detail, Event, Given, Item, Page, State
from claimcheck.terminal.report import COLOURS, Barred, Look, block
from claimcheck.terminal.talk import one_line

_STATE_COLOURS: dict[State, str] = {
    "open": "", "leased": "cyan", "decided": "blue", "agreed": "green", "adjudicated": "green", "exported": "green",
    "conflicted": "red", "deferred": "yellow", "rejected": "dim", "merged": "dim",
}  # fmt: skip
_SHORT_ID = 8
_AROUND = 160
"""Characters of the article shown on either side of a claim's words."""


def label_text(label: str | None, look: Look, *, hidden: bool = False) -> Text:
    """`"✗ contested"`; `"hidden"` where reviewers are not to know."""
    if hidden:
        return Text("hidden", style="dim")
    name: Standing = label or "unverified"  # type: ignore[assignment]
    return Text(f"{look.signs.standing[name]} {name}", style=COLOURS[name])


def machine_text(item: Item, look: Look) -> Text:
    """What the machine made of it."""
    if item.machine_reason == "failed":
        return label_text("failed", look)
    return label_text(item.machine_label, look, hidden=item.machine_hidden)


def listed(page: Page, look: Look) -> RenderableType:
    """A table of claims."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    for name in ("no.", "state", "machine", "place", "claim"):
        table.add_column(
            name,
            overflow="fold" if name == "claim" else "crop",
            no_wrap=name != "claim",
            ratio=1 if name == "claim" else None,
        )
    for item in page.items:
        table.add_row(
            str(item.number),
            state_text(item),
            machine_text(item, look),
            f"{item.priority.score:.2f}",
            _claim_text(item, look),
        )
    return table


def state_text(item: Item) -> Text:
    """`"leased"`, `"decided 1/2"`."""
    count = f" {item.reviews}/{item.needed}" if item.needed > 1 and item.state in ("open", "decided", "leased") else ""
    return Text(item.state + count, style=_STATE_COLOURS[item.state])


def _claim_text(item: Item, look: Look) -> Text:
    line = Text(one_line(item.text))
    told = [part for part in (item.speaker, item.publisher) if part]
    if item.group_size > 1:
        told.append(f"{item.group_size} alike")
    if item.assignee:
        told.append(f"for {item.assignee}")
    if item.lease:
        told.append(f"held by {item.lease.holder}")
    if told:
        line.append("\n" + f" {look.signs.dot} ".join(one_line(part) for part in told), style="dim")
    return line


def shown(detail: Detail, look: Look, *, log: bool) -> Iterator[RenderableType]:
    """Everything about one claim."""
    item, article = detail.item, detail.article
    yield Text.assemble((f"claim {item.number}", "bold"), (f"  {item.id}", "dim"))
    yield _facts(detail, look)
    yield Text()
    yield Text(one_line(article.title or "Untitled article"), style="bold")
    yield Text(f" {look.signs.dot} ".join(one_line(part) for part in wording.masthead(article)), style="dim")
    yield from _in_context(detail, look)
    yield Text()
    yield from _judged_by_machine(detail, look)
    if look.verbose and not detail.item.machine_hidden:
        yield Text("\npassages, by the numbers that `decide --evidence N=STANCE` takes", style="bold")
        yield from (_passage(number, item) for number, item in enumerate(detail.evidence, start=1))
    yield from _by_people(detail, look)
    yield from _group(detail, look)
    if log:
        yield Text("\nlog", style="bold")
        yield logged(detail.events)


def _facts(detail: Detail, look: Look) -> Table:
    item = detail.item
    rows = Table.grid(padding=(0, 2, 0, 0))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    rows.add_row("state", state_text(item))
    if item.state in ("agreed", "adjudicated", "exported"):
        rows.add_row("label", label_text(item.label, look))
    terms = ", ".join(f"{term.name} {term.adds:+.2f}" for term in item.priority.terms)
    rows.add_row("place", Text(f"{item.priority.score:.2f} ({terms or 'no terms'})"))
    if item.lease:
        rows.add_row("held by", Text(one_line(f"{item.lease.holder} until {_time(item.lease.expires)}")))
    if item.assignee:
        rows.add_row("for", Text(one_line(item.assignee)))
    if item.due and item.state == "deferred":
        rows.add_row("until", Text(_time(item.due)))
    if detail.merged_into:
        rows.add_row("merged", Text(f"into {detail.merged_into}"))
    return rows


def _time(at: dt.datetime) -> str:
    return f"{wording.day(at.date())}, {at:%H:%M} UTC"


def _in_context(detail: Detail, look: Look) -> Iterator[RenderableType]:
    """The claim's words with the sentence or so around them."""
    text, span = detail.article.text, detail.corrected.span
    start, end = max(0, span.start - _AROUND), min(len(text), span.end + _AROUND)
    # Cut between words, not within them.
    start = text.find(" ", start, span.start) + 1 or span.start if start else 0
    end = text.rfind(" ", span.end, end) if end < len(text) and " " in text[span.end : end] else end
    before = ("... " if start else "") + text[start : span.start]
    after = text[span.end : end] + (" ..." if end < len(text) else "")
    # Only the ends are stripped by one_line, so the marks keep the words apart.
    marked = f"{before}[{text[span.start : span.end]}]{after}"
    yield Barred(one_line(marked), look.signs.bar, "dim")


def _judged_by_machine(detail: Detail, look: Look) -> Iterator[RenderableType]:
    finding = Finding(claim=detail.claim, verdict=detail.verdict, error=detail.error)
    if not detail.item.machine_hidden:
        report = Report(article=detail.article, findings=(finding,))
        yield block(detail.item.number, finding, report, look)
        return
    yield Text(one_line(detail.claim.text), style="bold")
    yield Text("the machine's verdict is hidden until yours is in; what it weighed, in no order:", style="dim")
    for item in detail.evidence:
        yield Text(
            one_line(f"{item.imprint.publisher or 'unnamed outlet'}, {wording.printed(item.imprint.published)}"),
            style="bold",
        )
        yield Barred(one_line(item.passage.text), look.signs.bar, "dim")


def _passage(number: int, item: Evidence) -> Text:
    where = f"{item.imprint.publisher or 'unnamed outlet'}, {wording.printed(item.imprint.published)}"
    return Text.assemble((f"  {number} ", "dim"), f"{wording.stance(item)} ", (one_line(where), "dim"))


def _by_people(detail: Detail, look: Look) -> Iterator[RenderableType]:
    if detail.decisions or detail.hidden_decisions or detail.adjudication:
        yield Text("\npeople", style="bold")
    for given in detail.decisions:
        yield _given(given, look, "decided")
    if detail.hidden_decisions:
        yield Text(f"  {wording.number(detail.hidden_decisions, 'decision')} hidden until yours is in", style="dim")
    if detail.adjudication:
        yield _given(detail.adjudication, look, "settled it")
    if detail.corrected != detail.claim:
        yield Text.assemble(("  corrected: ", "dim"), one_line(detail.corrected.text))
        speaker = detail.corrected.claimant
        yield Text(
            one_line(f"  who: {wording.speaker(speaker) if speaker else wording.owner(detail.article)}"), style="dim"
        )
    for kept in detail.kept:
        yield Text.assemble(
            ("  came too late, kept for you: ", "yellow"), label_text(kept.label, look), f" {one_line(kept.note)}"
        )
    for note in detail.notes:
        lead = "    " if note.reply_to else "  "
        yield Text.assemble(
            (f"{lead}{note.event} {one_line(note.actor)}, {_time(note.at)}: ", "dim"), one_line(note.text)
        )


def _given(given: Given, look: Look, did: str) -> Text:
    line = Text.assemble(f"  {one_line(given.reviewer)} {did}: ", label_text(given.label, look))
    if given.propagated_from:
        line.append(f" (as for {given.propagated_from})", style="dim")
    if given.note:
        line.append(f" {look.signs.dot} {one_line(given.note)}")
    return line


def _group(detail: Detail, look: Look) -> Iterator[RenderableType]:
    if detail.group:
        yield Text(f"\nnearly the same ({len(detail.group)})", style="bold")
    for item in detail.group:
        yield Text.assemble(
            (f"  {item.number} ", "dim"),
            state_text(item),
            f" {one_line(item.text)} ",
            (one_line(item.publisher or ""), "dim"),
        )


def logged(events: Sequence[Event]) -> RenderableType:
    """The log: number, time, who, what, why, and the first digits of the hash."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    for name in ("event", "time", "who", "what", "why", "hash"):
        table.add_column(name, overflow="fold", no_wrap=name != "why")
    for event in events:
        why = "withheld" if event.redacted else one_line(event.reason)
        at = f"{event.at:%Y-%m-%d %H:%M:%S}"
        table.add_row(str(event.number), at, one_line(event.actor), event.kind, Text(why), event.hash[:_SHORT_ID])
    return table


def counted(rows: Mapping[str, object]) -> Table:
    """Names and values in two columns."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim")
    table.add_column(justify="left")
    for name, value in rows.items():
        table.add_row(one_line(name), value if isinstance(value, Text) else Text(one_line(str(value))))
    return table
