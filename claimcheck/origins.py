"""Which articles go back to one text: copies, parts and wholes, one address, rewrites of a credited story.

Pure functions on articles; the library keeps what they find and compares only articles that can be related. Wording is compared in
shingles of five words. For looking up candidates every article keeps the same fixed sample of them (hashes that divide by SAMPLE): unlike
MinHash, whose likeness falls with the length of the longer text, the sample also finds a short wire story inside a long article.
Leaves out likeness of content alone: two reporters who heard the same speech, and credit nobody, have two origins.
"""

import datetime as dt
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from claimcheck.claims import Article

Relation = Literal["copy", "part", "whole", "address", "rewrite"]

SHINGLE = 5
"""Words in a shingle."""
SAMPLE = 8
"""One shingle in so many is kept for looking up candidates."""
COPIED = 0.5
"""Share of the shorter text's shingles, quotations left out, that makes it a copy."""
COPIED_WITH_QUOTES = 0.8
"""The same share where quotations count: what two outlets took from one speech stays under it."""
FEW = 12
"""Shared shingles under which nothing is a copy, unless the texts are the same."""
SAME_STORY = 0.5
"""Share of the shorter text's telling words that a copy keeps; a form filled in for another day keeps fewer."""
RETOLD = 0.5
"""The same share for a rewrite of a credited story."""
ROUND_UP = 0.15
"""Share of the longer text's telling words under which it is another text that touches on the story."""
DAYS_APART = 3
"""A rewrite appears within so many days of the story that it credits."""
REPRINT_DAYS = 30
"""After so many days only an unedited text is an outlet's copy of its own: what its pages have in common comes to half of a short one."""

_AGENCY = (
    "Reuters|AP|AFP|DPA|dpa|UPI|PTI|IANS|ANI|TASS|Xinhua|ANSA|EFE|Kyodo|Yonhap|Bloomberg|Anadolu|Interfax|Belga|APA|PA Media|"
    "Associated Press|Agence France-Presse"
)
_NAME = r"[A-Z][\w&'’-]*(?:[ ](?:(?:of|and|the|&)[ ])?[A-Z][\w&'’-]*){0,4}"
_BRACKETED = r"\(([A-Z][\w&.'’ -]{1,40})\)"
_DATELINE = re.compile(rf"^(?:[A-Z][^\na-z][^\n(]{{0,58}})?\s*{_BRACKETED}\s*[-–—:]", re.MULTILINE)
_ENDING = re.compile(
    rf"(?:^|[.!?…][\"”’']?\s){_BRACKETED}\s*$|\s[-–—]\s*({_AGENCY}|[A-Z]{{2,5}}|Agencies)\s*$", re.MULTILINE
)
_FOOTER = re.compile(
    rf"\b(?:[Rr]eporting|[Mm]aterial|[Ff]iles|[Ii]nformation)\s(?:by|from)\s(?:the\s)?({_NAME})"
    rf"|\b(?:[Aa]ppeared|[Pp]ublished)\s(?:first\s)?(?:in|by|on)\s(?:the\s)?({_NAME})"
    rf"|\b(?:[Ss]upplied|[Pp]rovided|[Ss]yndicated)\s(?:by|from)\s(?:the\s)?({_NAME})"
    rf"|^\W*(?:©|[Cc]opyright|Source\s?:|SOURCE\s?:)\s?(?:\d{{4}}\s)?(?:the\s)?({_NAME})",
    re.MULTILINE,
)
_BYLINE = re.compile(rf"\b({_AGENCY})\b|^([A-Z]{{2,5}})$")
_APPOSED = re.compile(rf"(?:news agency|[Tt]he agency|newswire|newspaper|magazine|broadcaster|tabloid)\s({_NAME})")
_CITED = re.compile(
    rf"\b({_NAME})\s(?:has\s|had\s|first\s)*(?:reports|reported|writes|wrote|quotes|quoted|cites)\b"
    rf"|\b(?:writes|reports|reported|told|citing|quoted by)\s(?:the\s)?({_NAME})"
    rf"|[Aa]ccording to\s(?:the\s)?({_NAME})"
)
_ELSEWHERE = frozenset({"related", "featured", "comments"})
"""Reasons of dropped lines that speak of other articles."""
_SHORT = {"ap": "associated press", "afp": "agence france presse", "pa": "pa media"}
_LEADING = frozenset(("the", "as", "in", "but", "and", "when", "while", "for"))
_GENERIC = frozenset(("news", "agency", "wire", "newswire", "newsline", "service", "online", "com", "staff", "press"))
_QUOTED = re.compile(r"“[^”]{,600}”|\"[^\"\n]{,600}\"|«[^»]{,600}»|„[^“”]{,600}[“”]")
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|igshid|mc_[ce]id|ref|ref_?src|referrer|cmp(?:id)?|ocid|smid|smtyp|ncid|icid|wt\.\w+|ito|ftag|taid|"
    r"sr_share|share|partner|amp|output(?:type)?|action|pgtype|clicksource|module|region|hp|s?cid|via|spm|_ga|xtor|at_\w+",
    re.IGNORECASE,
)
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """
    about after against all also and any are because been before being between both but can could did does down during each
    for from further had has have her here him his how into its just last many may more most much new not now off one only
    other our out over own said same say says several she should since some still such than that the their them then there
    these they this those three through told too two under until very was week were what when where which while who whom why
    will with would year years you your monday tuesday wednesday thursday friday saturday sunday people according reported
    report reports
    """,
    )
)
"""Words of three letters or more; shorter ones tell nothing either."""


