"""Pure work on text: sentences, aligning quotes, what a text must not smuggle past a reader.

Offsets are code points and half-open throughout. Nothing here knows articles, engines or stores.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from claimcheck.claims import Span
from claimcheck.numbers import numbers

_MIN_QUOTE = 2
_FOLDED = {
    '"': "'", "“": "'", "”": "'", "„": "'", "‟": "'", "«": "'", "»": "'", "″": "'", "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
}  # fmt: skip
_UNSEEN = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ELLIPSIS = re.compile(r"\s*(?:\[\s*)?(?:\.\.\.|…)(?:\s*\])?\s*")
_PARAGRAPH = re.compile(r"[^\n]+")


def paragraphs(text: str) -> list[Span]:
    """Runs of text between line breaks, trimmed; empty ones left out."""
    return [span for found in _PARAGRAPH.finditer(text) if (span := trimmed(text, found.start(), found.end()))]


def sentences(text: str) -> list[Span]:
    """Sentences in order, trimmed, never across a line break: `"He ran. She sat." -> [(0, 7), (8, 16)]`."""
    from sentencex import get_sentence_boundaries  # its compiled part need not load for `--help`

    found: list[Span] = []
    for paragraph in paragraphs(text):
        words = paragraph.of(text)
        for boundary in get_sentence_boundaries("en", words):
            start = paragraph.start + boundary["start_index"]
            found += _whole(text, start, paragraph.start + boundary["end_index"])
    return _rejoined(text, found)


_MAY_ENDS = re.compile(r"(?<=May\.)\s+(?=[“\"‘'(]+[A-Z])")
"""The month and the name are no abbreviation, which is what the splitter takes them for before a quotation."""


def _whole(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence as the splitter found it, cut where it runs on after "May."."""
    cuts = [match.start() for match in _MAY_ENDS.finditer(text, start, end)]
    for first, last in zip([start, *cuts], [*cuts, end], strict=True):
        if span := trimmed(text, first, last):
            yield span


def _rejoined(text: str, spans: list[Span]) -> list[Span]:
    """Sentences without fragments: a piece that is only closing marks, or begins in lower case, belongs to the one before."""
    joined: list[Span] = []
    for span in spans:
        words = span.of(text)
        gap = text[joined[-1].end : span.start] if joined else "\n"
        if "\n" not in gap and _belongs(joined[-1].of(text), words):
            joined[-1] = Span(start=joined[-1].start, end=span.end)
        else:
            joined.append(span)
    return joined


