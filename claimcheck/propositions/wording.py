"""Rewording a proposition so that it stands alone: what a denial asserts, what a name given to something asserts, days for "on Friday".

Text in, text out. Leaves out who "he" is: the caller knows the cast.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence

from claimcheck.claims import When
from claimcheck.grammar.phrases import Range, group_start, subject_before, walk_right
from claimcheck.grammar.token import Token
from claimcheck.grammar.verbs import past_of, s_of
from claimcheck.propositions.proposition import FINITE, Word, finite

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"


def negated(tokens: Sequence[Token], words: Sequence[Word]) -> tuple[Word, ...]:
    """What a denial asserts: `any exit had been blocked -> no exit had been blocked`, `it cut jobs -> it did not cut jobs`."""
    made = list(words)
    for place, word in enumerate(made):
        if not isinstance(word, int):
            continue
        token = tokens[word]
        if token.lower in ("any", "ever") and token.tag in ("DET", "ADV", "NOUN"):
            made[place] = "no" if token.lower == "any" else "never"
            return tuple(made)
        if token.tag in ("MODAL", "HAVE", "BE", "DO") and place > 0:
            if _negative(tokens, made, place + 1):
                return (*made[: place + 1], *made[place + 2 :])
            return (*made[: place + 1], "not", *made[place + 1 :])
        if token.tag == "FIN" and place > 0:
            does = (
                "did"
                if token.lower not in (token.base, s_of(token.base))
                else "do"
                if token.lower == token.base
                else "does"
            )
            return (*made[:place], does, "not", token.base, *made[place + 1 :])
    return ("it is not so that", *made)


def _negative(tokens: Sequence[Token], words: Sequence[Word], place: int) -> bool:
    word = words[place] if place < len(words) else None
    return isinstance(word, int) and tokens[word].tag == "NEG"


def named_as(tokens: Sequence[Token], ranges: Sequence[Range], *, quoted: Sequence[int]) -> tuple[Word, ...]:
    """What a name given to something asserts: `the plan as "a joke" -> the plan is "a joke"`."""
    places = [n for part in ranges for n in range(*part)]
    if len(ranges) > 1:
        left = list(range(*ranges[0]))
        verb = finite(tokens, *ranges[0])
        link: tuple[Word, ...] = ("is",) if verb is None else (": this is",)
        return (*left, *link, *(n for part in ranges[1:] for n in range(*part)))
    start, end = ranges[0]
    as_place = next((n for n in places if tokens[n].lower == "as" and quoted[n] in (-1, quoted[start])), None)
    if as_place is not None and as_place > start:
        return (*range(start, as_place), _is(tokens, start, as_place), *range(as_place + 1, end))
    split = next((n for n in places if quoted[n] >= 0 and n > start), None)
    if split is None:
        split = start + 1 if tokens[start].tag == "PRON" else walk_right(tokens, start, end)
    split = _article_before(tokens, start, split)
    if finite(tokens, start, split) is not None:
        return tuple(places)
    if split >= end or split == start:
        return ("it is", *places)
    return (*range(start, split), _is(tokens, start, split), *range(split, end))


def _article_before(tokens: Sequence[Token], start: int, split: int) -> int:
    """`the inquiry |a "circus"`: the article, and what stands between it and the mark, belong to the name."""
    for place in range(split - 1, max(start, split - 4), -1):
        if tokens[place].lower in ("a", "an"):
            return place
    return split


def _is(tokens: Sequence[Token], start: int, end: int) -> str:
    last = next(
        (tokens[n].lower for n in range(end - 1, start - 1, -1) if tokens[n].tag in ("NOUN", "NAME", "PRON")), ""
    )
    return (
        "are"
        if (last.endswith("s") and not last.endswith(("ss", "us"))) or last in ("they", "them", "people")
        else "is"
    )


def charged_with(tokens: Sequence[Token], start: int, end: int, base: str) -> tuple[Word, ...]:
    """What an accusation asserts: `Strake of hiding it -> Strake hid it`, `the hauliers for the queues -> ... are to blame for the queues`."""
    link = next((n for n in range(start + 1, end) if tokens[n].lower in ("of", "for", "on", "with")), None)
    link = _of_the_deed(tokens, start, end) or link if base == "accuse" else link
    if base == "accuse" and link is not None and tokens[link].lower == "of" and link + 1 < end:
        deed = _after_adverbs(tokens, link + 1, end)
        if deed < end and tokens[deed].tag == "ING" and tokens[deed].base:
            verb = "had" if tokens[deed].base == "have" else past_of(tokens[deed].base)
            rest = in_step(tokens, deed + 1, end, past_of)
            return (*range(start, link), *range(link + 1, deed), verb, *rest)
        return (*range(start, link), "is guilty", *range(link, end))
    if base == "blame":
        if link is not None and tokens[link].lower == "on":
            return (*range(link + 1, end), _is(tokens, link + 1, end), "to blame for", *range(start, link))
        cut = link if link is not None else end
        return (*range(start, cut), _is(tokens, start, cut), "to blame", *range(cut, end))
    return (*range(start, end),)


def _of_the_deed(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """The "of" that a deed follows: `the Department of Roads |of reading letters`; None where none does."""
    for place in range(start + 1, end - 1):
        deed = _after_adverbs(tokens, place + 1, end)
        if tokens[place].lower == "of" and deed < end and tokens[deed].tag == "ING":
            return place
    return None


def _after_adverbs(tokens: Sequence[Token], place: int, end: int) -> int:
    while place < end and tokens[place].tag == "ADV":
        place += 1
    return place


def in_step(tokens: Sequence[Token], start: int, end: int, tensed: Callable[[str], str]) -> list[Word]:
    """Words after a participle that became a finite verb; one joined to it follows: `sending it and |talking| -> ... and |talked|`."""
    made: list[Word] = []
    for place in range(start, end):
        if tokens[place].tag in FINITE or tokens[place].tag in ("SUB", "WH"):
            return [*made, *range(place, end)]
        joined = tokens[place].tag == "ING" and tokens[place].base and tokens[place - 1].lower in ("and", "or", "but")
        made.append(tensed(tokens[place].base) if joined else place)
    return made


def promised(tokens: Sequence[Token], speaker: str, start: int, end: int, *, negative: bool) -> tuple[Word, ...]:
    """What a vow asserts of who makes it: `to sign it and |to| keep it -> Lena Stroud will sign it and keep it`; `start` is after "to"."""
    joined = (n for n in range(start, end) if tokens[n].lower != "to" or tokens[n - 1].tag != "CC")
    return (speaker, "will not" if negative else "will", *joined)


def hearsay(tokens: Sequence[Token], subject: Range, start: int, end: int) -> tuple[Word, ...]:
    """`Crumb & Co is understood |to be close to a deal| -> Crumb & Co is close to a deal`."""
    verb = tokens[start + 1] if start + 1 < end else None
    plural = _is(tokens, *subject) == "are"
    if verb is None:
        return (*range(*subject), *range(start, end))
    if verb.tag == "BE":
        return (*range(*subject), "are" if plural else "is", *range(start + 2, end))
    follows = tokens[start + 2] if start + 2 < end else None
    if verb.tag == "HAVE" and follows is not None and follows.tag == "PART" and follows.base:
        return (*range(*subject), past_of(follows.base), *range(start + 3, end))
    if verb.tag == "HAVE":
        return (*range(*subject), "have" if plural else "has", *range(start + 2, end))
    shown = verb.base if plural else s_of(verb.base or verb.lower)
    return (*range(*subject), shown, *range(start + 2, end))


def figure(tokens: Sequence[Token], start: int, end: int, base: str) -> tuple[Word, ...]:
    """What a figure that somebody gives asserts: `his lead |at| 1,140 votes -> his lead is 1,140 votes`; forecasts look ahead: `prices rising -> prices will rise`."""
    at = next((n for n in range(start + 1, end) if tokens[n].lower in ("at", "on")), None)
    if base in ("put", "estimate") and at is not None:
        return (*range(start, at), _is(tokens, start, at), *range(at + 1, end))
    deed = walk_right(tokens, start, end)
    if deed + 1 < end and tokens[deed].tag == "ING" and tokens[deed].base:
        return (*range(start, deed), "will", tokens[deed].base, *in_step(tokens, deed + 1, end, str))
    if base == "estimate":
        return ("there are", *range(start, end))
    return ("there will be", *range(start, end))


def told_of(tokens: Sequence[Token], start: int, end: int) -> tuple[Word, ...]:
    """`a rival offer that reached the firm -> a rival offer reached the firm`; without a verb, "there was" is supplied."""
    verb = finite(tokens, start, end)
    if verb is not None:
        subject = subject_before(tokens, group_start(tokens, verb, start), start)
        if subject is None:
            pronoun = next((n for n in range(verb - 1, start, -1) if tokens[n].lower in ("that", "which", "who")), None)
            if pronoun is not None:
                return (*range(start, pronoun), *range(pronoun + 1, end))
        return tuple(range(start, end))
    return ("there was", *range(start, end))


_CLOCK = re.compile(r"\b\d{1,2}(?:[.:]\d\d)? ?[ap]\.?m\b", re.IGNORECASE)
_TIMED = re.compile(
    r"(?P<time>late|early|(?:shortly |just |soon |well )?(?:at|by|before|after|until|around|about)(?: \S+){1,4}?)"
    r" (?P<day>(?:on |last |this )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today))$",
    re.IGNORECASE,
)
"""A time of day before the day: `by midday |on Monday`, `late |on Wednesday`."""


_AN = re.compile(r"(?:8|11|18)\b|[AO]")
"""A date that takes "an": "an |8 May| statement"."""


def dated(sentence: str, when: When | None) -> str:
    """The sentence with its relative time given as a date: `("It fell on Friday.", 2024-05-03) -> "It fell on 3 May 2024."`."""
    if when is None or when.start is None or when.end is None or re.search(r"\b(?:1[89]|20)\d\d\b", when.expression):
        return sentence
    place = sentence.find(when.expression)
    if place < 0:
        place = sentence.lower().find(when.expression.lower())
    if place < 0:
        return sentence
    before, after = sentence[:place], sentence[place + len(when.expression) :]
    if re.search(r"\b(?:before|after|eve)$", when.expression, re.IGNORECASE) and re.match(r"\s+\w", after):
        return sentence  # "three weeks before the fire" says it already
    if when.span is None and _CLOCK.search(when.expression):
        return f"{before}{when.expression} on {_day(when.start)}{after or '.'}"
    timed = _TIMED.match(when.expression)
    if timed and when.start == when.end and timed["day"]:
        return f"{before}{timed['time']} on {_day(when.start)}{after}"
    if re.search(rf"\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})|(?:{_MONTHS}) \d{{1,2}}", when.expression):
        # The day and month are printed: only the year is wanting.
        comma = "," if re.search(rf"(?:{_MONTHS}) [0-9]+$", when.expression) else ""
        return f"{before}{when.expression}{comma} {when.end.year}{after}"
    shown = _shown(when)
    if shown is None:
        return f"{before}{sentence[place : place + len(when.expression)]} ({_interval(when.start, when.end)}){after}"
    lead = re.search(
        r"\b(on|by|until|since|in|from|before|after|at|for|during|to|of|between)\s+$", before, re.IGNORECASE
    )
    inner = re.match(r"(on|by|until|since|in|from|before|after|at|for|during)\b", when.expression, re.IGNORECASE)
    word = inner[1].lower() if inner else None
    if after.startswith(("'s", "’s")) or when.expression.endswith(("'s", "’s")):
        return (
            f"{before}{sentence[place : place + len(when.expression)]} ({_day(when.start)}){after}"
            if when.start == when.end
            else sentence
        )
    if lead and not inner:
        return f"{before}{shown}{after}"
    if (
        not inner
        and re.search(r"\b(?:an?|the|his|her|its|their)\s+$", before, re.IGNORECASE)
        and re.match(r"\s+[a-z]", after)
    ):
        if _AN.match(shown):
            before = re.sub(r"\b([Aa])(\s+)$", r"\1n\2", before)
        return f"{before}{shown}{after}"  # "in a |Wednesday| statement"
    preposition = (
        word
        if word in ("by", "until", "since", "before", "after", "from", "for")
        else ("on" if when.precision == "day" else "in")
    )
    text = f"{preposition} {shown}" if preposition else shown
    if not before.strip():
        text = text[:1].upper() + text[1:]
    return f"{before}{text}{after}"


def _shown(when: When) -> str | None:
    """The date in words, where the expression can give way to it: single days, months and years; None for what must stay."""
    assert when.start is not None and when.end is not None
    low = when.expression.lower()
    if re.match(r"(?:since|until|by|from|between|before|after)\b", low) and when.start != when.end:
        return None
    if when.precision == "day" and when.start == when.end:
        part = re.search(r"\b(morning|afternoon|evening|night)\b", low)
        return f"the {part[1]} of {_day(when.start)}" if part else _day(when.start)
    if when.precision == "month":
        return f"{when.start:%B} {when.start.year}"
    if when.precision == "year" and re.fullmatch(r"(?:in )?(?:last|this|next|the previous) year", low):
        return str(when.start.year)
    return None


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _interval(start: dt.date, end: dt.date) -> str:
    if start == end:
        return _day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {_day(end)}"
    return f"{_day(start)} to {_day(end)}"
