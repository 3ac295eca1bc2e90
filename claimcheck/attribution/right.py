"""What a cue verb governs to its right: a clause, a quotation, a name for something, a charge, a vow, a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from claimcheck.attribution import lexicon as lex
from claimcheck.attribution.borders import all_quoted, clause_end
from claimcheck.attribution.frame import FINITE, NP_START, Frame, Sort
from claimcheck.attribution.objects import charge, figure, naming, urging
from claimcheck.attribution.quotes import is_speech
from claimcheck.attribution.unit import Unit
from claimcheck.grammar.phrases import Phrase, Range, group_start, opens_quotation, subject_before
from claimcheck.grammar.token import Token
from claimcheck.grammar.verbs import forms

_TOLD_FIRST = frozenset("tell inform assure remind persuade convince notify reassure brief".split())
_TELLING_OF = frozenset("tell warn inform speak".split())


@dataclass(frozen=True)
class Right:
    """Where what a cue governs begins, and how it is joined."""

    start: int
    how: Literal["that", "quote", "colon", "bare", "question", "infinitive", "ing", "about"]
    addressee: Range | None = None


def governed(unit: Unit, verb: int, base: str, lo: int, hi: int, subject: Phrase | None) -> Frame | None:
    """The frame of a cue with its content to the right; source and cue are left to the caller."""
    made = None
    if base in lex.NAMING:
        made = naming(unit, verb, base, hi, lo, subject)
    if made is None and base in lex.CHARGING:
        made = charge(unit, verb, base, hi)
    if made is None and base in lex.FIGURES | {"put"}:
        made = figure(unit, verb, base, hi)
    if made is None and base in lex.URGING:
        made = urging(unit, verb, base, hi)
    if made is not None:
        return made
    if base in lex.SAYING | lex.TELLING | lex.DENYING | lex.VOWING | lex.ASKING:
        return _said(unit, verb, base, hi)
    return None


def _said(unit: Unit, verb: int, base: str, hi: int) -> Frame | None:
    right = find_right(unit, verb, base, hi)
    if right is None or not _fits(base, right, verb) or _deed(unit, verb, base, right):
        return None
    end = clause_end(unit, right.start, hi, after=verb)
    if end <= right.start:
        return None
    content: tuple[Range, ...] = ((right.start, end),)
    return Frame(
        _sort(base, right),
        verb,
        base,
        (0, 0),
        None,
        content,
        direct=all_quoted(unit, content),
        addressee=right.addressee,
    )


def _deed(unit: Unit, verb: int, base: str, right: Right) -> bool:
    """Whether the verb tells what is done, not said: `is adding |a page called "Your data"|`, `citing |the rapid spread of it|`."""
    if right.how != "bare" or unit.tokens[verb].tag != "ING":
        return False
    under_way = base in lex.WEAK_SAYING and any(t.tag == "BE" for t in unit.tokens[max(0, verb - 3) : verb])
    return under_way or base in ("cite", "list", "quote", "mention")


def _fits(base: str, right: Right, verb: int) -> bool:
    """Whether a cue takes what was found after it."""
    if right.how == "infinitive":
        return base in lex.VOWING
    if right.how == "ing":
        return base in lex.DENYING | {"admit", "recall", "acknowledge"}
    if right.how == "about":
        return base in _TELLING_OF
    if right.how == "bare" and base in lex.WEAK_SAYING:
        return right.addressee is not None or right.start == verb + 1
    if right.how == "quote" and base in lex.DENYING and base not in lex.SAYING:
        return False
    return right.how == "question" or base not in lex.ASKING or right.how in ("quote", "colon")


def _sort(base: str, right: Right) -> Sort:
    if right.how == "question":
        return "question"
    if base in lex.DENYING:
        return "denial"
    return "vow" if right.how == "infinitive" else "saying"


def find_right(unit: Unit, verb: int, base: str, hi: int) -> Right | None:
    """Where the content begins to the right of a cue, past addressee, time, occasion and asides."""
    tokens = unit.tokens
    telling = base in lex.TELLING
    place = verb + 1
    while place < hi:
        token = tokens[place]
        addressee = (verb + 1, place) if telling and place > verb + 1 else None
        if unit.quoted[place] >= 0:
            found = _at_quotation(unit, verb, place, base, addressee)
            behind = _past_a_word(unit, place, hi) if found is None else None
            if behind is None:
                return found
            place = behind
            continue
        if token.lower == "that" and place + 1 < hi and tokens[place + 1].lower == "that":
            place += 1
            continue
        joined = _joined(unit, verb, place, base, hi, addressee)
        if joined is not None:
            return joined
        if token.tag in FINITE:
            bare = _bare(unit, verb, place, base)
            if bare is None and token.tag == "FIN" and place > verb + 2 and "part" in forms(token.lower):
                # "in a text message sent at four": a participle after all.
                place += 1
                continue
            return bare
        if token.text == ",":
            closing = _closing_comma(unit, place, hi)
            if closing is None:
                return _after_aside(unit, verb, place, hi, base)
            if closing + 1 < hi and tokens[closing + 1].tag in FINITE:
                return _bare(unit, verb, closing + 1, base)
            place = closing + 1
            continue
        if token.text in (";", ".", "?", "!", ")") or token.tag == "WH":
            return None
        if token.tag == "CC" and place + 1 < hi and tokens[place + 1].tag in ("FIN", "ING"):
            return None
        if token.tag == "TO" and place + 1 < hi and (tokens[place + 1].tag in ("BASE", "BE", "HAVE", "DO", "QUOTE")):
            return Right(place, "infinitive", addressee) if place == verb + 1 or base in lex.VOWING else None
        place += 1
    return None


def _joined(unit: Unit, verb: int, place: int, base: str, hi: int, addressee: Range | None) -> Right | None:
    """Content that a word or mark joins: "that", a colon, "whether", "how", "of"."""
    tokens = unit.tokens
    token = tokens[place]
    if token.tag == "SUB" and token.lower == "that" and not _relative(unit, place, hi, verb):
        return Right(place, "that", addressee)
    if token.text == ":" and place + 1 < hi:
        return Right(place + 1, "colon", addressee)
    if token.lower in ("whether", "if") and place <= verb + 6:
        return Right(place, "question", addressee)
    if (
        token.tag == "WH"
        and token.lower in ("what", "how", "why", "who")
        and (place == verb + 1 or base in lex.TELLING)
    ):
        return Right(
            place, "question" if base in lex.ASKING or token.lower in ("how", "why", "who") else "bare", addressee
        )
    if token.tag == "NEG" and place == verb + 1 and place + 1 < hi and tokens[place + 1].tag == "TO":
        return Right(place, "infinitive", None)
    if token.tag == "ING" and place == verb + 1:
        return Right(place, "ing")
    if token.lower in ("of", "about") and base in _TELLING_OF and place + 1 < hi and tokens[place + 1].tag in NP_START:
        return None if _that_follows(unit, place, hi) else Right(place + 1, "about", addressee)
    return None


def _that_follows(unit: Unit, place: int, hi: int) -> bool:
    """Whether the clause is still to come: `told her on the eve |of the vote that his men had been ...`."""
    for later in range(place + 1, min(hi, place + 8)):
        token = unit.tokens[later]
        if token.tag == "SUB" and token.lower == "that":
            return later + 1 < hi and unit.tokens[later + 1].tag not in FINITE
        if token.tag in FINITE or token.tag == "PUNCT":
            return False
    return False


def _relative(unit: Unit, place: int, hi: int, verb: int) -> bool:
    """Whether "that" opens a relative clause on a noun before it: "in a statement that was sent out"."""
    return (
        place + 1 < hi
        and unit.tokens[place + 1].tag in FINITE
        and place > verb + 1
        and unit.tokens[place - 1].tag in ("NOUN", "NAME")
    )


def _at_quotation(unit: Unit, verb: int, place: int, base: str, addressee: Range | None) -> Right | None:
    """A quotation to the right of a cue: what is said, or the quoted end of a clause: `said he "was sure"`."""
    tokens = unit.tokens
    opening = tokens[place - 1].text in (",", ":")
    if not opening and place > verb + 1 and opens_quotation(tokens, place):
        first = next(
            (n for n in range(place + 1, min(len(tokens), place + 4)) if tokens[n].tag not in ("ADV", "NEG")), place
        )
        if tokens[first].tag in FINITE or forms(tokens[first].lower).keys() & {"past", "s"}:
            subject = subject_before(tokens, place, verb + 1)
            if subject is not None:
                told = (verb + 1, subject.whole[0]) if subject.whole[0] > verb + 1 and base in lex.TELLING else None
                return Right(subject.whole[0], "bare", told)
    if place == verb + 1 or opening:
        return Right(place, "quote", addressee)
    if is_speech(unit.text, unit.quotations[unit.quoted[place]]) or base in lex.TELLING:
        return Right(place, "quote", addressee)
    return None


def _past_a_word(unit: Unit, place: int, hi: int) -> int | None:
    """Behind a word held at arm's length: `said the radical |"bandits"| were in contact with them`."""
    end = place
    while end < hi and unit.quoted[end] == unit.quoted[place]:
        end += 1
    words = sum(unit.tokens[n].tag not in ("QUOTE", "PUNCT") for n in range(place, end))
    noun = unit.tokens[place - 1].tag in ("DET", "POSS", "NOUN", "NAME", "PART")
    return end if words <= 2 and noun and end < hi and unit.tokens[end].tag in FINITE else None


