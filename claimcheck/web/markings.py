"""What is marked in an article's text: a claim's own words with its speakers and dates, or all claims of the article."""

from collections.abc import Sequence
from dataclasses import dataclass

from claimcheck.claims import Article, Claim, Span
from claimcheck.rendering.marking import cut


@dataclass(frozen=True)
class Mark:
    """One thing that is marked."""

    kind: str
    """Class of the mark: `words`, `source`, `cue`, `when`, or a label."""
    spans: tuple[Span, ...]
    anchor: str
    """Id in the page of where it begins."""
    title: str = ""
    """What it is, in words."""
    sign: str = ""
    href: str = ""
    """Where its sign leads to; empty for none."""


@dataclass(frozen=True)
class Run:
    """A run of text with the same marks throughout."""

    text: str
    marks: tuple[Mark, ...]
    begins: tuple[Mark, ...]


def marked(text: str, marks: Sequence[Mark]) -> list[list[Run]]:
    """Paragraphs as runs; put together, the runs of a paragraph are its text."""
    kept = [mark for mark in marks if any(span.start < span.end <= len(text) for span in mark.spans)]
    numbered = dict(enumerate(kept))
    places = [(n, span) for n, mark in numbered.items() for span in mark.spans if span.start < span.end <= len(text)]
    starts = {number: mark.spans[0].start for number, mark in numbered.items()}
    return [
        [
            Run(piece.text, tuple(numbered[n] for n in piece.claims), tuple(numbered[n] for n in piece.begins))
            for piece in paragraph
        ]
        for paragraph in cut(text, places, starts)
    ]


def of_claim(claim: Claim, article: Article) -> list[list[Run]]:
    """An article with one claim's words marked, its speakers, attributing words and dates within or around them."""
    marks = [Mark("words", (claim.span, *claim.also), "words", "the claim's words")]
    for number, link in enumerate(claim.attribution):
        if link.source_span:
            marks.append(Mark("source", (link.source_span,), f"source-{number}", f"speaker: {link.source}"))
        if link.cue_span:
            marks.append(Mark("cue", (link.cue_span,), f"cue-{number}", "attributing words"))
    if claim.when and claim.when.span:
        marks.append(Mark("when", (claim.when.span,), "when", "time"))
    return marked(article.text, marks)
