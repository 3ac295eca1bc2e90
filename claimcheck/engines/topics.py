"""What "it" and "they" stand for when no speaker fits: the subject of the clause or sentence before.

A guess that is made only where number and kind agree, within one paragraph; else nobody is named.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimcheck.attribution.cast import Cast
from claimcheck.attribution.chains import Reading
from claimcheck.attribution.naming import is_personal
from claimcheck.attribution.unit import Unit
from claimcheck.claims import Span
from claimcheck.grammar.phrases import Phrase, group_start, subject_before

_VERBS = frozenset({"FIN", "MODAL", "BE", "HAVE", "DO"})
_BACK = 2
"""Sentences that are looked back over."""
_LONGEST = 6


@dataclass(frozen=True)
class Topic:
    """The subject of an earlier clause."""

    words: str
    """How it is named again: "the trial" for "A trial"."""
    plural: bool
    personal: bool


def topic_before(reading: Reading, unit: Unit, place: int, *, plural: bool) -> Topic | None:
    """The nearest subject before a token that "it" (or, `plural`, "they") can stand for; None where none fits."""
    for topic in _candidates(reading, unit, place):
        if topic.plural == plural and (plural or not topic.personal):
            return topic
    return None


def _candidates(reading: Reading, unit: Unit, place: int) -> Iterator[Topic]:
    at = unit.tokens[place].start
    here = bisect_right(reading.units, at, key=lambda part: part.span.start) - 1
    nearby = reading.units[max(0, here - _BACK) : here + 1]
    sentences = [(part, span) for part in nearby for span in part.sentences if span.start <= at]
    own, *earlier = reversed(sentences)
    yield from _subjects(own[0], own[1], reading.cast, before=at)
    following = own[1]
    for part, span in earlier[:_BACK]:
        if "\n" in unit.text[span.end : following.start]:
            return
        yield from _subjects(part, span, reading.cast, before=span.end)
        following = span


def _subjects(unit: Unit, sentence: Span, cast: Cast, *, before: int) -> Iterator[Topic]:
    """Subjects of a sentence that are no pronouns; of the part before a place the last, else the first."""
    places = [n for n, token in enumerate(unit.tokens) if sentence.start <= token.start < before and unit.quoted[n] < 0]
    found = [topic for n in places if (topic := _subject_of(unit, n, places[0], cast)) is not None]
    if found:
        yield found[-1] if before < sentence.end else found[0]


def _subject_of(unit: Unit, verb: int, lo: int, cast: Cast) -> Topic | None:
    tokens = unit.tokens
    if tokens[verb].tag not in _VERBS or (verb > lo and tokens[verb - 1].tag in _VERBS):
        return None
    phrase = subject_before(tokens, group_start(tokens, verb, lo), lo)
    if phrase is None or tokens[phrase.head[1] - 1].tag in ("PRON", "WH", "DET") or tokens[phrase.head[0]].tag == "WH":
        return None
    return _topic(unit, phrase, cast)


def _topic(unit: Unit, phrase: Phrase, cast: Cast) -> Topic | None:
    tokens = unit.tokens[phrase.head[0] : phrase.head[1]]
    core = _core(tokens)
    head = next((token for token in reversed(core) if token.tag in ("NOUN", "NAME", "NUM")), None)
    if head is None or core[0].tag == "PRON":
        return None
    words = unit.text[core[0].start : core[-1].end]
    full = cast.full.get(words)
    if full is None and core[0].lower == "the" and len(core) == 2:
        institution = cast.body(head.lower, head.start, words)
        full = f"the {institution.name}" if institution is not None and institution.named else None
    plural = (
        any(token.tag == "CC" for token in core)
        or (head.tag == "NOUN" and head.lower.endswith("s") and not head.lower.endswith(("ss", "us", "is")))
        or head.lower in ("people", "police", "children", "men", "women")
        or (core[0].tag == "NUM" and core[0].lower not in ("one", "1"))
        or (head.tag == "NUM" and head.lower not in ("one", "1"))
    )
    person = (full or words) in cast.sexes or (full or words) in cast.roles
    known_body = (full or words) in cast.bodies
    personal = (person or is_personal(head.lower) or (full is not None and not known_body)) and not known_body
    return Topic(full or _definite(words), plural, personal)


def _core(tokens: Sequence) -> Sequence:  # type: ignore[type-arg]
    """A phrase without what hangs on it, where it is long: `the trial |at the university that ...|`."""
    if len(tokens) <= _LONGEST:
        return tokens
    cut = next((n for n in range(1, len(tokens)) if tokens[n].tag in ("PREP", "WH", "SUB", "TO")), len(tokens))
    while cut > 2 and tokens[cut - 1].tag in ("PART", "ING") and tokens[cut - 2].tag in ("NOUN", "NAME"):
        cut -= 1  # "the memo seen by ..."
    return tokens[:cut]


def _definite(words: str) -> str:
    """`"A larger trial" -> "the larger trial"`."""
    return re.sub(r"^(?:An?|The|Another|One|Some|Only) (?=\w)", "the ", words, flags=re.IGNORECASE)
