"""A report as Markdown and as one self-contained HTML file."""

import itertools
import re
from typing import Any

from claimcheck.claims import Report
from claimcheck.rendering import wording
from claimcheck.text import printable

_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~-])")


def markdown(report: Report) -> str:
    """The report as Markdown; whatever comes from outside is escaped."""
    article = report.article
    lines = [
        f"# {_safe(article.title or 'Untitled')}",
        "",
        f"{_safe(article.publisher or 'Publisher unknown')} · {wording.published(article.published)}",
        "",
    ]
    lines += [
        " · ".join(
            f"{wording.SIGNS[name]} {number} {name}" for name, number in wording.counts(report.findings).items()
        ),
        "",
    ]
    for number, finding in enumerate(report.findings, start=1):
        lines += _claim(number, finding)
    lines += [f"- {_safe(note)}" for note in report.notes]
    return "\n".join(lines).rstrip() + "\n"


def _claim(number: int, finding: Any) -> list[str]:
    claim, verdict = finding.claim, finding.verdict
    lines = [
        f"## {number}. {wording.SIGNS[wording.status(finding)]} {wording.headline(finding)}",
        "",
        _safe(claim.text),
        "",
    ]
    lines.append(f"- Says: {_safe(wording.chain(claim))}")
    if claim.when:
        lines.append(f"- When: {_safe(wording.interval(claim.when))}")
    if verdict is None:
        return [*lines, f"- Error: {_safe(finding.error or '')}", ""]
    if verdict.said:
        lines.append(f"- Said: {verdict.said}")
    lines.append(f"- Why: {_safe(verdict.rationale)}")
    for item in wording.shown(verdict, everything=False):
        lines.append(f"- {wording.stance(item)} — {_safe(wording.place(item))}: “{_safe(item.snippet or '')}”")
    return [*lines, ""]


def _safe(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(printable(text).split()))


def html(report: Report) -> str:
    """The report as one HTML page without any outside request: article and claims side by side, light and dark, printable."""
    # only HTML output pays for Jinja
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("claimcheck.rendering", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clean"] = printable
    return environment.get_template("report.html.j2").render(
        report=report, w=wording, counts=wording.counts(report.findings), paragraphs=marked(report)
    )


def marked(report: Report) -> list[list[dict[str, Any]]]:
    """The article's paragraphs as runs of text, each with the claims (numbers from 1) whose words it belongs to."""
    text = report.article.text
    spans = [
        (finding.claim.span, number, wording.status(finding)) for number, finding in enumerate(report.findings, start=1)
    ]
    edges = sorted(
        {
            0,
            len(text),
            *(edge for span, _, _ in spans for edge in (span.start, span.end)),
            *(m.start() for m in re.finditer("\n", text)),
        }
    )
    paragraphs: list[list[dict[str, Any]]] = [[]]
    for start, end in itertools.pairwise(edges):
        words = text[start:end]
        if words.startswith("\n"):
            words = words.lstrip("\n")
            if paragraphs[-1]:
                paragraphs.append([])
        if not words:
            continue
        here = [(number, status) for span, number, status in spans if span.start <= start and end <= span.end]
        paragraphs[-1].append(
            {"words": words, "claims": [number for number, _ in here], "status": here[0][1] if here else None}
        )
    return paragraphs
