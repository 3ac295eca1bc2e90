"""A report as Markdown for notes, tickets and mail.

Text from outside is escaped, so that no renderer finds markup, HTML, links or mentions in it that the report did not put there.
"""

import re
from collections.abc import Iterator, Sequence

from claimcheck.claims import Article, Claim
from claimcheck.evidence import Finding, Verdict
from claimcheck.rendering import wording
from claimcheck.rendering.citing import Citation, citations
from claimcheck.reports import Report
from claimcheck.text import printable

_ACTIVE = re.compile(r"[\\`*_{}\[\]<>#|~&$@^!]")
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp|www)([:.])")
_LIST = re.compile(r"^(\d+)([.)])|^([-+=])")
_SIGNS = wording.UNICODE


def as_markdown(reports: Sequence[Report]) -> str:
    """All reports, one after the other."""
    return "\n".join("\n".join(_report(report)) + "\n" for report in reports)


def escaped(text: str) -> str:
    """Outside text on one line, with nothing in it that Markdown acts on: `"*a* <b>" -> "\\*a\\* \\<b\\>"`."""
    line = " ".join(printable(text).split())
    line = _ACTIVE.sub(r"\\\g<0>", line)
    line = _ADDRESS.sub(r"\1\\\2", line)
    return _LIST.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", line)


def _report(report: Report) -> Iterator[str]:
    article = report.article
    yield f"# {escaped(article.title or 'Untitled article')}\n"
    yield " · ".join(escaped(part) for part in wording.masthead(article)) + "\n"
    if article.url:
        yield f"{escaped(article.url)}\n"
    yield from _counts(report)
    for note in report.notes:
        yield f"> **Note:** {escaped(note)}\n"
    for number, finding in enumerate(report.findings, start=1):
        yield from _finding(number, finding, report)
    yield from _footer(report)


def _counts(report: Report) -> Iterator[str]:
    counts = wording.counts(report)
    parts = [f"{_SIGNS.standing[name]} {count} {name}" for name, count in counts.standings.items()]
    yield f"**{wording.number(counts.claims, 'claim')}:** {', '.join(parts)}\n" if parts else "**0 claims**\n"
    reasons = wording.reasons(counts)
    if reasons:
        yield f"Unverified: {reasons}\n"


def _finding(number: int, finding: Finding, report: Report) -> Iterator[str]:
    claim, verdict = finding.claim, finding.verdict
    name = wording.standing(finding)
    yield f"## {number}. {_SIGNS.standing[name]} {name}\n"
    yield f"**{escaped(claim.text)}**\n"
    for key, value in _facts(finding, report.article):
        yield f"- {key}: {value}"
    for key, value in wording.people(report, claim.id):
        yield f"- {key.capitalize()}: {escaped(value)}"
    yield ""
    if verdict:
        yield from _evidence(verdict)


def _facts(finding: Finding, article: Article) -> Iterator[tuple[str, str]]:
    claim, verdict = finding.claim, finding.verdict
    yield "Who", _chain(claim, article)
    if claim.when:
        yield "When", escaped(wording.expressed(claim.when))
    if verdict:
        said = wording.said(claim, verdict)
        if said:
            yield "Said", escaped(said)
        details = (wording.tally(verdict.origins), wording.confidence(verdict.confidence))
        stands = [verdict.reason and f"{verdict.reason} ({wording.REASONS[verdict.reason]})", *details]
        if any(stands):
            yield "Stands on", ", ".join(part for part in stands if part)
        yield "Why", escaped(verdict.rationale)
    if finding.error:
        yield "Error", escaped(finding.error)
    for flag in claim.flags:
        yield "Check", escaped(flag)


def _chain(claim: Claim, article: Article) -> str:
    """Outermost first: `"Tobiah Crane, town councillor (“told the Packet”, reported) → Wystan Hale (...)"`."""
    if not claim.attribution:
        return escaped(wording.owner(article))
    links = (f"{wording.speaker(link)} ({wording.manner(link)})" for link in claim.attribution)
    return " → ".join(escaped(link) for link in links)


def _evidence(verdict: Verdict) -> Iterator[str]:
    cited = citations(verdict)
    for citation in cited.shown:
        yield from _citation(citation)
    if cited.rest:
        yield f"{'Also weighed' if cited.shown else 'Weighed'}: {cited.rest}\n"


def _citation(citation: Citation) -> Iterator[str]:
    item = citation.evidence
    imprint = item.imprint
    parts = [f"{wording.sign(item, _SIGNS)} {wording.stance(item)}"]
    parts += [f"**{escaped(imprint.publisher or 'unnamed outlet')}**", wording.printed(imprint.published)]
    voice = wording.voice(item)
    parts += [escaped(voice)] if voice else []
    parts += [f"same origin: {escaped(', '.join(citation.also))}"] if citation.also else []
    parts += [f"**this passage {escaped(sign)}**" for sign in item.suspicious]
    yield " · ".join(parts) + "\n"
    if item.snippet:
        yield f"> {escaped(item.snippet)}\n"


def _footer(report: Report) -> Iterator[str]:
    left_out, made = wording.left_out(report), wording.provenance(report)
    if left_out or made:
        yield "---\n"
    for line in wording.taken_out(report):
        yield f"{escaped(line)}\n"
    if left_out:
        yield f"{left_out}\n"
    if made:
        yield f"{escaped(made)}\n"
