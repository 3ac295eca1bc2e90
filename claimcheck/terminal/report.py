"""A report as a person reads it in a terminal.

Every claim is a sign, a word and a colour, its text, who says it, when, and the words of other coverage that decide. Outside text
is cleaned of what could steer a terminal and never read as markup. From 140 columns on, claim and evidence stand side by side.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.rule import Rule
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from claimcheck.claims import Article, Claim
from claimcheck.evidence import Evidence, Finding, Verdict
from claimcheck.rendering import wording
from claimcheck.rendering.citing import Citation, citations
from claimcheck.rendering.wording import Signs, Standing
from claimcheck.reports import Report
from claimcheck.terminal.talk import one_line

COLOURS: dict[Standing, str] = {
    "supported": "green",
    "contested": "red",
    "opinion": "magenta",
    "unverified": "yellow",
    "failed": "bold red",
}
_STANCE_COLOURS = {"supports": "green", "refutes": "red", "qualifies": "yellow", "silent": "dim"}
_SIDE_BY_SIDE = 140
_WIDEST = 190
_KEY = 5


@dataclass(frozen=True)
class Look:
    """How to print."""

    signs: Signs = wording.UNICODE
    verbose: bool = False
    """Whether everything is shown: all evidence, features, what was skipped and dropped."""


class PrintedReport:
    """A report to hand to `rich.console.Console.print`."""

    def __init__(self, report: Report, look: Look) -> None:
        self._report = report
        self._look = look

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, _WIDEST)
        narrow = options.update(width=width if width >= _SIDE_BY_SIDE else min(width, 110))
        for part in self._parts(wide=width >= _SIDE_BY_SIDE):
            yield from console.render(part, narrow)

    def _parts(self, *, wide: bool) -> Iterator[RenderableType]:
        yield from _header(self._report, self._look)
        for number, finding in enumerate(self._report.findings, start=1):
            yield Rule(style="dim", characters=self._look.signs.rule)
            yield block(number, finding, self._report, self._look, wide=wide)
        yield from _footer(self._report, self._look)


def _header(report: Report, look: Look) -> Iterator[RenderableType]:
    article = report.article
    yield Text(one_line(article.title or "Untitled article"), style="bold")
    yield _dotted([one_line(part) for part in wording.masthead(article)], look)
    if article.url:
        yield Text(one_line(article.url), style="dim")
    yield Text()
    yield from _counts(report, look)
    for note in report.notes:
        yield Text.assemble((f"{look.signs.alert} ", "yellow"), one_line(note))
    if look.verbose:
        yield from _dropped(report, look)


def _dotted(parts: Sequence[str | Text], look: Look, style: str = "") -> Text:
    line = Text()
    for number, part in enumerate(parts):
        if number:
            line.append(f" {look.signs.dot} ", style="dim")
        line.append_text(Text(part, style=style) if isinstance(part, str) else part)
    return line


def _counts(report: Report, look: Look) -> Iterator[Text]:
    counts = wording.counts(report)
    line = Text(wording.number(counts.claims, "claim"), style="bold")
    for name, count in counts.standings.items():
        line.append(f"   {look.signs.standing[name]} {count} {name}", style=f"not bold {COLOURS[name]}")
    yield line
    reasons = wording.reasons(counts)
    if reasons:
        yield Text(f"Unverified: {reasons}", style="dim")


def block(number: int, finding: Finding, report: Report, look: Look, *, wide: bool = False) -> RenderableType:
    """One claim with its verdict and evidence."""
    claim, verdict = finding.claim, finding.verdict
    left = Group(
        _heading(number, finding, look), Text(one_line(claim.text), style="bold"), _facts(finding, report, look)
    )
    right = Group(*_evidence(verdict, look)) if verdict else Group()
    if not wide:
        return Group(left, right)
    sides = Table.grid(padding=(0, 4, 0, 0), expand=True)
    sides.add_column(ratio=9)
    sides.add_column(ratio=10)
    sides.add_row(left, right)
    return sides


def _heading(number: int, finding: Finding, look: Look) -> Text:
    name = wording.standing(finding)
    head = Text.assemble((f"{number} ", "dim"), (f"{look.signs.standing[name]} {name}", f"{COLOURS[name]} bold"))
    parts: list[str | Text] = [head]
    if finding.verdict is None:
        return head
    verdict = finding.verdict
    if verdict.reason:
        parts.append(f"{verdict.reason}: {wording.REASONS[verdict.reason]}")
    details = (wording.tally(verdict.origins), wording.confidence(verdict.confidence))
    return _dotted([*parts, *(detail for detail in details if detail)], look)


def _facts(finding: Finding, report: Report, look: Look) -> RenderableType:
    """Who, when, said, why: one row each, keys in a column of their own."""
    rows = Table.grid(padding=(0, 1, 0, 0))
    rows.add_column(style="dim", width=_KEY, no_wrap=True)
    rows.add_column(overflow="fold")
    for key, value in _rows(finding, report.article, look):
        rows.add_row(key, value)
    for key, words in wording.people(report, finding.claim.id):
        rows.add_row(key[:_KEY], Text(one_line(words), style="bold" if key == "mine" else "dim"))
    return Padding(rows, (0, 0, 0, 2))


def _rows(finding: Finding, article: Article, look: Look) -> Iterator[tuple[str, RenderableType]]:
    claim, verdict = finding.claim, finding.verdict
    yield "who", _chain(claim, article, look)
    if claim.when:
        yield "when", Text(one_line(wording.expressed(claim.when)))
    said = wording.said(claim, verdict) if verdict else None
    if verdict and said:
        sign = look.signs.stance["supports" if verdict.said == "supported" else "refutes"]
        yield "said", Text(f"{sign} {one_line(said)}", style="green" if verdict.said == "supported" else "red")
    if verdict:
        yield "why", Text(one_line(verdict.rationale))
    if finding.error:
        yield "error", Text(one_line(finding.error), style="red")
    for flag in claim.flags:
        yield "check", Text(f"{look.signs.alert} {one_line(flag)}", style="yellow")
    if look.verbose:
        yield from _details(claim)


def _details(claim: Claim) -> Iterator[tuple[str, RenderableType]]:
    yield "quote", Text(f"“{one_line(claim.quote)}” [{claim.span.start}:{claim.span.end}]", style="dim")
    kind = claim.kind or ("checkable" if claim.checkable else "not checkable")
    terms = ", ".join(f"{term.name} {term.weight:+.1f}" for term in claim.worthiness.terms)
    yield "worth", Text(one_line(f"{claim.worthiness.score:.2f} ({terms or 'no terms'}), {kind}"), style="dim")


def _chain(claim: Claim, article: Article, look: Look) -> Text:
    """The attribution chain as steps going in, outermost first; or the outlet itself."""
    if not claim.attribution:
        return Text(one_line(wording.owner(article)), style="dim")
    steps = []
    for depth, link in enumerate(claim.attribution):
        lead = "" if depth == 0 else "  " * (depth - 1) + look.signs.below
        steps.append(
            Text.assemble(
                (lead, "dim"),
                (one_line(wording.speaker(link)), "cyan"),
                (f" {look.signs.dot} {one_line(wording.manner(link))}", "dim"),
            )
        )
    return Text("\n").join(steps)


def _evidence(verdict: Verdict, look: Look) -> Iterator[RenderableType]:
    cited = citations(verdict, every=look.verbose)
    for citation in cited.shown:
        yield Padding(_citation(citation, look), (0, 0, 0, 2))
    if cited.rest:
        yield Padding(Text(f"{'also' if cited.shown else ''} weighed: {cited.rest}".strip(), style="dim"), (0, 0, 0, 2))


def _citation(citation: Citation, look: Look) -> RenderableType:
    item = citation.evidence
    colour = _STANCE_COLOURS[item.stance] if item.independent else "dim"
    rows = Table.grid(padding=(0, 1, 0, 0))
    rows.add_column(width=1, no_wrap=True)
    rows.add_column(overflow="fold")
    rows.add_row(Text(wording.sign(item, look.signs), style=colour), Group(*_cited(citation, colour, look)))
    return rows


def _cited(citation: Citation, colour: str, look: Look) -> Iterator[RenderableType]:
    item = citation.evidence
    parts: list[str | Text] = [
        Text(wording.stance(item), style=colour),
        Text(one_line(item.imprint.publisher or "unnamed outlet"), style="bold"),
        wording.printed(item.imprint.published),
    ]
    voice = wording.voice(item)
    if voice:
        parts.append(one_line(voice))
    yield _dotted(parts, look)
    words = item.snippet or (item.passage.text if look.verbose else None)
    if words:
        yield Barred(one_line(words), look.signs.bar, colour)
    if citation.also:
        yield Text(one_line(f"same origin: {', '.join(citation.also)}"), style="dim")
    for sign in item.suspicious:
        yield Text(f"{look.signs.alert} this passage {one_line(sign)}", style="yellow")
    if look.verbose:
        yield _reasons(item, look)


def _reasons(item: Evidence, look: Look) -> Text:
    parts = [one_line(item.rationale), f"said {item.said}" if item.said else "", f"origin {one_line(item.origin_id)}"]
    parts += [
        wording.confidence(item.confidence) or "",
        one_line(item.imprint.title or ""),
        one_line(item.imprint.url or ""),
    ]
    return _dotted([part for part in parts if part], look, style="dim")  # fmt: skip


class Barred:
    """Quoted words with a bar down their left side, so that a quote is told from our own words without colour."""

    def __init__(self, words: str, bar: str, colour: str) -> None:
        self._words = Text(words, style="italic")
        self._bar = (f"{bar} ", colour)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self._words.wrap(console, max(8, options.max_width - len(self._bar[0]))):
            line.rstrip()
            yield from Text.assemble(self._bar, line).render(console)
            yield Segment.line()


def _dropped(report: Report, look: Look) -> Iterator[RenderableType]:
    if not report.article.dropped:
        return
    yield Text("\nLeft out as boilerplate", style="bold")
    for piece in report.article.dropped:
        yield Text(f"  {piece.reason}: {one_line(piece.text)}", style="dim")


def _footer(report: Report, look: Look) -> Iterator[RenderableType]:
    yield Text()
    if look.verbose:
        yield from _refused(report)
        yield from _skipped(report)
    left_out = wording.left_out(report)
    if left_out:
        hint = "" if look.verbose else " (--verbose shows them)"
        yield Text(left_out + hint, style="dim")
    made = wording.provenance(report)
    if made:
        yield Text(made.replace("·", look.signs.dot), style="dim")


def _refused(report: Report) -> Iterator[RenderableType]:
    for claim in report.dropped:
        yield Text.assemble(("refused: ", "yellow"), one_line(claim.text), (f" ({one_line(claim.reason)})", "dim"))


def _skipped(report: Report) -> Iterator[RenderableType]:
    for skipped in report.skipped:
        yield Text(f"{skipped.reason}: {one_line(skipped.span.of(report.article.text))}", style="dim")
