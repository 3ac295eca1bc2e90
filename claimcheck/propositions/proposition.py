"""The record that cutting gives, and what all of it needs to know of verbs and subjects."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from claimcheck.grammar.phrases import Range, group_start, subject_before
from claimcheck.grammar.token import Token

Shape = Literal["clause", "predicate", "relative", "participle", "apposition", "fragment"]


Word = int | str


FINITE = frozenset({"FIN", "MODAL", "BE", "HAVE", "DO"})


NONFINITE = frozenset({"be", "been", "being", "having", "doing", "done"})


@dataclass(frozen=True)
class Proposition:
    """One full proposition."""

    own: tuple[Range, ...]
    """Its own words, as ranges of the tokens it was cut from."""
    words: tuple[Word, ...]
    """How it reads on its own: token numbers, and words supplied where a subject or a verb form was missing."""
    shape: Shape
    """How it stood in the sentence."""


@dataclass(frozen=True)
class Piece:
    """A stretch between two borders, and what opened it."""

    start: int
    end: int
    opened: str
    """`start`, `clause`, `predicate`, `relative`, `participle`, `apposition` or `resume`."""


def tail(tokens: Sequence[Token], piece: Piece) -> Range:
    start, end = piece.start, piece.end
    while end > start and tokens[end - 1].tag in ("PUNCT", "QUOTE") and tokens[end - 1].text != ")":
        end -= 1
    return start, end


def finite(tokens: Sequence[Token], lo: int, hi: int) -> int | None:
    """The first finite verb between two places; None where there is none."""
    return next((n for n in range(lo, hi) if tokens[n].tag in FINITE and tokens[n].lower not in NONFINITE), None)


def subject_of(tokens: Sequence[Token], lo: int, hi: int) -> tuple[Range, int] | None:
    """Subject of the first finite verb and that verb's place; None where either is missing."""
    verb = finite(tokens, lo, hi)
    if verb is None:
        return None
    phrase = subject_before(tokens, group_start(tokens, verb, lo), lo)
    return (phrase.head, verb) if phrase else None