@dataclass(frozen=True)
class Trace:
    """What of an article tells where its text comes from."""

    shingles: frozenset[int]
    """Hashes of all runs of SHINGLE words."""
    own: frozenset[int]
    """The same without the words in quotation marks, which anybody may have heard."""
    telling: frozenset[int]
    """Hashes of names, figures and all but the commonest words, cut to stems."""
    credits: frozenset[str]
    """Wire services and outlets that the article gives as where its story comes from, itself left out, folded."""
    cited: frozenset[str]
    """Whoever it cites within the text as reporting something, medium or not, folded."""
    publisher: str | None
    """Who printed it, folded."""
    url: str | None
    """Canonical address; null for a file."""
    day: dt.date | None
    """Day of publication; null where unknown."""

    @property
    def fingerprints(self) -> frozenset[int]:
        """The fixed sample of shingles that is kept for looking up candidates."""
        return frozenset(value for value in self.shingles if value % SAMPLE == 0)


def trace(article: Article) -> Trace:
    """The article's trace; its text is read once."""
    asides = [piece.text for piece in article.dropped if piece.reason not in _ELSEWHERE]
    whole = "\n".join([*asides, article.text])
    publisher = _folded(article.publisher) if article.publisher else None
    named = [*article.agencies, *agencies(whole, article.author), *_found(_FOOTER, whole), *_found(_APPOSED, whole)]
    return Trace(
        shingles=_shingles(article.text),
        own=_shingles(_QUOTED.sub(" ", article.text)),
        telling=frozenset(_telling(f"{article.title or ''}\n{article.text}")),
        credits=_others(named, publisher),
        cited=_others(_found(_CITED, whole), publisher),
        publisher=publisher,
        url=canonical_url(article.url),
        day=article.day,
    )


def relation(one: Trace, other: Trace) -> Relation | None:
    """How `one` is related to `other`, None for independent texts.

    `copy`: the same text, edited or not. `part`: most of `one` stands in the longer `other`. `whole`: most of the shorter `other` stands in
    `one`. `address`: another text at the same address. `rewrite`: the same story in other words, with the other or its agency credited.
    """
    if _copied(one, other):
        shared = len(one.shingles & other.shingles)
        if shared >= COPIED * max(len(one.shingles), len(other.shingles)):
            return "copy"
        return "part" if len(one.shingles) < len(other.shingles) else "whole"
    if one.url and one.url == other.url and not _strangers(one, other):
        return "address"
    rewritten = near_in_time(one, other) and credited(one, other) and retold(one.telling, other.telling)
    return "rewrite" if rewritten or _briefed(one, other) or _briefed(other, one) else None


def near_in_time(one: Trace, other: Trace, *, days: int = DAYS_APART) -> bool:
    """Whether they appeared within so many days; where a day is unknown, that they did not cannot be shown."""
    return one.day is None or other.day is None or abs((one.day - other.day).days) <= days


def credited(one: Trace, other: Trace) -> bool:
    """Whether one gives the other's publisher or agency as its source, or both give the same third."""
    if one.credits & (other.credits | other.cited) or one.cited & other.credits:
        return True
    return _names(one, other.publisher) or _names(other, one.publisher)


def _strangers(one: Trace, other: Trace) -> bool:
    """Whether two texts are given out by different outlets; an address is only what a document says of itself."""
    return one.publisher is not None and other.publisher is not None and one.publisher != other.publisher


def _briefed(one: Trace, other: Trace) -> bool:
    """Whether `one` is a brief made from `other`: it names that outlet, and most of what it tells stands there."""
    brief = len(one.telling) <= len(other.telling) and mentioned(one.telling, other.telling)
    return brief and near_in_time(one, other) and _names(one, other.publisher)


