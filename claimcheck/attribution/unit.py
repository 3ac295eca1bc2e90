"""The stretch of text that attribution is read from: a sentence, or several that one quotation holds together."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from claimcheck.attribution.quotes import Quotation, quotations
from claimcheck.claims import Span
from claimcheck.grammar.token import Token
from claimcheck.grammar.tokens import tagged


@dataclass(frozen=True)
class Unit:
    """Sentences that must be read together, as tokens."""

    text: str
    """The whole article."""
    span: Span
    """Where the unit stands in it."""
    sentences: tuple[Span, ...]
    """Its sentences."""
    tokens: tuple[Token, ...]
    """Its tokens; offsets point into the whole article."""
    quoted: tuple[int, ...]
    """For each token the number of the quotation that holds it, marks included; -1 outside."""
    quotations: tuple[Quotation, ...]
    """The article's quotations."""

    def words(self, start: int, end: int) -> str:
        """The text of the tokens from `start` up to `end`."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""

    def place(self, start: int, end: int) -> Span:
        """The span of the tokens from `start` up to `end`, which must not be empty."""
        return Span(start=self.tokens[start].start, end=self.tokens[end - 1].end)


def units(text: str, sentences: Sequence[Span]) -> list[Unit]:
    """Sentences in order, joined where a quotation straddles their border."""
    quotes = quotations(text)
    opens = [quote.span.start for quote in quotes]
    groups: list[list[Span]] = []
    for sentence in sentences:
        border = sentence.start
        nearest = bisect_left(opens, border) - 1
        straddled = nearest >= 0 and border < quotes[nearest].span.end
        if groups and (straddled or _only_says(text, groups[-1][-1], sentence)):
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    return [_unit(text, group, quotes, opens) for group in groups]


def _only_says(text: str, before: Span, sentence: Span) -> bool:
    """Whether a sentence only names the speaker of the quotation before it: `"How?" |Krol asked.|`, `"Never." |— Ann Krol|`."""
    if "\n" in text[before.end : sentence.start]:
        return False
    said, words = before.of(text), sentence.of(text)
    return bool((_ASKED.search(said) and _SAYS.match(words)) or (said[-1:] in '”"' and _SIGNED.fullmatch(words)))


_SIGNED = re.compile(r"(?:[—–―]|--)\s*(?:[A-Z][\w.'’-]*\s*){1,5}")
_ASKED = re.compile(r"[?!][\"”’]$")
_SAYS = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){1,4}(?:said|says|asked|asks|added|cried|shouted|replied|told|wrote|joked|quipped)\b"
)


def _unit(text: str, group: Sequence[Span], quotes: tuple[Quotation, ...], opens: Sequence[int]) -> Unit:
    tokens: list[Token] = []
    for sentence in group:
        # Each sentence by itself: a capital at its beginning says nothing.
        tokens += tagged(text, sentence.start, sentence.end)
    quoted = tuple(_holding(token.start, quotes, opens) for token in tokens)
    span = Span(start=group[0].start, end=group[-1].end)
    return Unit(text, span, tuple(group), tuple(tokens), quoted, quotes)


def _holding(place: int, quotes: Sequence[Quotation], opens: Sequence[int]) -> int:
    """The number of the quotation that holds a place; -1 outside of all."""
    number = bisect_right(opens, place) - 1
    return number if number >= 0 and quotes[number].holds(place) else -1
