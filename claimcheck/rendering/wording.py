"""How labels, chains, dates and counts are worded, the same in every face."""

from claimcheck.claims import Attribution, Claim, Evidence, Finding, Published, Verdict, When

SIGNS = {"supported": "✓", "contested": "✗", "opinion": "◇", "unverified": "?", "failed": "!"}
PLAIN_SIGNS = {"supported": "+", "contested": "x", "opinion": "o", "unverified": "?", "failed": "!"}


def status(finding: Finding) -> str:
    """`supported`, `contested`, `opinion`, `unverified`, or `failed` where an error prevented a verdict."""
    if finding.verdict is None:
        return "failed"
    return finding.verdict.label or "unverified"


def headline(finding: Finding) -> str:
    """`"supported"`, `"unverified: no-coverage"`, `"failed"`."""
    verdict = finding.verdict
    if verdict is None:
        return "failed"
    return verdict.label or f"unverified: {verdict.reason}"


def chain(claim: Claim) -> str:
    """`"Valley Tribune itself"`, `"Dmitri Peskov (Kremlin spokesman), confirmed"`, `"A, told B -> C, had said"`."""
    if not claim.attribution:
        return "the outlet itself"
    return " → ".join(_link(link) for link in claim.attribution)


def _link(link: Attribution) -> str:
    role = f" ({link.role})" if link.role else ""
    cue = f", {link.cue}" if link.cue else ""
    when = f" [{interval(link.when)}]" if link.when else ""
    return f"{link.source}{role}{cue}, {link.mode}{when}"


def interval(when: When) -> str:
    """`"2021-03-19"`, `"2021-03-19 to 2021-03-22"`, or why there is none, with the article's own words."""
    if when.start is None:
        return f"“{when.expression}”: {when.unresolved}"
    days = f"{when.start}" if when.start == when.end else f"{when.start} to {when.end}"
    return f"{days} (“{when.expression}”)"


def published(moment: Published | None) -> str:
    """`"2021-03-23 00:03, time zone unknown"`, `"2021-03-23"`, or that it is unknown."""
    if moment is None:
        return "publication date unknown"
    if moment.precision == "day":
        return f"{moment.day}"
    return f"{moment.at:%Y-%m-%d %H:%M} {moment.zone or '(time zone unknown)'}"


def origins(verdict: Verdict) -> str:
    """`"2 origins, 3 documents"`; empty where nothing decisive was found."""
    number = verdict.origins.supports + verdict.origins.refutes
    if not number:
        return ""
    documents = verdict.origins.documents
    return f"{number} origin{'s' * (number != 1)}, {documents} document{'s' * (documents != 1)}"


def place(item: Evidence) -> str:
    """`"Orven Courier, 2023-10-18"`."""
    day = item.imprint.published.day if item.imprint.published else "undated"
    return f"{item.imprint.publisher or 'unknown publisher'}, {day}"


def stance(item: Evidence) -> str:
    """`"refutes"`, `"supports, but a copy"`, `"relays the claimant"`."""
    if not item.independent:
        return "a copy of this article"
    if item.voice_kind == "claimant" and item.stance in ("supports", "silent"):
        return "relays the claimant"
    if item.stance == "silent" and item.said in ("supports", "refutes"):
        return "reports that it was said" if item.said == "supports" else "denies that it was said"
    return item.stance


def shown(verdict: Verdict, *, everything: bool) -> list[Evidence]:
    """The evidence worth showing: everything, or what has words to rely on, at most four."""
    if everything:
        return list(verdict.evidence)
    return [item for item in verdict.evidence if item.snippet][:4]


def counts(findings: tuple[Finding, ...]) -> dict[str, int]:
    """Findings by status, in the order of SIGNS, absent ones left out."""
    statuses = [status(finding) for finding in findings]
    return {name: statuses.count(name) for name in SIGNS if name in statuses}
