"""The words of a report, the same in every form: standing, who, when, how many origins, how a passage stands.

Everything here returns plain text with the article's and the coverage's own words in it as they stand: whoever prints it escapes
and cleans it. Leaves out colours and all layout.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Literal, get_args

from claimcheck.claims import Article, Attribution, Claim, Published, Reason, Stance, When
from claimcheck.evidence import Evidence, Finding, OriginCount, Verdict
from claimcheck.reports import Report, Usage

Standing = Literal["supported", "contested", "opinion", "unverified", "failed"]
"""What came of a claim: its label, `unverified` for none, `failed` where an error prevented a verdict."""
STANDINGS: tuple[Standing, ...] = get_args(Standing)


@dataclass(frozen=True)
class Signs:
    """One sign for each standing and stance, so that no meaning rests on colour."""

    standing: dict[Standing, str]
    stance: dict[Stance, str]
    saying: str
    """Before a passage that only settles who said it."""
    copy: str
    """Before a copy of the article."""
    below: str
    """Leads to the inner link of a chain."""
    bar: str
    """Stands before quoted words."""
    dot: str
    """Between the parts of a line."""
    rule: str
    """Repeated, it divides claims."""
    alert: str
    """Before what needs the reader's attention."""


UNICODE = Signs(
    standing={"supported": "✓", "contested": "✗", "opinion": "◇", "unverified": "?", "failed": "!"},
    stance={"supports": "✓", "refutes": "✗", "qualifies": "≈", "silent": "·"},
    saying="»",
    copy="=",
    below="└ ",
    bar="│",
    dot="·",
    rule="─",
    alert="!",
)
ASCII = Signs(
    standing={"supported": "+", "contested": "x", "opinion": "o", "unverified": "?", "failed": "!"},
    stance={"supports": "+", "refutes": "x", "qualifies": "~", "silent": "."},
    saying=">",
    copy="=",
    below="`- ",
    bar="|",
    dot="-",
    rule="-",
    alert="!",
)
REASONS: dict[Reason, str] = {
    "claimant-only": "only the claimant repeated",
    "not-independent": "only copies of the article",
    "silent": "coverage does not settle it",
    "no-coverage": "no related coverage",
    "low-confidence": "too little to decide on",
}
STANCES: dict[Stance, str] = {
    "supports": "supports",
    "refutes": "refutes",
    "qualifies": "bears on it",
    "silent": "silent",
}
_MODES = {"direct": "in quotation marks", "indirect": "reported", "mixed": "partly in quotation marks"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def standing(finding: Finding) -> Standing:
    """What came of a claim, in one word."""
    if finding.verdict is None:
        return "failed"
    return finding.verdict.label or "unverified"


@dataclass(frozen=True)
class Counts:
    """How many claims came to what."""

    claims: int
    standings: dict[Standing, int]
    """Only those that occur, in fixed order."""
    reasons: dict[Reason, int]
    """Why claims are unverified, most frequent first."""


def counts(report: Report) -> Counts:
    """The report in numbers."""
    found = Counter(standing(finding) for finding in report.findings)
    reasons = Counter(f.verdict.reason for f in report.findings if f.verdict and f.verdict.reason)
    return Counts(
        claims=len(report.findings),
        standings={name: found[name] for name in STANDINGS if found[name]},
        reasons=dict(reasons.most_common()),
    )


def reasons(found: Counts) -> str | None:
    """`"2 only the claimant repeated, 1 no related coverage"`; None where every claim has a label."""
    return ", ".join(f"{count} {REASONS[reason]}" for reason, count in found.reasons.items()) or None


def number(count: int, one: str, many: str | None = None) -> str:
    """`number(1, "claim") -> "1 claim"`, `number(3, "claim") -> "3 claims"`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def day(date: dt.date) -> str:
    """`2024-10-09 -> "9 October 2024"`, whatever the reader's locale."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def published(value: Published | None) -> str:
    """`"9 October 2024, 08:40 (+01:00)"`; an unknown zone or date is said."""
    if value is None:
        return "publication date unknown"
    if value.precision == "day":
        return day(value.day)
    return f"{day(value.day)}, {value.at:%H:%M} ({value.zone or 'time zone unknown'})"


def printed(value: Published | None) -> str:
    """The day on which coverage was printed: `"9 October 2024"`, `"undated"`."""
    return day(value.day) if value else "undated"


def masthead(article: Article) -> list[str]:
    """Who printed the article, who wrote it, when, and the wire it came over."""
    parts = [article.publisher or "publisher unknown"]
    if article.author:
        parts.append(article.author)
    parts.append(published(article.published))
    if article.agencies:
        parts.append("credits " + ", ".join(article.agencies))
    return parts


def speaker(link: Attribution) -> str:
    """`"Tobiah Crane, town councillor"`."""
    return f"{link.source}, {link.role}" if link.role else link.source


def manner(link: Attribution) -> str:
    """How it is told: `"“had said to him”, partly in quotation marks"`."""
    mode = _MODES[link.mode]
    told = f"“{link.cue}”, {mode}" if link.cue else mode
    return f"{told}, {interval(link.when)}" if link.when and link.when.start else told


def owner(article: Article) -> str:
    """Who speaks where nobody is named."""
    return f"{article.publisher or 'the outlet'}, in its own voice"


def interval(when: When) -> str:
    """`"8 October 2024"`, `"second quarter of 2024"`, `"1 July to 9 October 2024"`, or why there is no date."""
    if when.start is None or when.end is None:
        return f"no date: {when.unresolved or 'it could not be resolved'}"
    return _whole(when.start, when.end) or _from_to(when.start, when.end)


def _whole(start: dt.date, end: dt.date) -> str | None:
    """The name of a day, month, quarter or year, None for any other interval."""
    if start == end:
        return day(start)
    last = end == dt.date.max or (end + dt.timedelta(days=1)).day == 1
    if start.day != 1 or not last:
        return None
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if months == 1:
        return f"{_MONTHS[start.month - 1]} {start.year}"
    if months == 3 and start.month % 3 == 1:
        return f"{('first', 'second', 'third', 'fourth')[start.month // 3]} quarter of {start.year}"
    if months == 12 and start.month == 1:
        return str(start.year)
    return None


def _from_to(start: dt.date, end: dt.date) -> str:
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {day(end)}"
    if start.year == end.year:
        return f"{start.day} {_MONTHS[start.month - 1]} to {day(end)}"
    return f"{day(start)} to {day(end)}"


def expressed(when: When) -> str:
    """The interval with the article's own words: `"7 October 2024 (“on Monday”)"`."""
    return f"{interval(when)} (“{when.expression}”)"


def said(claim: Claim, verdict: Verdict) -> str | None:
    """What coverage makes of "the source said it"; None where that is open."""
    if verdict.said is None or claim.claimant is None:
        return None
    if verdict.said == "supported":
        return f"independent coverage also has {claim.claimant.source} saying so"
    return f"disputed: whether {claim.claimant.source} said so"


def tally(origins: OriginCount) -> str | None:
    """`"2 origins, 5 documents"`, `"1 origin against, 2 for, 4 documents"`; None where nothing counted."""
    if not (origins.supports or origins.refutes):
        return None
    documents = number(origins.documents, "document")
    if not origins.refutes:
        return f"{number(origins.supports, 'origin')}, {documents}"
    support = f", {origins.supports} for" if origins.supports else ""
    return f"{number(origins.refutes, 'origin')} against{support}, {documents}"


def confidence(value: float | None) -> str | None:
    """`0.871 -> "confidence 0.87"`; None where nothing is calibrated."""
    return None if value is None else f"confidence {value:.2f}"


def voice(item: Evidence) -> str | None:
    """Whose word a passage gives: `"according to Wystan Hale"`; None for the outlet's own."""
    if item.voice_kind == "outlet" or item.voice is None:
        return None
    return f"according to {item.voice}" + (", the claimant" if item.voice_kind == "claimant" else "")


def settles_saying(item: Evidence) -> bool:
    """Whether a passage says nothing about the content but settles who said it."""
    return item.stance == "silent" and item.said in ("supports", "refutes")


def stance(item: Evidence) -> str:
    """`"refutes"`; `"reports the saying"` for a passage that only settles that; a copy is called one, whatever it says."""
    if not item.independent:
        return "copy of this article"
    if item.imprint.fact_check:
        return f"fact check, {STANCES[item.stance]}"
    if settles_saying(item):
        return "reports the saying" if item.said == "supports" else "disputes the saying"
    if item.stance == "supports" and item.voice_kind == "claimant":
        return "repeats the claimant"
    return STANCES[item.stance]


def sign(item: Evidence, signs: Signs) -> str:
    """The sign that goes with `stance`."""
    if not item.independent:
        return signs.copy
    if settles_saying(item) or (item.stance == "supports" and item.voice_kind == "claimant"):
        return signs.saying
    return signs.stance[item.stance]


def provenance(report: Report) -> str | None:
    """What made the verdicts: `"offline engine · library 3f2a · coverage of any date · ..."`; None where nothing did."""
    made = next((f.verdict.provenance for f in report.findings if f.verdict and f.verdict.provenance), None)
    if made is None:
        return None
    parts = [f"{made.engine} engine" + (f" ({made.llm})" if made.llm else "")]
    if made.library_digest:
        parts.append(f"library {made.library_digest}")
    parts.append(f"coverage up to {day(made.as_of)}" if made.as_of else "coverage of any date")
    if made.at:
        parts.append(f"{day(made.at.date())}, {made.at:%H:%M} UTC")
    return " · ".join(parts)


def people(report: Report, claim_id: str) -> list[tuple[str, str]]:
    """What people said and changed of a claim: `[("mine", "contested by ada on 9 October 2024: ..."), ("was", "...")]`."""
    rows = []
    for decision in report.decisions:
        if decision.claim_id == claim_id:
            note = f": {' '.join(decision.note.split())}" if decision.note else ""
            rows.append(
                ("mine", f"{decision.label or 'unverified'} by {decision.reviewer} on {day(decision.at.date())}{note}")
            )
    for revision in report.revisions:
        if revision.claim_id == claim_id:
            rows += [("was", f"{claim.text} (changed by {revision.by})") for claim in revision.before]
            rows += [("by hand", f"written by {revision.by}")] if not revision.before else []
    return rows


def taken_out(report: Report) -> list[str]:
    """Claims of the machine that a person took out of the report."""
    gone = (revision for revision in report.revisions if revision.claim_id is None)
    return [f"taken out by {revision.by}: {claim.text}" for revision in gone for claim in revision.before]


def left_out(report: Report) -> str | None:
    """`"3 sentences gave no claim, 22 pieces of boilerplate left out"`; None where nothing was."""
    parts = []
    if report.skipped:
        parts.append(f"{number(len(report.skipped), 'sentence')} gave no claim of {_their(report.skipped)} own")
    if report.dropped:
        parts.append(f"{number(len(report.dropped), 'proposed claim')} failed a check")
    if report.article.dropped:
        parts.append(f"{number(len(report.article.dropped), 'piece')} of boilerplate left out")
    return ", ".join(parts) or None


def _their(things: tuple[object, ...]) -> str:
    return "its" if len(things) == 1 else "their"


def cost(usage: Usage) -> list[str]:
    """One line a stage, then what was dropped: `"weigh: 6 calls, 9,120 tokens in, 2,200 out, cost 0.0067, 11.9 s"`."""
    lines = []
    for row in usage.stages:
        parts = [number(row.calls, "call")] if row.calls or row.cached else []
        parts += [f"{row.cached:,} from the cache"] if row.cached else []
        parts += [number(row.retries, "retry", "retries")] if row.retries else []
        if row.tokens_in or row.tokens_out:
            parts.append(f"{row.tokens_in:,} tokens in, {row.tokens_out:,} out")
        parts += [f"cost {row.cost:.4f}"] if row.cost is not None else []
        lines.append(f"{row.stage}: {', '.join([*parts, f'{row.seconds:.1f} s'])}")
    if usage.dropped_citations:
        lines.append(f"dropped: {number(usage.dropped_citations, 'citation')} not verbatim in the passage")
    if usage.dropped_claims:
        lines.append(f"dropped: {number(usage.dropped_claims, 'claim')} that failed a check")
    return lines
