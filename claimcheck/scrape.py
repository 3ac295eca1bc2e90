"""Cutting an article's own text out of a plain-text scrape, by rules over its lines.

Scrapers leave mastheads, breadcrumbs, date lines, story codes, the headline twice, captions, "Related Stories", comment boxes and
newsletter lines around the article. Each rule here has a name, and every line that a rule takes away is kept with that name, so
that a reader can see what was not checked. Pages in HTML come here after trafilatura, for what it leaves.

Nothing here guesses: a date is taken only from a line that is a date, or from a dateline that names the year.
"""

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field

from claimcheck.claims import Dropped, Published

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_CLOCK = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::\d{2})?\s*(?P<half>[ap]\.?m\.?)?"
_ZONE = (
    r"(?:\s*\(?(?P<zone>Z|UTC|GMT|BST|CET|CEST|EST|EDT|CST|CDT|MST|MDT|PST|PDT|MSK|IST|JST|AEST|[+-]\d{2}:?\d{2})\)?)?"
)
_LEAD = (
    r"(?:(?:date|published|posted|updated|last updated|first published|publication date|on|at)\b\s*:?\s*(?:on\s+)?)?"
)
_DATES = (
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})",
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH}),?\s+(?P<year>\d{{4}})",
    rf"{_WEEKDAY}(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
)
_GLUE = r"(?:\s*(?:[-–—|,·•]|at|T)?\s*)"
_DATE_LINES = tuple(
    re.compile(rf"^\W*{_LEAD}(?:{_CLOCK}{_ZONE}{_GLUE})?{date}(?:\s+\d)?\W*$", re.IGNORECASE) for date in _DATES
) + tuple(
    re.compile(rf"^\W*{_LEAD}{date}{_GLUE}(?:{_CLOCK}{_ZONE})?(?:\s*\|.*)?(?:\s+\d)?\W*$", re.IGNORECASE)
    for date in _DATES
)
_OFFSETS = {
    "Z": 0, "UTC": 0, "GMT": 0, "BST": 60, "CET": 60, "CEST": 120, "MSK": 180, "IST": 330, "JST": 540, "AEST": 600,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
}  # fmt: skip