def _bare(unit: Unit, verb: int, finite: int, base: str) -> Right | None:
    """A clause without "that": it begins with the subject of its verb."""
    tokens = unit.tokens
    subject = subject_before(tokens, group_start(tokens, finite, verb + 1), verb + 1)
    if subject is None:
        return None
    begins = subject.whole[0]
    alone = begins + 1 == subject.whole[1]
    if tokens[begins].lower == "that" and tokens[begins].tag == "DET" and alone and begins > verb + 1:
        return None
    between = tokens[verb + 1 : begins]
    if [token.lower for token in between] in _COUNTED and tokens[begins].tag == "NUM":
        return Right(verb + 1, "bare")
    if between and tokens[begins - 1].tag in ("PREP", "TO") and tokens[finite].tag == "FIN":
        return None
    if any(token.tag in ("CC", "SUB", "WH") or token.text in (";", ":") for token in between):
        return None
    if base in _TOLD_FIRST and begins == verb + 1:
        split = _two_phrases(tokens, verb + 1, subject.whole[1])
        return Right(split, "bare", (verb + 1, split)) if split is not None else None
    return Right(begins, "bare", (verb + 1, begins) if base in lex.TELLING and begins > verb + 1 else None)


_COUNTED = (["more", "than"], ["less", "than"], ["fewer", "than"], ["up", "to"], ["at", "least"])
"""What may lead the figure a clause begins with: `claims |more than 80 percent| joined`."""