def mentioned(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether most of the shorter set of telling words stands in the longer one."""
    return bool(one and other) and len(one & other) >= RETOLD * min(len(one), len(other))


def retold(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two sets of telling words belong to one story, neither being a mere mention of it in a longer text."""
    shared = len(one & other)
    return (
        bool(shared) and shared >= RETOLD * min(len(one), len(other)) and shared >= ROUND_UP * max(len(one), len(other))
    )


def short_names(publisher: str | None) -> frozenset[str]:
    """The names by which a publisher may be credited: `"meridian news wire" -> {"meridian news wire", "meridian news", "meridian"}`."""
    words = (publisher or "").split()
    short = {" ".join(words)} if words else set()
    while len(words) > 1 and words[-1] in _GENERIC:
        words = words[:-1]
        short.add(" ".join(words))
    return frozenset(short)


def agencies(text: str, byline: str | None = None) -> tuple[str, ...]:
    """Wire services credited in datelines, brackets, last lines and bylines: `"BRENNICK, Oct 17 (HPA) - ..." -> ("HPA",)`."""
    names = _found(_DATELINE, text) + _found(_ENDING, text) + _found(_BYLINE, byline or "")
    return tuple(dict.fromkeys(name.strip() for name in names))


def canonical_url(url: str | None) -> str | None:
    """An address without what does not tell pages apart; None for what is no web page of its own.

    `"http://www.a.example/x/?utm_source=b#c" -> "a.example/x"`, `"https://a.example/" -> None`, `"file.txt" -> None`.
    """
    if not url or not re.match(r"https?://", url.strip(), re.IGNORECASE):
        return None
    try:
        parts = urlsplit(url.strip())
        host = re.sub(r"^(?:www\d?|m|amp|mobile)\.", "", parts.hostname or "")
    except ValueError:
        return None
    path = re.sub(r"/{2,}", "/", parts.path)
    path = re.sub(r"^/amp(?=/)|/(?:amp|index\.\w{3,5})/?$|\.amp(?=\.html?$|$)", "", path).rstrip("/")
    query = urlencode(sorted(pair for pair in parse_qsl(parts.query) if not _TRACKING.fullmatch(pair[0])))
    if not host or (not path and not query):
        return None
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def _copied(one: Trace, other: Trace) -> bool:
    if one.shingles and one.shingles == other.shingles:
        return True
    if len(one.shingles & other.shingles) < FEW or _share(one.telling, other.telling) < SAME_STORY:
        return False
    if _share(one.shingles, other.shingles) >= COPIED_WITH_QUOTES:
        return True
    edited = len(one.own & other.own) >= FEW and _share(one.own, other.own) >= COPIED
    return edited and (_strangers(one, other) or near_in_time(one, other, days=REPRINT_DAYS))


def _names(one: Trace, publisher: str | None) -> bool:
    """Whether a publisher is credited or cited."""
    return not short_names(publisher).isdisjoint(one.credits | one.cited)


def _others(names: Iterable[str], publisher: str | None) -> frozenset[str]:
    return frozenset(map(_folded, names)) - short_names(publisher) - {""}


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    """Common elements over the smaller set."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


_LOOKALIKES = str.maketrans("аеорсухіјѕԁһӏκορτυχνι", "aeopcyxijsdhlkoptuxvi")
"""Cyrillic and Greek letters that pass for Latin ones: a copy spelt with them is a copy."""


def _plain(text: str) -> str:
    """Wording as a reader has it: `"Тhe\u200b ｃat" -> "the cat"`, so that letters cannot hide a copy."""
    seen = re.sub(r"[\u00ad\u200b-\u200f\u2060\ufeff]", "", text)
    return unicodedata.normalize("NFKC", seen).casefold().translate(_LOOKALIKES)


def _shingles(text: str) -> frozenset[int]:
    words = re.findall(r"\w+", _plain(text))
    runs = (" ".join(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1))
    return frozenset(zlib.crc32(run.encode("utf-8", "replace")) for run in runs)


def _telling(text: str) -> Iterator[int]:
    """All but the commonest words, cut to six letters so that "voted" and "voters" do not part two stories."""
    for word in re.findall(r"\w+(?:[.,]\d+)*", _plain(text)):
        if word not in _COMMON and (len(word) > 2 or word.isdigit()):
            yield zlib.crc32(word[:6].encode("utf-8", "replace"))


def _folded(name: str) -> str:
    """`"As The Tern News Agency" -> "tern news agency"`, `"AP" -> "associated press"`."""
    words = re.sub(r"[^\w&]", " ", name.casefold()).split()
    while words and words[0] in _LEADING:
        words = words[1:]
    folded = " ".join(words)
    return _SHORT.get(folded, folded)


def _found(pattern: re.Pattern[str], text: str) -> list[str]:
    return [name for found in pattern.finditer(text) for name in found.groups() if name]