# Headings after which nothing belongs to the article, unless the rule lets the text resume.
_SECTIONS = (
    ("related", True, r"related(?: (?:stories|articles|news|posts|content|topics|links|coverage|reading))?"),
    ("related", True, r"(?:read|see) (?:more|also|next)|more (?:on this(?: story)?|like this|stories)|also read"),
    ("related", True, r"(?:you (?:may|might) also like|recommended(?: for you)?|don'?t miss|what to read next)"),
    ("featured", False, r"(?:featured|top|latest|popular|trending|breaking)(?: (?:stories|news|articles|posts|now))"),
    ("featured", False, r"(?:featured|trending|most (?:read|viewed|popular|shared|commented)|editors?['’]s? picks?)"),
    ("featured", False, r"more from .{2,60}|in other news|around the web|from our partners|sponsored(?: content)?"),
    (
        "comments",
        False,
        r"(?:\d+ )?comments?(?: \(\d+\))?|leave a (?:comment|reply)|join the (?:conversation|discussion)",
    ),
    ("comments", False, r"post a comment|add (?:your|a) comment|show comments|view comments|have your say"),
    ("tags", True, r"(?:tags?|topics|filed under|keywords|categories)"),
    ("newsletter", True, r"(?:newsletters?|subscribe(?: now| today)?|sign up|stay (?:informed|connected|up to date))"),
    ("about", False, r"about (?:us|the author|this story)|contact us|privacy policy|terms of (?:use|service)"),
)
_SECTION_RULES = tuple(
    (reason, resumes, re.compile(rf"^\W*{pattern}\s*[:»>.…]*\W*$", re.IGNORECASE))
    for reason, resumes, pattern in _SECTIONS
)
_LINES = (
    ("story-code", r"^\W*(?:story|article|news|item|document)\s*(?:code|id|no\.?|number|ref)\s*[:#]?\s*[\w-]+\W*$"),
    ("navigation", r"^[^.!?]{2,40}(?:\s*[>›»/|]\s*[^.!?>›»/|]{2,40}){1,6}$"),
    ("navigation", r"^(?:home|menu|search|log ?in|sign in|register|skip to (?:main )?content|back to top|next|previous)$"),
    ("share", (r"^\W*(?:share(?: this| on)?(?: (?:story|article|page|post|facebook|twitter|x|whatsapp|email))*|tweet|"
              r"facebook|twitter|whatsapp|telegram|linkedin|e-?mail|print(?: this)?(?: page| article)?|copy link|save|"
              r"listen(?: to (?:this )?article)?|follow us(?: on .{2,60})?)[\W\d]*$")),
    ("reading-time", r"^\W*(?:\d+|[a-z]+)[\s-]*(?:min(?:ute)?s?)\s*(?:read|to read)\W*$|^reading time:?.*$"),
    ("advertisement", (r"^\W*(?:advertisement|advert|ad|sponsored|story continues below.*|article continues.*|"
                      r"continue reading.*|scroll (?:down )?to continue.*|promoted)\W*$")),
    ("newsletter", (r"^(?=.{0,240}$)\W*(?:sign up|subscribe|get (?:the|our|your) .{0,60}(?:newsletter|inbox|briefing|alerts)|"
                   r"join our|download our app|enter your e-?mail).*$")),
    ("newsletter", r"^(?=.{0,240}$).*\b(?:newsletter|in your inbox|push notifications)\b.*\b(?:sign|subscribe|here|get|free)\b.*$"),
    ("cookies", r"^(?=.{0,400}$).*\b(?:(?:we|site|website|and our partners) uses? cookies|cookie (?:policy|settings|preferences)|accept (?:all )?cookies)\b.*$"),
    ("copyright", r"^\W*(?:©|\(c\)|copyright\b).*$|^.{0,120}\ball rights reserved\b.{0,60}$"),
    ("agency-footer", (r"^\W*(?:with (?:additional )?(?:reporting|material|files) (?:by|from)|(?:additional )?reporting by|"
                      r"written by|editing by|compiled by|source\s*:|agencies\b)[^.]{0,160}\.?\)?\W*$")),
    ("agency-footer", r"^\W*(?:this (?:story|article|report) (?:was|is|has been) .{0,60}(?:agenc|wire|feed|syndicat|generated).{0,120})$"),
    ("correction-link", r"^\W*(?:click|tap) here\b.*$|^\W*(?:read|see|watch|listen|more|also|related)\b[^.]{0,20}:\s.{0,160}$"),
    ("caption", (r"^(?=.{0,300}$)\W*(?:photo|picture|image|file (?:photo|picture|image)|caption|credit|video|watch|photograph|illustration)"
                r"(?:\s*(?:credit|courtesy|by|source))?\s*[:/|].*$")),
    ("caption", r"^(?=.{0,300}$).*[\s(\[](?:photo|picture|image|photograph|file photo|credit|illustration)s?(?: (?:by|credit|courtesy))?\s*[:/]\s*.{2,80}$"),
    ("caption", r"^(?=.{0,300}$).*\((?:[A-Z][\w.]+ )?(?:photo|file|image|picture)s?\b[^)]{0,60}\)\W*$"),
    ("caption", r"^(?=.{0,300}$).*\b(?:AP|AFP|Reuters|EPA|Getty(?: Images)?|Shutterstock|Alamy)\s*(?:photo)?\s*/\s*[A-Z][\w.' -]{2,40}$"),
    ("byline", r"^\W*(?:[Bb]y|BY)\s+(?:[A-Z][\w.'’-]+,?\s*(?:and\s+|&\s*|of\s+|in\s+)?){1,7}(?:[-|–,].{0,60})?$"),
)  # fmt: skip
_LINE_RULES = tuple(
    (reason, re.compile(pattern, 0 if reason == "byline" else re.IGNORECASE)) for reason, pattern in _LINES
)
_PLACE = r"[A-Z][A-Z.'’-]+(?:[ -](?:[A-Z][A-Z.'’-]+|[a-z]{2,3}(?= [A-Z]{2})))*(?:,\s[A-Z][A-Za-z.'’ ]{1,30}?)?"
_DATELINE = re.compile(
    rf"^(?P<place>{_PLACE})?"
    rf"(?:,?\s*(?P<date>(?i:{_MONTH})\s+\d{{1,2}}(?:,?\s+\d{{4}})?|\d{{1,2}}\s+(?i:{_MONTH})(?:,?\s+\d{{4}})?))?"
    r"\s*(?:[(/]\s*(?P<agency>[A-Z][A-Za-z&. -]{1,30}?)\s*[)/])?\s*(?P<dash>[-–—]{1,2}|\.(?=\s)|:)\s+(?=\S)",
)
_CREDIT = re.compile(
    r"\b(?:reporting|material|files)\s+(?:by|from)\s+(?:the\s+)?([A-Z][A-Za-z]{1,30})|^\W*source\s*:\s*([A-Z][\w ]{1,30})",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?…][\"'”’»)\]]*$|[”\"]$|:$")
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
    state = _State(title=title or _title(lines))
    began = _body_start(lines)
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