def _belongs(before: str, words: str) -> bool:
    """Whether a piece goes on with the sentence before it: a fragment, a name after its title, a day after its hour."""
    hour = re.search(r"[ap]\.m\.$", before) and re.match(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", words)
    return _fragment(words) or bool(_TITLE.search(before)) or bool(hour)


_TITLE = re.compile(r"(?:^|\s)Ms\.$")
"""The one title that the splitter does not know."""


def _fragment(words: str) -> bool:
    brand = words[1:2].isupper()  # iPhone, eBay
    return not re.search(r"\w", words) or (words[:1].islower() and not brand)


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without white space at its ends; None where nothing is left."""
    words = text[start:end]
    if not words.strip():
        return None
    return Span(start=start + len(words) - len(words.lstrip()), end=start + len(words.rstrip()))


@dataclass(frozen=True)
class Normalised:
    """A text in which only the wording counts, with the way back."""

    text: str
    offsets: tuple[int, ...]
    """For each character of `text`, where it stood; one more entry for the end."""

    def back(self, start: int, end: int) -> Span:
        """The original span of the half-open range, which must not be empty."""
        return Span(start=self.offsets[start], end=self.offsets[end - 1] + 1)


@lru_cache(maxsize=256)
def normalised(text: str) -> Normalised:
    """Quotes, dashes and spaces made plain, accents and invisible characters gone, case folded: `"“É”  b" -> "'e' b"`."""
    chars: list[str] = []
    offsets: list[int] = []
    for place, char in enumerate(text):
        folded = _folded(char)
        if folded in _RUNS and chars and chars[-1] == folded:
            continue
        chars += folded
        offsets += [place] * len(folded)
    return Normalised("".join(chars), (*offsets, len(text)))


_RUNS = frozenset((" ", "'", "-"))
"""Marks of which a run counts as one: `“‘`, `--`, two spaces."""


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    if _UNSEEN.match(char):
        return ""
    if char.isspace():
        return " "
    apart = unicodedata.normalize("NFKD", _FOLDED.get(char, char)).casefold()
    return "".join(part for part in apart if not unicodedata.combining(part))


def align(quote: str, text: str, *, within: Span | None = None, floor: float = 90.0) -> Span | None:
    """Where a quote stands in a text: exact, then by wording, then by likeness of at least `floor` of 100; None if nowhere.

    Of several places whole words come first, then those inside `within`, then the first. A quote with an ellipsis spans from its
    first part to its last. Likeness forgives slips of the pen, never another number or a missing "not".
    """
    quote = quote.strip()
    if sum(char.isalnum() for char in quote) < _MIN_QUOTE:
        return None
    return (
        next(iter(_spans(quote, text, within)), None)
        or _parts(quote, text, within)
        or _alike(quote, text, within, floor)
    )


_WHOLE_UP_TO = 3
"""Quotes so short must be whole words: "He" does not stand in "the"."""
_NEAR = 600
"""The parts of a quote with an ellipsis follow each other within so many characters."""


def _spans(quote: str, text: str, within: Span | None) -> list[Span]:
    """Every place of a quote, letter for letter, else by wording; the best first."""
    spans = [Span(start=place, end=place + len(quote)) for place in _places(quote, text)] or _by_wording(quote, text)
    whole = [span for span in spans if span == _to_words(text, span)]
    if len(quote) <= _WHOLE_UP_TO:
        spans = whole
    return sorted(
        spans, key=lambda span: (span not in whole, within is not None and not span.overlaps(within), span.start)
    )


def _places(part: str, text: str) -> Iterator[int]:
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + 1)


def _by_wording(quote: str, text: str) -> list[Span]:
    plain, wanted = normalised(text), normalised(quote).text.strip(" '.,;")
    if sum(char.isalnum() for char in wanted) < _MIN_QUOTE:
        return []
    return [plain.back(place, place + len(wanted)) for place in _places(wanted, plain.text)]


def _parts(quote: str, text: str, within: Span | None) -> Span | None:
    """`"We ... did not go"` as one span, where all its parts follow each other within a few sentences; `"[...] go"` is one part."""
    pieces = [piece for piece in _ELLIPSIS.split(quote) if sum(char.isalnum() for char in piece) >= _MIN_QUOTE]
    if not pieces:
        return None
    for first in _spans(pieces[0], text, within):
        end: int | None = first.end
        for piece in pieces[1:]:
            end = _end_after(piece, text, end) if end is not None else None
        if end is not None:
            return Span(start=first.start, end=end)
    return None


def _end_after(piece: str, text: str, start: int) -> int | None:
    """Where the piece ends that follows a place; None where it does not follow soon."""
    spans = _spans(piece, text[start : start + _NEAR], None)
    return start + spans[0].end if spans else None


def _alike(quote: str, text: str, within: Span | None, floor: float) -> Span | None:
    """The most similar run of words, in the part asked for before anywhere else."""
    if within is not None:
        near = _most_alike(quote, within.of(text), floor)
        if near is not None:
            return Span(start=within.start + near.start, end=within.start + near.end)
    return _most_alike(quote, text, floor)


def _most_alike(quote: str, text: str, floor: float) -> Span | None:
    from rapidfuzz.fuzz import partial_ratio_alignment  # only quotes that are not verbatim pay for it

    plain, wanted = normalised(text), normalised(quote).text
    if len(wanted) < 12 or len(wanted) > len(plain.text) + 20:
        return None
    found = partial_ratio_alignment(wanted, plain.text, score_cutoff=floor)
    if found is None:
        return None
    span = _to_words(text, plain.back(found.dest_start, found.dest_end))
    return span if span and _substance(quote) == _substance(span.of(text)) else None


_DENIAL = re.compile(r"\b(?:not|no|never|nor|neither|none|nobody|nothing|without|cannot|[a-z]+n['’]t)\b", re.IGNORECASE)


def _substance(words: str) -> tuple[list[float], int]:
    """What a slip of the pen may not change: the numbers, and how often something is denied."""
    return sorted(number.value for number in numbers(words)), len(_DENIAL.findall(words))


def _to_words(text: str, span: Span) -> Span | None:
    """The span widened so that it cuts no word; None for blanks alone."""
    start, end = span.start, span.end
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return trimmed(text, start, end)


def printable(text: str) -> str:
    """Text that cannot steer a terminal: control characters shown as their picture, invisible and bidirectional ones left out."""
    shown = _CONTROL.sub(
        lambda found: chr(0x2400 + ord(found[0])) if ord(found[0]) < 0x20 else "\ufffd", text.replace("\r\n", "\n")
    )
    return _UNSEEN.sub("", shown)


_STOP_WORDS = {
    "en": "the of and to in that was for with said has have were from which on by is at it",
    "de": "der die und das den von mit dem ist des nicht ein eine auf für sich auch wurde bei hat",
    "fr": "le la les des et est une dans que qui pour pas sur avec par au du aux ont été",
    "es": "el la los las que una por con del se para como su más fue ha en está pero este",
    "it": "il di che la per una del con della non sono è nel le anche più alla dei gli ha",
    "pt": "que não uma para com os dos em por mais das ao foi pelo da do na são também como",
    "nl": "de het een van en dat niet zijn voor met ook op aan werd door maar heeft bij naar dit",
    "pl": "w i na nie się że jest do z od przez jak po ale przy tym oraz są dla było",
    "sv": "och att det som på är av för med den har till inte om ett men var från sig kan",
    "tr": "ve bir bu için ile olarak da de çok daha olan gibi sonra kadar var ise ancak göre",
}  # fmt: skip
_SCRIPTS = (
    ("uk", "[іїєґ]"), ("ru", "[а-яё]"), ("el", "[α-ω]"), ("ar", "[\u0620-\u064a]"), ("he", "[\u05d0-\u05ea]"),
    ("ja", "[\u3040-\u30ff]"), ("ko", "[\uac00-\ud7a3]"), ("zh", "[\u4e00-\u9fff]"), ("hi", "[\u0904-\u0939]"),
)  # fmt: skip


def language(text: str) -> str | None:
    """ISO 639-1 code by script and stop words; None where the text is too short to tell."""
    sample = text[:20_000].casefold()
    letters = sum(char.isalpha() for char in sample)
    if letters < 20:
        return None
    for code, letter in _SCRIPTS:
        share = len(re.findall(letter, sample)) / letters
        if share > (0.02 if code in ("uk", "ja") else 0.4):
            return code
    words = re.findall(r"[^\W\d_]+", sample)
    if len(words) < 12:
        return None
    shares = {code: sum(word in stops for word in words) / len(words) for code, stops in _STOPS.items()}
    best = max(shares, key=lambda code: shares[code])
    return best if shares[best] >= 0.12 else None


_STOPS = {code: frozenset(words.split()) for code, words in _STOP_WORDS.items()}
