"""Quotations in a text: where each begins and ends, across sentences and paragraphs.

Apostrophes are no quotation marks, and a quotation inside another belongs to the outer one.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from claimcheck.claims import Span
from claimcheck.grammar.tokens import tagged

_PAIRS = {"“": '”"', "„": "”“", "«": "»", '"': '"”', "‘": "’", "'": "'"}
_SINGLE = "‘'"
_OPENS_SINGLE = re.compile(r"(?:(?<=[\s(\[—–-])|^)['‘](?=[\w$€£])", re.MULTILINE)
_CLOSES_SINGLE = re.compile(r"(?<=[\w.,!?%)…])['’](?=[\s.,;:!?)\]—–-]|$)", re.MULTILINE)
_LONGEST = 1500


@dataclass(frozen=True)
class Quotation:
    """A quotation with and without its marks."""

    span: Span
    """Marks included."""
    inner: Span
    """The words alone."""

    def holds(self, place: int) -> bool:
        """Whether the offset lies between the marks, them included."""
        return self.span.start <= place < self.span.end


def plain_marks(text: str) -> str:
    """Typewriter marks as one mark each, the length unchanged: `''No,'' he said -> "No,"  he said` with the blank outside."""
    if "''" not in text and "``" not in text:
        return text
    return _TYPED_CLOSE.sub('" ', _TYPED_OPEN.sub(' "', text))


_TYPED_OPEN = re.compile(r"(?:(?<=[\s(\[—-])|^)(?:''|``)(?=[\w$.‘'])")
_TYPED_CLOSE = re.compile(r"''(?!')")


@lru_cache(maxsize=64)
def quotations(text: str) -> tuple[Quotation, ...]:
    """All outermost quotations in order; an unclosed one ends with its paragraph, or goes on where the next opens with a mark."""
    found: list[Quotation] = []
    place = 0
    while place < len(text):
        if not _opens(text, place):
            place += 1
            continue
        end = _end(text, place)
        if end is None:
            place += 1
            continue
        closed = text[end - 1] in _PAIRS[text[place]] and end - place > 1
        found.append(Quotation(Span(start=place, end=end), Span(start=place + 1, end=end - 1 if closed else end)))
        place = end
    return tuple(quotation for quotation in found if quotation.inner.of(text).strip())


def _opens(text: str, place: int) -> bool:
    char = text[place]
    if char in _SINGLE:
        return bool(_OPENS_SINGLE.match(text, place))
    if char == '"':
        return place + 1 < len(text) and not text[place + 1].isspace()
    return char in _PAIRS


def _end(text: str, place: int) -> int | None:
    """Where the quotation that opens at `place` ends, its mark included; None where it is none."""
    char = text[place]
    paragraph = _paragraph_end(text, place)
    if char in _SINGLE:
        for match in _CLOSES_SINGLE.finditer(text, place + 1, min(paragraph, place + 400)):
            if not _plural_possessive(text, match.start(), place, paragraph):
                return match.end()
        return None
    closing = _closing(text, place + 1, paragraph, _PAIRS[char])
    if closing is not None:
        return closing + 1
    following = re.compile(r"\s*").match(text, paragraph)
    resumed = following.end() if following else paragraph
    if resumed < len(text) and text[resumed] == char and paragraph - place > 40:
        # Each paragraph of a long quotation opens with a mark, only the last one closes.
        return paragraph
    return paragraph if paragraph - place > 40 and char != '"' else None


def _closing(text: str, start: int, end: int, marks: str) -> int | None:
    for place in range(start, min(end, start + _LONGEST)):
        if text[place] in marks:
            return place
    return None


def _plural_possessive(text: str, place: int, opened: int, paragraph: int) -> bool:
    """Whether a mark after "s" is an apostrophe: a later closing mark comes before another quotation opens."""
    if text[place - 1] != "s" or not text[place + 1 : place + 2].isspace():
        return False
    later = _CLOSES_SINGLE.search(text, place + 1, min(paragraph, opened + 400))
    again = _OPENS_SINGLE.search(text, place + 1, paragraph)
    return later is not None and (again is None or later.start() < again.start())


def _paragraph_end(text: str, place: int) -> int:
    found = text.find("\n", place)
    return len(text) if found < 0 else found


_BIG = r"[A-Z][\w’'-]*"
_TITLE = re.compile(rf"{_BIG}(?: (?:of|the|and|for|in|on|at|to|a|an|by|with|from|{_BIG}))+ {_BIG}[.,]?")
"""The name of a film, a programme or a book: `on "Your World with Neil Cavuto"`."""


def is_title(text: str, quotation: Quotation) -> bool:
    """Whether the quoted words are a name in capitals."""
    return _TITLE.fullmatch(quotation.inner.of(text).strip()) is not None


def is_speech(text: str, quotation: Quotation) -> bool:
    """Whether a quotation is something said rather than a title, a nickname or a word held at arm's length."""
    words = quotation.inner.of(text).strip()
    if is_title(text, quotation):
        return False
    tokens = tagged(text, quotation.inner.start, quotation.inner.end)
    if len(tokens) < 3:
        return words.endswith((",", "!", "?", ".")) and words[:1].isupper()
    if any(token.tag in ("FIN", "MODAL", "BE", "HAVE", "DO") for token in tokens):
        return words[:1].isupper() or len(tokens) > 6
    return words.endswith((",", ".", "!", "?")) and words[:1].isupper()
