"""A report for the terminal, by rich: sign and word for every label, so that nothing hangs on colour."""

from rich.console import Console, Group
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from claimcheck.claims import Finding, Report
from claimcheck.rendering import wording
from claimcheck.text import printable

_STYLES = {
    "supported": "green",
    "contested": "red",
    "opinion": "magenta",
    "unverified": "yellow",
    "failed": "bright_black",
}


def show(report: Report, console: Console, *, verbose: bool = False) -> None:
    """Print the report; `verbose` adds all evidence, skipped sentences and dropped boilerplate."""
    signs = wording.SIGNS if _unicode(console) else wording.PLAIN_SIGNS
    article = report.article
    console.print(Text(printable(article.title or "Untitled"), style="bold"))
    author = f" · {article.author}" if article.author else ""
    console.print(
        Text(
            printable(f"{article.publisher or 'Publisher unknown'}{author} · {wording.published(article.published)}"),
            style="dim",
        )
    )
    console.print(_counts(report, signs))
    for number, finding in enumerate(report.findings, start=1):
        console.print(Rule(style="bright_black", characters="─" if _unicode(console) else "-"))
        console.print(_finding(number, finding, signs, verbose))
    if verbose:
        _aside(report, console)
    for note in report.notes:
        console.print(Text(printable(f"Note: {note}"), style="yellow"))


def _counts(report: Report, signs: dict[str, str]) -> Text:
    line = Text(f"{len(report.findings)} claims: ")
    for place, (name, number) in enumerate(wording.counts(report.findings).items()):
        line.append(", " if place else "")
        line.append(f"{signs[name]} {number} {name}", style=_STYLES[name])
    return line


def _finding(number: int, finding: Finding, signs: dict[str, str], verbose: bool) -> Group:
    status, claim, verdict = wording.status(finding), finding.claim, finding.verdict
    head = Text(f"{signs[status]} {wording.headline(finding)}", style=f"bold {_STYLES[status]}")
    if verdict and verdict.confidence is not None:
        head.append(f"  confidence {verdict.confidence:.2f}", style="dim")
    if verdict and wording.origins(verdict):
        head.append(f"  {wording.origins(verdict)}", style="dim")
    rows: list[Text | Padding] = [head, Text(f"{number}. {printable(claim.text)}")]
    details = [("says", wording.chain(claim))]
    if claim.when:
        details.append(("when", wording.interval(claim.when)))
    if verdict and verdict.said:
        details.append(("said", verdict.said))
    details += [("flag", flag) for flag in claim.flags]
    details.append(("why", verdict.rationale) if verdict else ("error", finding.error or ""))
    rows += [_detail(name, value) for name, value in details]
    for item in wording.shown(verdict, everything=verbose) if verdict else []:
        words = Text(f"{wording.stance(item)}: ", style="bold")
        words.append(f"“{printable(' '.join((item.snippet or item.passage.text).split()))}”", style="not bold")
        words.append(f"  {printable(wording.place(item))}", style="not bold dim")
        if item.suspicious:
            words.append(f"  [{', '.join(item.suspicious)}]", style="not bold red")
        if verbose:
            words.append(f"  {printable(item.rationale)}", style="not bold dim")
        rows.append(Padding(words, (0, 0, 0, 6), expand=False))
    return Group(*rows)


def _detail(name: str, value: str) -> Padding:
    line = Text(f"{name:<5} ", style="dim")
    line.append(printable(value), style="not dim")
    return Padding(line, (0, 0, 0, 3), expand=False)


def _aside(report: Report, console: Console) -> None:
    for title, rows in (
        (
            "Sentences without a claim",
            [f"{item.reason}: {item.span.of(report.article.text)}" for item in report.skipped],
        ),
        ("Claims dropped", [f"{item.reason}: {item.text}" for item in report.dropped]),
        ("Left out as boilerplate", [f"{item.reason}: {item.text}" for item in report.article.dropped]),
    ):
        if rows:
            console.print(Rule(title, style="bright_black"))
            for row in rows:
                console.print(Padding(Text(printable(row), style="dim"), (0, 0, 0, 3), expand=False))


def _unicode(console: Console) -> bool:
    return (console.encoding or "").lower().startswith("utf")
