"""Numbers in English text, in figures and words, with what they come to.

Knows no dates and no units beyond the word that follows: "the 19th", "2024" and "4:21" are numbers like others.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from claimcheck.claims import Span


@dataclass(frozen=True)
class Number:
    """A number in a text, in figures or words."""

    value: float
    """What it comes to: "3.4 million" is 3400000, "half" 0.5, "third" 3."""
    unit: str | None
    """`percent`, `ordinal`, `fraction`, a currency sign, or the noun after it in the singular; null where there is none."""
    span: Span
    """Where it stands, its multiplier and currency sign included, its unit not."""


def _counted(text: str, *, first: int = 1, step: int = 1) -> dict[str, int]:
    """`"one two" -> {"one": 1, "two": 2}`."""
    return {word: first + step * place for place, word in enumerate(text.split())}


SMALL = _counted(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen""",
    first=0,
)
TENS = _counted("twenty thirty forty fifty sixty seventy eighty ninety", first=20, step=10)
_SCALES = {
    "hundred": 1e2, "dozen": 12.0, "thousand": 1e3, "k": 1e3, "million": 1e6, "mln": 1e6, "mn": 1e6, "m": 1e6,
    "billion": 1e9, "bln": 1e9, "bn": 1e9, "trillion": 1e12, "trn": 1e12, "tn": 1e12,
}  # fmt: skip
_ORDINALS = _counted(
    """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth
    seventeenth eighteenth nineteenth twentieth"""
)
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_GLYPHS = {"½": 0.5, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 0.25, "¾": 0.75}
_ONES = "|".join(SMALL)
_WORDED = rf"(?:(?:{'|'.join(TENS)})(?:[\s-](?:{_ONES}))?|{_ONES})"
_SCALED = r"[\s-](?:hundred|dozen|thousand|million|billion|trillion)"
_CARDINAL = rf"(?:(?:an?|{_WORDED})(?:{_SCALED})+(?:\s(?:and\s)?{_WORDED}(?:{_SCALED})*)*|{_WORDED})"
_FIGURES = re.compile(
    r"(?P<sign>(?:US|A|C)?\$|€|£|¥)?\s?(?P<figures>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<glyph>[½⅓⅔¼¾])?"
    r"(?:(?P<ordinal>st|nd|rd|th)\b|[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|mln|bln|trn|mn|bn|tn)\b|(?P<letter>[km])\b(?!-|\s(?:long|high|tall|deep|wide|away|race|thick)\b))?",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    rf"\b(?:(?P<count>a|an|one|two|three|four|five|six|seven|eight|nine)[\s-])?(?P<part>{'|'.join(_PARTS)})s?\b",
    re.IGNORECASE,
)
_WORDS = re.compile(rf"\b(?P<words>{_CARDINAL})\b", re.IGNORECASE)
_NTH = re.compile(rf"\b(?P<nth>{'|'.join(_ORDINALS)})\b", re.IGNORECASE)
_CENTURY = re.compile(r"(?<=\b([12]\d)\d\d[-–/])")
"""The year before a second one cut to two figures: `2023-24`."""
_COUNTED = re.compile(r"\s+(?!of\b)\w")
"""A word goes on behind the part: `a fifth month`."""
_PERCENT = re.compile(r"\s?(?:%|per\s?cent\b|pc\b|percentage\b)", re.IGNORECASE)
_NOUN = re.compile(
    r"[\s-](?!(?:of|and|or|to|in|on|at|the|a|for|by|from|with|per|who|that|were|was|are|is|had|have)\b)([a-z]+)"
)


def numbers(text: str) -> list[Number]:
    """Numbers in order, none within another: `"1,200 men, a third of them over 60" -> 1200, 1/3, 60`."""
    found = [*_in_figures(text), *_in_fractions(text), *_in_words(text), *_in_ordinals(text)]
    chosen: list[Number] = []
    for number in sorted(found, key=lambda number: (number.span.start, -number.span.end)):
        if not chosen or number.span.start >= chosen[-1].span.end:
            chosen.append(number)
    return chosen


def _in_figures(text: str) -> Iterable[Number]:
    for match in _FIGURES.finditer(text):
        if match.start("figures") and text[match.start("figures") - 1].isalpha():
            continue
        century = _CENTURY.match(text, match.start("figures"))
        value = float(
            (century[1] if century and len(match["figures"]) == 2 else "") + match["figures"].replace(",", "")
        )
        value += _GLYPHS.get(match["glyph"], 0.0)
        value *= _SCALES.get((match["scale"] or match["letter"] or "").casefold(), 1.0)
        unit = "ordinal" if match["ordinal"] else match["sign"] or _unit(text, match.end())
        yield Number(value, unit, _span(match, text))


def _span(match: re.Match[str], text: str) -> Span:
    words = match[0]
    return Span(start=match.start() + len(words) - len(words.lstrip()), end=match.end())


def _unit(text: str, end: int) -> str | None:
    if _PERCENT.match(text, end):
        return "percent"
    noun = _NOUN.match(text, end)
    return _singular(noun[1]) if noun else None


def _singular(noun: str) -> str:
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def _in_fractions(text: str) -> Iterable[Number]:
    """`half`, `two-thirds`, `a quarter of`; `third`, `a fifth month` are ordinals, `two quarters` a time."""
    for match in _FRACTION.finditer(text):
        part, count = match["part"].casefold(), SMALL.get((match["count"] or "one").casefold(), 1)
        alone = not _COUNTED.match(text, match.end())
        if part not in ("half", "halves") and (match["count"] is None or not alone or count >= _PARTS[part]):
            continue
        yield Number(count / _PARTS[part], "fraction", _span(match, text))


def _in_words(text: str) -> Iterable[Number]:
    for match in _WORDS.finditer(text):
        yield Number(_worded(match["words"]), _unit(text, match.end()), _span(match, text))


def _worded(words: str) -> float:
    """`"two hundred and twelve" -> 212`."""
    total, current = 0.0, 0.0
    parts = re.split(r"[\s-]", words.casefold())
    for part in parts:
        if part in SMALL:
            current += SMALL[part]
        elif part in TENS:
            current += TENS[part]
        elif part in ("hundred", "dozen"):
            current = (current or 1) * _SCALES[part]
        elif part in _SCALES:
            total, current = total + (current or 1) * _SCALES[part], 0.0
    return total + current


def _in_ordinals(text: str) -> Iterable[Number]:
    for match in _NTH.finditer(text):
        yield Number(float(_ORDINALS[match["nth"].casefold()]), "ordinal", _span(match, text))
