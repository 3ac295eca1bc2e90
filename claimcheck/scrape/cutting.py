"""Cutting an article's own text out of a plain-text scrape, by rules over its lines.

Scrapers leave mastheads, breadcrumbs, date lines, story codes, the headline twice, captions, "Related Stories", comment boxes and
newsletter lines around the article. Each rule here has a name, and every line that a rule takes away is kept with that name, so
that a reader can see what was not checked. Pages in HTML come here after trafilatura, for what it leaves.

Nothing here guesses: a date is taken only from a line that is a date, or from a dateline that names the year.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from claimcheck.claims import Dropped, Published
from claimcheck.scrape.days import MONTH, date_line
from claimcheck.scrape.rules import NAMES, line_reason, picture_credit, section

_PLACE = r"[A-Z][A-Z.'’-]+(?:[ -](?:[A-Z][A-Z.'’-]+|[a-z]{2,3}(?= [A-Z]{2})))*(?:,\s[A-Z][A-Za-z.'’ ]{1,30}?)?"
_DATELINE = re.compile(
    rf"^(?P<place>{_PLACE})?"
    rf"(?:,?\s*(?P<date>(?i:{MONTH})\s+\d{{1,2}}(?:,?\s+\d{{4}})?|\d{{1,2}}\s+(?i:{MONTH})(?:,?\s+\d{{4}})?))?"
    r"\s*(?:[(/]\s*(?P<agency>[A-Z][A-Za-z&. -]{1,30}?)\s*[)/])?\s*(?P<dash>[-–—]{1,2}|\.(?=\s)|:)\s+(?=\S)",
)
_CREDIT = re.compile(
    r"\b(?:reporting|material|files)\s+(?:by|from)\s+(?:the\s+)?([A-Z][A-Za-z]{1,30})|^\W*source\s*:\s*([A-Z][\w ]{1,30})",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*\((?:(?:[Aa]dditional )?[Rr]eporting|[Ww]riting|[Ee]diting) by [^)]{2,200}\)\W*$"
    rf"|(?<=[.!?”\"])\s+(?:(?:[Aa]dditional )?[Rr]eporting|[Ww]riting|[Ee]diting) by {NAMES}(?:[;,]\s*(?:[Ww]riting|[Ee]diting) by {NAMES})*\W*$"
    r"|\s+[-–—]\s*(?P<agency>[A-Z]{2,5}|Reuters|Agencies)\W*$"
)
_ENDS = re.compile(r"[.!?…][\"'”’»)\]]*$|[”\"]$|:$|[”\"]\s*[—–―]\s*[A-Z][\w.'’ -]{2,40}$")
_FULL_STOP = re.compile(r"[.!?][\"'”’»)\]]*$")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*(?=\s|$)")
_SURE = 40
"""Characters from which a line that ends like a sentence is running text for certain."""
_HEADLINE = 200
"""Characters beyond which a line is no headline, printed twice or not."""
_TEASER = re.compile(r"(?:\.\.\.|…)\s*$")


@dataclass(frozen=True)
class Scrape:
    """An article's own text and what its surroundings told."""

    title: str | None
    body: str
    published: Published | None
    author: str | None
    agencies: tuple[str, ...]
    dropped: tuple[Dropped, ...]


@dataclass
class _State:
    """What is known while going through the lines."""

    title: str | None
    captions: frozenset[int] = frozenset()
    body: list[str] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    published: Published | None = None
    author: str | None = None
    agencies: list[str] = field(default_factory=list)
    section: tuple[str, bool] | None = None

    def drop(self, line: str, reason: str) -> None:
        self.dropped.append(Dropped(text=line, reason=reason))


