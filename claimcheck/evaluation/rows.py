"""What is measured of one claim and one article: plain values, so that every figure can be had again from them."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["supported", "contested", "opinion", "unverified", "failed", "missed"]
"""What a system came to on a gold claim: `failed` where an error prevented a verdict, `missed` where it has no such claim."""
Speaking = Literal["outlet", "direct", "indirect", "mixed", "chain"]
"""How a gold claim is attributed; `chain` for two links or more."""


@dataclass(frozen=True)
class Found:
    """How retrieval did on one claim."""

    reached: tuple[int, ...]
    """For each gold quote of another origin than the article's, the rank of the first passage that holds it; 0 where none does."""
    gains: tuple[float, ...]
    """Relevance of the documents in the order found, each document once."""
    ideal: tuple[float, ...]
    """Relevance of the gold documents, best first."""
    origins: tuple[int, int]
    """Independent origins with decisive words: (found, wanted)."""
    own: int
    """Hits of the article's own copies; must be 0."""
    strangers: int
    """Hits of documents about another event."""
    hits: int
    """Passages in all."""


@dataclass(frozen=True)
class Row:
    """One claim: a gold claim with its answer, a gold claim without one, or a predicted claim that nothing in the gold set asks for."""

    article_id: str
    event_kind: str
    boilerplate: bool
    gold_id: str | None
    """None for a predicted claim without a counterpart."""
    claim_id: str | None
    """None for a gold claim that was missed."""
    likeness: float
    """Of the pair; 0 without one."""
    gold_text: str = ""
    text: str = ""
    speaking: Speaking = "outlet"
    gold_label: str = "unverified"
    label: Outcome = "missed"
    gold_reason: str | None = None
    reason: str | None = None
    gold_said: str | None = None
    said: str | None = None
    confidence: float | None = None
    speaker: bool | None = None
    """Innermost source right; None where nothing was paired."""
    speaker_alike: bool | None = None
    """The same, shorter and longer names taken for one."""
    chain: bool | None = None
    speaker_near: bool | None = None
    """Whether the gold speaker's name stands in the quote's own sentence; None for the outlet's voice."""
    when: bool | None = None
    dated: bool = False
    """Whether the gold claim has a time."""
    elements: tuple[int, int] = (0, 0)
    """Numbers, names and dates of the gold claim: (kept, all)."""
    atomic: bool | None = None
    """Predicted claims: whether it says one thing by the gold set's measure."""
    fabricated: bool | None = None
    """Predicted claims: whether it holds a number, name or date that the article lacks."""
    verbatim: bool | None = None
    """Predicted claims: whether its quote stands in the article, letter for letter."""
    grounded: bool | None = None
    """Predicted claims: whether quote, elements and speakers' names are the article's, as far as code can tell."""
    entailed: bool | None = None
    """Predicted claims: whether the article says it, by that mouth; None where it is grounded and nobody has judged."""
    found: Found | None = None
    cited: tuple[int, int] = (0, 0)
    """Citations of the verdict: (verbatim in their document, all)."""
    decisive: tuple[int, int] = (0, 0)
    """Passages that carry the verdict: (of documents with that stance in the gold set, all)."""
    self_support: int = 0
    """Passages of the article's own copies among those that carry the verdict; must be 0."""
    strangers: int = 0
    """Passages about another event among them."""
    origins_right: bool | None = None
    """Whether the verdict counts the same independent origins as the gold set."""
    planted: bool = False
    """Whether a passage with words planted for a machine was weighed for it."""

    @property
    def paired(self) -> bool:
        """Whether gold and prediction met."""
        return self.gold_id is not None and self.claim_id is not None

    @property
    def scored(self) -> bool:
        """Whether there is a verdict to hold against the gold label; an error is none."""
        return self.paired and self.label != "failed"


@dataclass(frozen=True)
class Score:
    """One article: its rows, and what belongs to the article as a whole."""

    article_id: str
    event_kind: str
    boilerplate: bool
    rows: tuple[Row, ...]
    sentences: tuple[int, int] = (0, 0)
    """Sentences with a gold claim: (those that a predicted claim touches, all)."""
    proposed: int = 0
    """Claims that the engine proposed, those that code refused included."""
    refused: int = 0
    """Claims that code refused."""
    dropped_citations: int = 0
    calls: int = 0
    """Calls to the LLM."""
    cached: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    """Money; None where prices are unknown."""
