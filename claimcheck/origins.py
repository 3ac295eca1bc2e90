"""Which documents go back to one text: near copies, embedded copies, one address, one wire story.

Pure functions on articles; the library keeps what they find. Likeness is judged on shingles of words: MinHash (rensa) proposes, the
exact share of common shingles decides.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from claimcheck.claims import Article

SHINGLE = 5
"""Words in a shingle."""
COPY = 0.5
"""Share of the shorter text's shingles that must stand in the other for the two to be copies."""
REWRITE = 0.12
"""The same share for two texts that credit the same agency and appeared within DAYS_APART."""
WORDING = 0.5
"""Share of the shorter text's rarer words that a rewrite keeps."""
DAYS_APART = 4
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|mc_[ce]id|ref|ref_src|cmpid|ocid|smid|src|source|share|amp|output|outputtype)$",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^[A-Z][A-Z .,'’-]{2,60}?(?:,\s\w+\.?\s\d{1,2})?\s*\((?P<dateline>[A-Z][\w. ]{1,30})\)\s*[-–—]"
    r"|\((?P<bracket>Reuters|AP|AFP|dpa|DPA|PTI|TASS|Xinhua|ANSA|EFE|Kyodo)\)"
    r"|\b(?:[Rr]eporting|[Mm]aterial|[Ff]iles)\s(?:by|from)\s(?:the\s)?(?P<footer>[A-Z][A-Za-z]{1,30})\b"
    r"|[-–—]\s*(?P<tail>Reuters|AP|AFP|dpa|[A-Z]{2,5})\s*$"
    r"|\baccording to (?:the )?(?P<said>[A-Z]{2,5})\b(?= news agency)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Shape:
    """What of an article tells whether it is a copy; small enough to keep for every document."""

    shingles: frozenset[int]
    words: frozenset[str]
    agencies: frozenset[str]
    url: str | None
    day: date | None
    publisher: str | None
    text: str
    """In lower case; where a rewrite names the paper that it takes its story from."""


def shape(article: Article) -> Shape:
    """The article's shape; the text is read once."""
    words = re.findall(r"\w+", article.text.casefold())
    grams = (" ".join(words[start : start + SHINGLE]) for start in range(max(1, len(words) - SHINGLE + 1)))
    return Shape(
        shingles=frozenset(_hash(gram) for gram in grams),
        words=frozenset(word for word in words if len(word) > 4 or word.isdigit()),
        agencies=frozenset(name.casefold() for name in (*article.agencies, *agencies(article.text))),
        url=canonical_url(article.url),
        day=article.day,
        publisher=article.publisher.casefold() if article.publisher else None,
        text=article.text.casefold(),
    )


def same_origin(one: Shape, other: Shape) -> bool:
    """Whether two articles go back to one text or one wire story."""
    if one.url and one.url == other.url:
        return True
    shared = _share(one.shingles, other.shingles)
    if shared >= COPY:
        return True
    near = one.day is None or other.day is None or abs((one.day - other.day).days) <= DAYS_APART
    credited = bool(one.agencies & other.agencies) or _names(one, other) or _names(other, one)
    return credited and near and (shared >= REWRITE or _share(one.words, other.words) >= WORDING)


def _names(one: Shape, other: Shape) -> bool:
    """Whether one text gives the other's publisher as where it has its story from: "the Coast Monitor reports"."""
    if not other.publisher or len(other.publisher) < 5:
        return False
    name = re.escape(re.sub(r"^the ", "", other.publisher))
    return bool(
        re.search(
            rf"\b{name}\b[^.]{{0,12}}\b(?:report|wrote|writes|said|says|first)|(?:report\w*|told|to|by|citing)\b[^.]{{0,20}}\b{name}\b",
            one.text,
        )
    )


def signature(shape_: Shape, *, permutations: int = 64) -> tuple[int, ...]:
    """MinHash of the shingles (rensa's R-MinHash), `permutations` numbers; equal shares mean likeness."""
    from rensa import RMinHash  # compiled; only ingest pays for it

    sketch = RMinHash(num_perm=permutations, seed=42)
    sketch.update([str(value) for value in sorted(shape_.shingles)])
    return tuple(sketch.digest())


def agencies(text: str) -> tuple[str, ...]:
    """Wire services credited in a text: `"BRENNICK (HPA) - ..." -> ("HPA",)`."""
    names = [name for found in _CREDIT.finditer(text) for name in found.groupdict().values() if name]
    return tuple(dict.fromkeys(name.strip() for name in names))


def canonical_url(url: str | None) -> str | None:
    """An address without what does not tell pages apart: `"http://www.a.example/x/?utm_source=b#c" -> "a.example/x"`; None if no web address."""
    if not url or not re.match(r"https?://", url, re.IGNORECASE):
        return None
    parts = urlsplit(url.strip())
    host = re.sub(r"^(?:www|m|amp|mobile)\.", "", (parts.hostname or "").lower())
    path = re.sub(r"/(?:amp|index\.html?)/?$", "/", parts.path).rstrip("/")
    query = urlencode(sorted((name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.match(name)))
    if not path and not query:
        return None
    return urlunsplit(("", host, path, query, "")).lstrip("/")


def bands(values: Sequence[int], *, rows: int = 2) -> list[tuple[int, ...]]:
    """A signature cut into bands; two texts that share a band are worth comparing."""
    return [(start, *values[start : start + rows]) for start in range(0, len(values), rows)]


def _hash(gram: str) -> int:
    import zlib

    return zlib.crc32(gram.encode())


def _share(one: frozenset[object], other: frozenset[object]) -> float:
    """Common elements over the smaller set."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0