def clean(text: str, *, title: str | None = None, markdown: bool = False) -> Scrape:
    """The article in a scrape; `title` where it is known already.

    `"Home > City\\n\\nBig news\\nBig news\\nOSLO (NTB) - Rain fell.\\nRelated Stories\\n..." -> body "Rain fell."`
    """
    lines = [" ".join(line.split()) for line in _unwrapped(text).split("\n")]
    if markdown:
        lines = [_without_markdown(line) for line in lines]
    lines = [line for line in lines if line]
    captions = frozenset(n for n, line in enumerate(lines) if _is_caption(line))
    began = _body_start(lines, captions)
    if began == len(lines) and len(captions) == 1:
        # An article of one paragraph, with the credit of its picture at the end.
        captions, began = frozenset(), _body_start(lines, frozenset())
    state = _State(title=title or _title(lines[:began]), captions=captions)
    for number, _line in enumerate(lines):
        _take(state, lines, number, header=number < began)
    return Scrape(
        title=state.title,
        body="\n\n".join(state.body),
        published=state.published,
        author=state.author,
        agencies=tuple(dict.fromkeys(state.agencies)),
        dropped=tuple(state.dropped),
    )


def _take(state: _State, lines: list[str], number: int, *, header: bool) -> None:
    """File one line under body or dropped."""
    line = lines[number]
    published = date_line(line)
    if published and not state.body and _finer(published, state.published):
        state.published = published
    if state.title and _same(line, state.title):
        return state.drop(line, "headline" if header or not state.body else "featured")
    heading = section(line)
    if heading:
        # Above the article a heading rules over a list at most: "7 comments", "Top stories".
        state.section = None if header and heading[0] == "comments" else (heading[0], heading[1] or header)
        return state.drop(line, heading[0])
    reason = "date-line" if published else line_reason(line)
    if number in state.captions:
        reason = reason or "caption"
    if reason:
        _note(state, line, reason)
        return state.drop(line, reason)
    if state.section:
        if not (state.section[1] and _resumes(lines, number, state.section[0])):
            return state.drop(line, state.section[0])
        state.section = None
    if header:
        return state.drop(line, "masthead")
    if not _is_body(line):
        return state.drop(line, "subheading")
    if not state.body:
        line = _without_dateline(state, line)
    state.body.append(_without_credit(state, line))
    return None


def _title(head: Sequence[str]) -> str | None:
    """The headline among the lines before the body: one that is repeated, else the longest of three words and more."""
    head = [line for line in head if len(line) <= _HEADLINE and not _explained(line)]
    if not head:
        return None
    repeated, times = Counter(_key(line) for line in head).most_common(1)[0]
    if times > 1:
        return next(line for line in head if _key(line) == repeated)
    longest = max(head, key=len)
    return longest if len(longest.split()) >= 3 else None


def _explained(line: str) -> bool:
    """Whether a line by itself is told for something else than text or headline."""
    return bool(date_line(line) or line_reason(line) or section(line))


def _is_caption(line: str) -> bool:
    """Whether a line is the words under a picture: at most one sentence, then the picture's credit."""
    credit = picture_credit(line)
    return credit is not None and len(_SENTENCE_END.findall(line[:credit])) < 2


def _body_start(lines: Sequence[str], captions: frozenset[int]) -> int:
    """Number of the first line that is running text: a full sentence, together with short ones right before it.

    Where no sentence is long enough to be sure of, the first line that ends like one.
    """
    times = Counter(_key(line) for line in lines)
    text = {
        n
        for n, line in enumerate(lines)
        if n not in captions
        and _ENDS.search(line[: _tail(line)])
        and not _TEASER.search(line)
        and (times[_key(line)] == 1 or len(line) > _HEADLINE)
    }
    sure = (n for n in sorted(text) if len(lines[n]) >= _SURE and not _explained(lines[n]))
    first = next(sure, None)
    if first is None:
        return next((n for n in sorted(text) if _FULL_STOP.search(lines[n]) and not _explained(lines[n])), len(lines))
    while first - 1 in text and _FULL_STOP.search(lines[first - 1]) and not _explained(lines[first - 1]):
        first -= 1
    return first


def _is_body(line: str) -> bool:
    """Running text ends like a sentence, or is too long for a heading."""
    return bool(_ENDS.search(line[: _tail(line)])) or len(line) >= 90


