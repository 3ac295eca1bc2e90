"""The elements of a claim that code can check: its numbers, names and dates must stand in the article.

Built to be quiet on legitimate rewording (digits for words, demonyms, acronyms, plurals, resolved dates) and to speak up for what
an engine made up. It knows words, not grammar: a name at the start of a sentence that looks like a common word is let through.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from claimcheck.claims import Span, When
from claimcheck.numbers import TENS, Number, numbers

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH = "(?:" + "|".join([*_MONTHS, r"(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\b\.?"]) + ")"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_JOIN = r"\s*(?:-|–|or|and|to|,)\s*"
_DATE = re.compile(
    rf"\b(?:(?P<days>{_DAY}(?:{_JOIN}{_DAY})*)\s+(?:of\s+)?(?P<month>{_MONTH})|(?P<month2>{_MONTH})\s+(?P<days2>{_DAY}(?:{_JOIN}{_DAY})*)(?!\d))"
    r"(?:,?\s+(?P<year>\d{4}))?\b"
)
_NAMED_MONTH = re.compile(rf"\b(?P<month>{_MONTH})(?=\W|$)")


_CAPITAL = re.compile(r"(?<!\d)[^\W\d_](?:[^\W_]|['’.&-](?=\w))*")
_LINKS = frozenset(
    (
        "of",
        "the",
        "de",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "di",
        "da",
        "del",
        "du",
        "des",
        "al",
        "el",
        "bin",
        "ibn",
        "&",
    )
)
_DEGREES = frozenset(("celsius", "fahrenheit"))
_TITLES = frozenset(
    (
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "sir",
        "dame",
        "lord",
        "lady",
        "rev",
        "gen",
        "col",
        "capt",
        "sgt",
        "gov",
        "sen",
        "rep",
        "st",
    )
)


def names(text: str) -> list[Span]:
    """Phrases of capitalised words: `"The Bank of Senn sued Ilse Marr." -> Bank of Senn, Ilse Marr`; months and weekdays are none."""
    spans: list[Span] = []
    tokens = list(_CAPITAL.finditer(text))
    place = 0
    while place < len(tokens):
        last = place
        if not _name_like(tokens[place], text):
            place += 1
            continue
        while (following := _continued(tokens, last, text)) is not None:
            last = following
        spans.append(Span(start=tokens[place].start(), end=_bare_end(tokens[last])))
        place = last + 1
    return spans


def _bare_end(token: re.Match[str]) -> int:
    return token.end() - (2 if token[0].endswith(("'s", "’s")) else 0)


def _name_like(token: re.Match[str], text: str) -> bool:
    word = token[0]
    if not word[0].isupper() or word in _MONTHS or word in _WEEKDAYS or word.casefold() in _TITLES | _DEGREES:
        return False
    return not (_starts_sentence(text, token.start()) and _common(word))


def _continued(tokens: Sequence[re.Match[str]], last: int, text: str) -> int | None:
    """The next token of the same name, over up to two linking words; None where the name ends."""
    if tokens[last][0].endswith(("'s", "’s")):
        return None
    for step in (1, 2, 3):
        if last + step >= len(tokens):
            return None
        gap = text[tokens[last + step - 1].end() : tokens[last + step].start()]
        if not re.fullmatch(r"\.?\s|\s&\s", gap):
            return None
        word = tokens[last + step][0]
        if _name_like(tokens[last + step], text):
            return last + step
        if word not in _LINKS:
            return None
    return None


def _starts_sentence(text: str, start: int) -> bool:
    return not re.search(r"[\w,;)]['’\"”]?\s*$|\w[-–]$", text[max(0, start - 4) : start])


def _word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STARTERS = _word_set(
    """a about above according across after again against all almost also although among an and annual another any are around
    as at average away back bad banks before behind being below between big black bond both brown buses business but by
    can cars child children church cities city civil climate coal coalition companies company consumer council councils
    countries court courts crime current data deaths defence despite did dogs double down drivers drugs during each early
    economic education eight either eleven emergency employers energy estate even every everybody everyone exports family
    famous farmers few fewer fifty fire firefighters firms first fish five flights flood floods food for former forty four
    fraud free from fuel full further gas general girls global good government governments had half has have having he
    health heavy her here high his home homes hospital hospitals house household households housing how hundreds if
    imports in industry inflation inside interest into investors is it its jobs judges just labour last late law lawmakers
    laws lawyers less life like local long low lower many market markets may medical members men military million millions
    mobile money more most mothers much must my national nearly neither new next night nine no nobody none nor not nothing
    now nurses of off office officers official officials oil old on once one only or other our out output over overall
    parents parliament part parts party passengers patients pay peace pensions people people's petrol plans police
    political politicians power prices prime private profit profits prosecutors protesters public pupils rail rain rangers
    rates rebels refunds relations rents reports rescue rescuers residents revenue river rivers road roads roughly rules
    safety sales same school schools science scientists search second secret security senior separately seven several
    shares she ships shops short since six small snow so social soldiers some someone sources spending staff state states
    steel still stocks storm street strike strikes strong students such sugar support talks tax taxes teachers technically
    ten tests than that the their them then there these they third thirty this those thousands three through thus time to
    today tomorrow top total towns trade traffic trains transport troops turnout twelve twenty twice two under
    unemployment union unions university unlike until up us use victims villagers visitors voters votes wages war was
    waste water we weather what when where whether which while white who whoever why wildlife will wind with within
    without witnesses women work workers world yesterday yet you young your"""
)
_ENDINGS = re.compile(
    r"(?:tion|tions|ment|ments|ness|ing|ings|ed|ly|ists|ity|ities|ance|ence|ship|ships|ous|ful|less|able|ible|ism|ages|gers|ters|ders|kers|"
    r"ners|vers|sers|bers|pers|tors|sors|ors|ants|ents|cies|ries|ties|nies|lies|als|ive|ives|ages|ures)$"
)


def _common(word: str) -> bool:
    """Whether a word at the start of a sentence may well be no name: on the list, or built like a common noun, adjective or verb."""
    bare = re.sub(r"['’]s?$", "", word).casefold()
    if bare in _STARTERS or bare.split("-")[0] in TENS:
        return True
    return bool(_ENDINGS.search(bare)) and word[1:].islower()


@dataclass(frozen=True)
class _Stock:
    """What an article offers to be found."""

    words: frozenset[str]
    stems: frozenset[str]
    initials: str
    values: frozenset[float]
    text: str


_IMPLIED = {
    "both": (2,), "couple": (2,), "pair": (2,), "twice": (2,), "doubled": (2,), "double": (2,), "tripled": (3,), "triple": (3,),
    "fortnight": (2, 14), "decade": (10,), "century": (100,), "dozen": (12,),
}  # fmt: skip
"""Numbers that other words hold: "both presidents" are two."""


@lru_cache(maxsize=16)
def _stock(article: str) -> _Stock:
    words = [_bare(word) for word in re.findall(r"[^\W_]+(?:[.'’&-][^\W_]+)*", article)]
    pieces = [piece for word in words for piece in re.split(r"[-'.&]", word) if piece]
    known = frozenset((*words, *pieces, *(word.replace(".", "") for word in words)))
    linked = [
        word[0]
        for word in re.findall(r"[^\W_]+", article)
        if word.casefold() not in ("of", "the", "and", "for", "on", "in")
    ]
    values = frozenset(_rounded(number.value) for number in numbers(article))
    values |= {float(value) for word in known for value in _IMPLIED.get(word, ())}
    values |= {50.0} if "half a century" in article.casefold() else set()
    return _Stock(known, frozenset(map(_stem, known)), "".join(linked), values, article)


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word.replace("’", "'")).casefold()


def _rounded(value: float) -> float:
    return round(value, 6)


_PEOPLES = {
    "french": "france", "british": "britain", "dutch": "netherlands", "welsh": "wales", "swiss": "switzerland", "danish": "denmark",
    "greek": "greece", "spanish": "spain", "thai": "thailand", "scottish": "scotland", "finnish": "finland", "polish": "poland",
    "turkish": "turkey", "irish": "ireland", "swedish": "sweden", "norwegian": "norway", "belgian": "belgium", "german": "germany",
    "chinese": "china", "ukrainian": "ukraine", "american": "america", "filipino": "philippines", "us": "america", "usa": "america",
    "uk": "britain", "eu": "europe", "european": "europe",
}  # fmt: skip
_DEMONYM = re.compile(r"(?:ians?|eans?|ans?|ese|ish|is?|ic|ers?|ites?|ia|ea|land|lands|es|os?|a|y|s|n|e)$")


def _stem(word: str) -> str:
    """What a place and its people share: `kestovia, kestovian, kestovians -> kestov`."""
    word = _PEOPLES.get(word.replace(".", ""), word)
    stem = _DEMONYM.sub("", word)
    return stem if len(stem) >= 3 else word


def missing_elements(
    claim_text: str, article_text: str, *, when: When | None, known: Iterable[When] = ()
) -> tuple[str, ...]:
    """A line for each number, name and date of a claim that neither the article nor a resolved date holds; empty for a sound claim.

    `article_text` should hold title and publisher as well; `known` is what else was resolved (time of saying, publication day).
    """
    if not claim_text.strip():
        return ()
    stock = _stock(article_text)
    whens = [date for date in (when, *known) if date is not None and date.start is not None]
    dated, rest = _dates(claim_text, stock, whens)
    return (*dated, *_missing_numbers(rest, stock, whens), *_missing_names(rest, claim_text, stock))


def _dates(claim: str, stock: _Stock, whens: Sequence[When]) -> tuple[list[str], str]:
    """Flags for dates that are neither printed nor resolved, and the claim with its dates blanked out."""
    flags = []
    for match in _DATE.finditer(claim):
        if not any(_covers(match, when) for when in whens) and not _printed(match, stock, whens):
            flags.append(f"date {match[0]!r} is not in the article")
    rest = _DATE.sub(lambda match: " " * len(match[0]), claim)
    for match in _NAMED_MONTH.finditer(rest):
        number = _month(match["month"])
        if match["month"] == "May" and _starts_sentence(rest, match.start()):
            continue
        if not stock.words & {
            _MONTHS[number - 1].casefold(),
            _MONTHS[number - 1][:3].casefold(),
            "sept" if number == 9 else "",
        } and not any(number in _months_of(when) for when in whens):
            flags.append(f"month {match['month']!r} is not in the article")
    for name in _WEEKDAYS:
        if (
            re.search(rf"\b{name}", rest)
            and name.casefold() not in stock.words
            and not any(name in _weekdays_of(when) for when in whens)
        ):
            flags.append(f"day {name!r} is not in the article")
    blank = re.compile(rf"{_NAMED_MONTH.pattern}|\b(?:{'|'.join(_WEEKDAYS)})\b")
    return flags, blank.sub(lambda match: " " * len(match[0]), rest)


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name[:3]))


def _days(match: re.Match[str]) -> list[int]:
    return [int(day) for day in re.findall(r"\d+", match["days"] or match["days2"])]


def _printed(match: re.Match[str], stock: _Stock, whens: Sequence[When]) -> bool:
    """Whether the article prints day and month together, with that year or with none; then the year must be that of a resolved date."""
    month, wanted = _month(match["month"] or match["month2"]), set(_days(match))
    years: set[str | None] = set()
    have: set[int] = set()
    for month_printed, days_printed, year in _dates_in(stock.text):
        if month_printed == month and wanted & set(days_printed):
            have |= set(days_printed)
            years.add(year)
    if not wanted <= have or match["year"] is None or match["year"] in years:
        return wanted <= have
    resolved = {str(day.year) for when in whens for day in (when.start, when.end) if day}
    return None in years and match["year"] in resolved


@lru_cache(maxsize=8)
def _dates_in(text: str) -> tuple[tuple[int, tuple[int, ...], str | None], ...]:
    """Month, days and year of each date printed in a text."""
    figures = [(int(found[2]), (int(found[3]),), found[1]) for found in _ISO.finditer(text)]
    words = [
        (_month(found["month"] or found["month2"]), tuple(_days(found)), found["year"])
        for found in _DATE.finditer(text)
    ]
    return (*figures, *words)


_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")


def _covers(match: re.Match[str], when: When) -> bool:
    """Whether every day named lies in the interval; "before 3 May" ends on the 2nd."""
    month, year = _month(match["month"] or match["month2"]), match["year"]
    if when.start is None or when.end is None:
        return False
    years = [int(year)] if year else range(when.start.year, when.end.year + 1)
    last = when.end + dt.timedelta(days=bool(re.search(r"\b(?:before|until)\s+$", match.string[: match.start()])))
    for candidate in years:
        try:
            days = [dt.date(candidate, month, day) for day in _days(match)]
        except ValueError:
            continue
        if all(when.start <= day <= last for day in days):
            return True
    return False


def _months_of(when: When) -> set[int]:
    if when.start is None or when.end is None:
        return set()
    count = (when.end.year - when.start.year) * 12 + when.end.month - when.start.month
    return {(when.start.month - 1 + shift) % 12 + 1 for shift in range(min(count, 11) + 1)}


def _weekdays_of(when: When) -> set[str]:
    if when.start is None or when.end is None:
        return set()
    return {_WEEKDAYS[(when.start.weekday() + shift) % 7] for shift in range(min((when.end - when.start).days, 6) + 1)}


def _missing_numbers(claim: str, stock: _Stock, whens: Sequence[When]) -> Iterable[str]:
    for number in numbers(claim):
        words = number.span.of(claim)
        if words.casefold() in ("one", "first", "a", "an") or _holds(stock, number) or _of_dates(number, whens):
            continue
        yield f"number {words} is not in the article"


def _holds(stock: _Stock, number: Number) -> bool:
    """Whether the article has the value; a half is fifty percent, and a part written in words may stand in figures."""
    values = {number.value}
    if number.unit == "fraction":
        values |= {100 * number.value}
    if number.unit == "percent":
        values |= {number.value / 100}
    return any(_rounded(value) in stock.values for value in values)


def _of_dates(number: Number, whens: Sequence[When]) -> bool:
    ends = [day for when in whens for day in (when.start, when.end) if day]
    years = {year for when in whens if when.start and when.end for year in range(when.start.year, when.end.year + 1)}
    quarters = {(day.month + 2) // 3 for day in ends} if number.unit == "ordinal" else set()
    return number.value in years | quarters or number.value in {day.year // 10 * 10 for day in ends}


def _missing_names(claim: str, original: str, stock: _Stock) -> Iterable[str]:
    for span in names(claim):
        words = span.of(original)
        if _initials(words) in stock.words:
            continue
        for token in re.findall(r"[^\W_]+(?:[.'’][^\W_]+)*", words):
            if token[0].isupper() and not _named(token, stock):
                yield f"name {token!r} is not in the article"


def _initials(words: str) -> str:
    """`World Health Organization -> who`; empty for one word."""
    capitals = [word[0] for word in words.split() if word[0].isupper()]
    return "".join(capitals).casefold() if len(capitals) > 1 else ""


def _named(token: str, stock: _Stock) -> bool:
    bare = _bare(token)
    if bare in stock.words or bare.replace(".", "") in stock.words or _stem(bare) in stock.stems:
        return True
    if bare in _TITLES or bare in _STARTERS:
        return True
    acronym = bare.replace(".", "").upper()
    return token.isupper() and len(acronym) > 1 and acronym in stock.initials.upper()
