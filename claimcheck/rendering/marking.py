"""An article's text cut where claims begin and end, so that overlapping and nested claims can be marked in one pass."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from claimcheck.claims import Claim, Span
from claimcheck.text import paragraphs


class Claimed(Protocol):
    """Whatever belongs to a claim: a finding, an item of a session."""

    @property
    def claim(self) -> Claim: ...


@dataclass(frozen=True)
class Piece:
    """A run of text that belongs to the same claims throughout."""

    text: str
    claims: tuple[int, ...]
    """Numbers of the claims whose words these are, from 1; the one with the fewest words first."""
    begins: tuple[int, ...]
    """Numbers of the claims whose main span begins here."""


def marked(text: str, findings: Sequence[Claimed]) -> list[list[Piece]]:
    """Paragraphs as pieces; put together, the pieces of a paragraph are its text.

    Each claim begins in exactly one piece (its main span's first); its other places carry its number without beginning it.
    """
    places = [
        (number, span)
        for number, finding in enumerate(findings, start=1)
        for span in (finding.claim.span, *finding.claim.also)
        if span.start < span.end <= len(text)
    ]
    return cut(text, places, {number: finding.claim.span.start for number, finding in enumerate(findings, start=1)})


def cut(text: str, places: Sequence[tuple[int, Span]], starts: dict[int, int]) -> list[list[Piece]]:
    """The same for any numbered places: `starts` says where each number begins."""
    return [list(_pieces(text, paragraph, places, starts)) for paragraph in paragraphs(text)]


def _pieces(text: str, paragraph: Span, places: Sequence[tuple[int, Span]], starts: dict[int, int]) -> Iterator[Piece]:
    here = [(number, span) for number, span in places if span.overlaps(paragraph)]
    cuts = {paragraph.start, paragraph.end}
    cuts |= {edge for _, span in here for edge in (span.start, span.end) if paragraph.start < edge < paragraph.end}
    edges = sorted(cuts)
    for start, end in itertools.pairwise(edges):
        piece = Span(start=start, end=end)
        covering = sorted((span.end - span.start, number) for number, span in here if span.overlaps(piece))
        yield Piece(
            text=piece.of(text),
            claims=tuple(dict.fromkeys(number for _, number in covering)),
            begins=tuple(number for number, at in starts.items() if _begins(at, start, end, paragraph, text)),
        )


def _begins(at: int, start: int, end: int, paragraph: Span, text: str) -> bool:
    """Whether a claim that starts at `at` begins in this piece: a start in white space counts for the paragraph after it."""
    if start <= at < end:
        return True
    return start == paragraph.start and at < start and not text[at:start].strip()