def _resumes(lines: Sequence[str], number: int, reason: str) -> bool:
    """Whether the article goes on after an inserted box: two long paragraphs in a row that are no teasers.

    After a bare invitation to subscribe, which has no list under it, one sentence will do.
    """
    if reason == "newsletter":
        return len(lines[number]) >= 60 and bool(_FULL_STOP.search(lines[number]))
    pair = lines[number : number + 2]
    return len(pair) == 2 and all(len(line) >= 120 and _ENDS.search(line) and not _TEASER.search(line) for line in pair)


def _note(state: _State, line: str, reason: str) -> None:
    """Keep what a dropped line tells: the author, the agency."""
    if reason == "byline" and state.author is None and not state.body:
        state.author = re.split(r"\s[-|–]\s|,", re.sub(r"^\W*[Bb]y\s+", "", line))[0].strip()
    if reason == "agency-footer":
        _credit(state, line)


def _finer(new: Published, old: Published | None) -> bool:
    """Whether a date line says more than the one before it: any at all, or the time of the same day."""
    return old is None or (old.day == new.day and (old.precision, new.precision) == ("day", "minute"))


def _credit(state: _State, line: str) -> None:
    state.agencies += [name.strip() for pair in _CREDIT.findall(line) for name in pair if name.strip()]


def _without_dateline(state: _State, line: str) -> str:
    """`"BRENNICK, Oct 17 (HPA) - Kestovia has ..." -> "Kestovia has ..."`, with place, day and agency noted."""
    found = _DATELINE.match(line)
    if not found or not (found["place"] or found["agency"]):
        return line
    if not (found["agency"] or found["date"] or found["dash"] in "-–—--"):
        return line
    if found["agency"]:
        state.agencies.append(found["agency"].strip())
    if state.published is None and found["date"] and re.search(r"\d{4}", found["date"]):
        dated = date_line(found["date"])
        state.published = dated.model_copy(update={"basis": "dateline"}) if dated else None
    state.drop(found.group().strip(), "dateline")
    return line[found.end() :]


def _without_credit(state: _State, line: str) -> str:
    """A credit at the end of a paragraph: `"... he said. (Reporting by A. Bee; editing by C. Dee)"`, `"... Photo: A. Bee"`."""
    cut = _tail(line)
    if cut == len(line) or len(line[:cut].split()) < 2:
        return line
    found = _TAIL.search(line)
    if found and found["agency"]:
        state.agencies.append(found["agency"])
    state.drop(line[cut:].strip(), "agency-footer" if found else "caption")
    return line[:cut].rstrip()


def _tail(line: str) -> int:
    """Where a credit at the end of a paragraph begins; the line's length where there is none."""
    found = _TAIL.search(line)
    if found:
        return found.start()
    credit = picture_credit(line)
    return len(line) if credit is None else len(line[:credit].rstrip())


def _unwrapped(text: str) -> str:
    """Paragraphs that were wrapped at a fixed width, in one line each; other texts unchanged."""
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n\n")
        .replace("\x0c", "\n")
    )
    blocks = [block.split("\n") for block in re.split(r"\n\s*\n", text)]
    inner = [line.strip() for block in blocks for line in block[:-1]]
    filled = [line for line in inner if 45 <= len(line) <= 100 and not _ENDS.search(line)]
    if len(inner) < 4 or len(filled) < 0.6 * len(inner):
        return text
    return "\n\n".join(" ".join(line.strip() for line in block) for block in blocks)


def _without_markdown(line: str) -> str:
    line = re.sub(r"^#{1,6}\s+|^>\s?|^[-*+]\s+(?=\S)", "", line)
    line = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", line)
    line = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", line)
    return re.sub(r"(\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1", r"\2", line).strip()


def _key(line: str) -> str:
    return re.sub(r"\W+", " ", line).strip().casefold()


def _same(line: str, title: str) -> bool:
    return _key(line) == _key(title)