def _two_phrases(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """Where the subject begins in an addressee and a subject without a border: "troopers |he", "Radio Senn |her husband"."""
    for place in range(start + 1, end):
        opens = tokens[place].tag in ("DET", "POSS", "PRON") and tokens[place].lower != "'s"
        if opens and tokens[place - 1].tag in ("NOUN", "NAME", "PRON"):
            return place
    if tokens[start].tag == "PRON" and end - start > 1:
        return start + 1
    return None


def _after_aside(unit: Unit, verb: int, comma: int, hi: int, base: str) -> Right | None:
    """A clause whose subject is explained between commas: `said the doctor, |Pell Arvidan, had told her`."""
    tokens = unit.tokens
    if comma + 1 >= hi or tokens[comma + 1].tag not in ("NAME", "DET", "POSS", "NOUN", "WH"):
        return None
    for place in range(comma + 2, min(hi - 1, comma + 16)):
        if tokens[place].text in (";", ":") or unit.quoted[place] >= 0:
            return None
        if tokens[place].text == "," and tokens[place + 1].tag in FINITE:
            return _bare(unit, verb, place + 1, base)
    return None


def _closing_comma(unit: Unit, comma: int, hi: int) -> int | None:
    """The comma that ends an aside which begins at `comma`; None where the cue's clause ends there. A quotation may follow directly."""
    tokens = unit.tokens
    if comma + 1 < hi and unit.quoted[comma + 1] >= 0:
        return comma
    first = tokens[comma + 1] if comma + 1 < hi else None
    if first is None or first.tag not in ("ADV", "PREP", "ING", "SUB", "PART", "TO"):
        return None
    for place in range(comma + 2, min(hi, comma + 22)):
        if tokens[place].text == ",":
            follows = tokens[place + 1] if place + 1 < hi else None
            if follows is None:
                return None
            opens = follows.lower == "that" or unit.quoted[place + 1] >= 0 or follows.tag in NP_START | FINITE
            return place if opens else None
        if tokens[place].text in (";", ":"):
            return None
    return None
