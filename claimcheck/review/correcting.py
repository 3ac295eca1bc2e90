"""A person's corrections laid over the machine's claim and evidence; pure, and the machine's version stays what it is."""

from collections.abc import Iterable, Sequence

from claimcheck.claims import Article, Claim
from claimcheck.errors import ReviewError
from claimcheck.evidence import Evidence
from claimcheck.review.nouns import Corrections, EvidenceCorrection


def corrected(claim: Claim, corrections: Corrections, article: Article) -> Claim:
    """The claim as a person would have it; its id stays, so that the decision is still about it."""
    changes: dict[str, object] = {}
    if corrections.text is not None:
        changes["text"] = corrections.text
    if corrections.attribution is not None:
        changes["attribution"] = corrections.attribution
    if corrections.no_date:
        changes["when"] = None
    if corrections.when is not None:
        changes["when"] = corrections.when
    if corrections.span is not None:
        changes |= {"span": corrections.span, "quote": corrections.span.of(article.text)}
    return claim.model_copy(update=changes) if changes else claim


def reweighed(evidence: Iterable[Evidence], corrections: Sequence[EvidenceCorrection]) -> tuple[Evidence, ...]:
    """The evidence as a person would have it, without what was removed."""
    by_passage = {one.passage_id: one for one in corrections}
    kept = []
    for item in evidence:
        one = by_passage.get(item.passage.id)
        if one is None:
            kept.append(item)
        elif not one.removed:
            kept.append(_with(item, one))
    return tuple(kept)


def _with(item: Evidence, one: EvidenceCorrection) -> Evidence:
    named = ("stance", "said", "snippet_span", "voice_kind")
    changes = {name: value for name in named if (value := getattr(one, name)) is not None}
    return item.model_copy(update=changes | {"confidence": None, "rationale": "as a reviewer has it"})


def check(corrections: Corrections, claim: Claim, article: Article, evidence: Sequence[Evidence]) -> None:
    """Raise ReviewError for a correction that does not fit the article or its evidence."""
    span = corrections.span
    if span is not None and not span.start < span.end <= len(article.text):
        raise ReviewError(
            f"span {span.start}-{span.end} is no part of the article, which has {len(article.text)} characters"
        )
    if corrections.text is not None and not corrections.text.strip():
        raise ReviewError("a claim's wording cannot be empty; reject the extraction instead")
    passages = {item.passage.id: item.passage for item in evidence}
    for one in corrections.evidence:
        passage = passages.get(one.passage_id)
        if passage is None:
            raise ReviewError(
                f"passage {one.passage_id!r} was not weighed for claim {claim.id!r}; correct one that was"
            )
        snippet = one.snippet_span
        if snippet is not None and not snippet.start < snippet.end <= len(passage.text):
            raise ReviewError(f"snippet {snippet.start}-{snippet.end} is no part of passage {one.passage_id!r}")