def date_line(line: str) -> Published | None:
    """The date of a line that is nothing but a date: `"Tuesday 23 March 2021 - 00:03"`."""
    for pattern in _DATE_LINES:
        found = pattern.match(line)
        if found:
            return _published(found)
    return None


def _take(state: _State, lines: list[str], number: int, *, header: bool) -> None:
    """File one line under body or dropped."""
    line = lines[number]
    published = date_line(line)
    if published and not state.body and _finer(published, state.published):
        state.published = published
    if state.title and _same(line, state.title):
        return state.drop(line, "headline" if header or not state.body else "featured")
    section = _section(line)
    if section:
        state.section = section
        return state.drop(line, section[0])
    reason = "date-line" if published else _line_reason(line)
    if reason:
        _note(state, line, reason)
        return state.drop(line, reason)
    if state.section:
        if not (state.section[1] and _resumes(lines, number)):
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


def _title(lines: list[str]) -> str | None:
    """The headline among the lines before the body: one that is repeated, else the longest of three words and more."""
    head = [
        line
        for line in lines[: _body_start(lines)]
        if not date_line(line) and not _line_reason(line) and not _section(line)
    ]
    if not head:
        return None
    repeated, times = Counter(_key(line) for line in head).most_common(1)[0]
    if times > 1:
        return next(line for line in head if _key(line) == repeated)
    longest = max(head, key=len)
    return longest if len(longest.split()) >= 3 else None


def _body_start(lines: list[str]) -> int:
    """Number of the first line that is running text."""
    for number, line in enumerate(lines):
        if date_line(line) or _line_reason(line) or _section(line):
            continue
        if _ENDS.search(line) and len(line) >= 40 and not _TEASER.search(line):
            repeated = sum(_key(other) == _key(line) for other in lines) > 1
            if not repeated:
                return number
    return len(lines)


def _is_body(line: str) -> bool:
    """Running text ends like a sentence, or is too long for a heading."""
    return bool(_ENDS.search(line)) or len(line) >= 90


def _resumes(lines: list[str], number: int) -> bool:
    """Whether the article goes on after an inserted box: two long paragraphs in a row that are no teasers."""
    pair = lines[number : number + 2]
    return len(pair) == 2 and all(len(line) >= 120 and _ENDS.search(line) and not _TEASER.search(line) for line in pair)


def _section(line: str) -> tuple[str, bool] | None:
    if len(line) > 80:
        return None
    return next(((reason, resumes) for reason, resumes, rule in _SECTION_RULES if rule.match(line)), None)


def _line_reason(line: str) -> str | None:
    return next((reason for reason, rule in _LINE_RULES if rule.match(line)), None)


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
    """A credit in brackets at the end of a paragraph: `"... he said. (Reporting by A. Bee; editing by C. Dee)"`."""
    found = re.search(
        r"\s*\((?:(?:[Aa]dditional )?[Rr]eporting|[Ww]riting|[Ee]diting) by [^)]{2,200}\)\W*$|\s+[-–—]\s*(?P<agency>[A-Z]{2,5}|Reuters|Agencies)$",
        line,
    )
    if not found:
        return line
    if found["agency"]:
        state.agencies.append(found["agency"])
    state.drop(found.group().strip(), "agency-footer")
    return line[: found.start()]


def _published(found: re.Match[str]) -> Published | None:
    parts = found.groupdict()
    month = parts["month"]
    number = (
        int(month)
        if month.isdigit()
        else 1 + next(n for n, name in enumerate(_MONTHS) if name.startswith(month[:3].lower()))
    )
    try:
        day = dt.datetime(int(parts["year"]), number, int(parts["day"]))  # noqa: DTZ001  the zone is added below if printed
        if parts["hour"] is None:
            return Published(at=day, precision="day", zone=None, basis="header")
        hour = (
            int(parts["hour"]) % 12 + (12 if parts["half"].lower().startswith("p") else 0)
            if parts["half"]
            else int(parts["hour"])
        )
        at = day.replace(hour=hour, minute=int(parts["minute"]))
    except ValueError:
        return None
    zone = parts["zone"]
    return Published(
        at=at if zone is None else at.replace(tzinfo=_offset(zone)), precision="minute", zone=zone, basis="header"
    )


def _offset(zone: str) -> dt.timezone:
    if zone.upper() in _OFFSETS:
        return dt.timezone(dt.timedelta(minutes=_OFFSETS[zone.upper()]))
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    return dt.timezone((1 if zone[0] == "+" else -1) * dt.timedelta(hours=hours, minutes=minutes))


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
