"""Lines of a scrape that are nothing but a date, with time and zone where they are printed.

Leaves out dates inside sentences: those are `claimcheck.dates`' business.
"""

import datetime as dt
import re

from claimcheck.claims import Published

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
MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
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
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{MONTH}),?\s+(?P<year>\d{{4}})",
    rf"{_WEEKDAY}(?P<month>{MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
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


def date_line(line: str) -> Published | None:
    """The date of a line that is nothing but a date: `"Tuesday 23 March 2021 - 00:03"`."""
    for pattern in _DATE_LINES:
        found = pattern.match(line)
        if found:
            return _published(found)
    return None


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
