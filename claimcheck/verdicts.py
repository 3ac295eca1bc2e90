"""From evidence to a verdict: one pure function, shared by every engine.

The rules are those of the design's section 3. In short: opinions are not settled by evidence; one independent origin that
refutes contests; one that supports, in a voice other than the claimant's, supports; everything else is unverified, with the first
reason that applies. Copies and repetition never count, however many there are.
"""

import re
from collections.abc import Iterable, Sequence

from claimcheck.claims import Claim, Label, Reason, Said
from claimcheck.evidence import Evidence, OriginCount, Policy, Verdict

_ANONYMOUS = re.compile(
    r"\b(?:officials?|sources?|people|persons?|insiders?|witness(?:es)?|eyewitness(?:es)?|residents?|neighbou?rs?|"
    r"diplomats?|analysts?|experts?|observers?|critics|supporters|aides?|employees?|workers|colleagues?|locals|"
    r"passengers?|survivors?|relatives|activists|campaigners|traders|economists|investors|users|customers|reports)$"
    r"|^(?:someone|somebody|an unnamed .+|a (?:spokes\w+|man|woman)|(?:one|two|three|four|several|some) (?:men|women|others))$",
    re.IGNORECASE,
)
_WORDS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}


def decide(claim: Claim, evidence: Sequence[Evidence], policy: Policy) -> Verdict:
    """The verdict on a claim; the same evidence always gives the same verdict.

    `confidence` and `provenance` are left empty: they belong to whoever knows the engine.
    """
    counted = [item for item in evidence if item.independent and _trusted(item, policy)]
    supporting = [item for item in counted if item.stance == "supports" and item.voice_kind != "claimant"]
    refuting = [item for item in counted if item.stance == "refutes"]
    label = _label(claim, supporting, refuting, policy)
    reason = None if label else _reason(claim, evidence, policy)
    decisive = [] if label == "opinion" else refuting + supporting
    return Verdict(
        claim_id=claim.id,
        label=label,
        reason=reason,
        said=said(claim, evidence),
        origins=OriginCount(
            supports=0 if label == "opinion" else len(_origins(supporting)),
            refutes=0 if label == "opinion" else len(_origins(refuting)),
            documents=len({item.imprint.document_id for item in decisive}),
        ),
        evidence=_ordered(evidence, decisive),
        rationale=_rationale(label, reason, supporting, refuting, policy),
        policy=policy,
    )


def said(claim: Claim, evidence: Iterable[Evidence]) -> Said | None:
    """Whether the innermost source said it, by independent coverage; a denial by any link contests it.

    None where the outlet speaks itself, where the source is anonymous (nobody can know that two outlets have the same one),
    and where coverage leaves it open.
    """
    if claim.claimant is None or anonymous(claim.claimant.source):
        return None
    stances = {item.said for item in evidence if item.independent}
    if "refutes" in stances:
        return "contested"
    return "supported" if "supports" in stances else None


def anonymous(source: str) -> bool:
    """Whether a source cannot be told from others of its kind: `"two people"`, `"US officials"`, but not `"the ministry"`."""
    source = source.strip()
    head = re.split(r"\b(?:who|with|in|at|from|of|close|familiar|near)\b|,", source, maxsplit=1)[0].strip()
    return bool(_ANONYMOUS.search(head or source))


def _label(claim: Claim, supporting: list[Evidence], refuting: list[Evidence], policy: Policy) -> Label | None:
    if not claim.checkable:
        return "opinion"
    if len(_origins(refuting)) >= policy.refuting_origins_needed:
        return "contested"
    if len(_origins(supporting)) >= policy.origins_needed and not refuting:
        return "supported"
    return None


def _reason(claim: Claim, evidence: Sequence[Evidence], policy: Policy) -> Reason:
    """The first reason that applies, in the design's order."""
    independent = [item for item in evidence if item.independent]
    if any(_relays(item, claim) for item in independent):
        return "claimant-only"
    if any(not item.independent and item.stance == "supports" for item in evidence):
        return "not-independent"
    if any(item.stance in ("supports", "refutes") and item.voice_kind != "claimant" for item in independent):
        # Something decisive was found, only too little of it or too uncertain.
        return "low-confidence"
    if any(item.stance == "qualifies" or item.on_topic for item in independent):
        return "silent"
    return "no-coverage"


def _relays(item: Evidence, claim: Claim) -> bool:
    """Whether a passage only carries the claimant's word."""
    if claim.claimant is None:
        return item.voice_kind == "claimant" and item.stance == "supports"
    return item.said == "supports" or (item.voice_kind == "claimant" and item.stance == "supports")


def _trusted(item: Evidence, policy: Policy) -> bool:
    return item.confidence is None or item.confidence >= policy.minimum_confidence


def _origins(items: Iterable[Evidence]) -> set[str]:
    return {item.origin_id for item in items}


def _ordered(evidence: Sequence[Evidence], decisive: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Decisive passages first, then what qualifies, what settles `said`, copies, and what is silent; else as found."""

    def place(item: Evidence) -> int:
        if any(item is other for other in decisive):
            return 0
        if item.stance != "silent" and item.independent:
            return 1
        if item.said in ("supports", "refutes"):
            return 2
        return 3 if not item.independent else 4

    return tuple(sorted(evidence, key=place))


def _rationale(
    label: Label | None, reason: Reason | None, supporting: list[Evidence], refuting: list[Evidence], policy: Policy
) -> str:
    supports, refutes = len(_origins(supporting)), len(_origins(refuting))
    if label == "contested":
        beside = f", {_count(supports)} {_bears(supports)} it out" if supports else ""
        return f"{_count(refutes).capitalize()} {'refutes' if refutes == 1 else 'refute'} it{_named(refuting)}{beside}."
    if label == "supported":
        return f"{_count(supports).capitalize()} {_bears(supports)} it out{_named(supporting)}, and none refutes it."
    if reason is None:
        return "No evidence about the world could settle this: it is a judgement, a prediction or a promise."
    needed = f" {_count(policy.origins_needed).capitalize()} would be needed." if policy.origins_needed > 1 else ""
    return {
        "claimant-only": "Independent coverage only repeats the claimant's own word.",
        "not-independent": "Only copies of this article carry it.",
        "silent": "Related coverage was found, but none of it settles this.",
        "no-coverage": "The library holds no coverage of this.",
        "low-confidence": f"What was found is not enough to decide on.{needed}",
    }[reason]


def _bears(origins: int) -> str:
    return "bears" if origins == 1 else "bear"


def _count(origins: int) -> str:
    """`1 -> "one independent origin"`, `12 -> "12 independent origins"`."""
    return f"{_WORDS.get(origins, str(origins))} independent origin{'' if origins == 1 else 's'}"


def _named(items: Sequence[Evidence]) -> str:
    """Up to three publishers in brackets: `" (Orven Courier, Valley Tribune)"`."""
    publishers = list(dict.fromkeys(item.imprint.publisher for item in items if item.imprint.publisher))
    more = ", ..." if len(publishers) > 3 else ""
    return f" ({', '.join(publishers[:3])}{more})" if publishers else ""
