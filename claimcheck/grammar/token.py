"""A word or mark with its rough class: the record that tagging makes and all rules read."""

from dataclasses import dataclass
from typing import Literal

from claimcheck.claims import Span

Tag = Literal[
    "DET", "POSS", "PRON", "WH", "MODAL", "BE", "HAVE", "DO", "FIN", "BASE", "PART", "ING", "TO", "PREP", "CC", "SUB", "ADV", "NEG",
    "NUM", "NAME", "NOUN", "QUOTE", "PUNCT",
]  # fmt: skip


QUOTE_MARKS = frozenset("“”\"„«»‘’'")


DASHES = frozenset({"—", "–", "--", "-"})


@dataclass(frozen=True)
class Token:
    """A word or mark with its place in the text and its class."""

    text: str
    start: int
    end: int
    tag: Tag = "NOUN"
    base: str = ""
    """Base form of a verb; empty for other words."""

    @property
    def lower(self) -> str:
        """The word in lower case, with a plain apostrophe."""
        return self.text.lower().replace("’", "'")

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(start=self.start, end=self.end)
