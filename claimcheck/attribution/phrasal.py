"""Attribution without an active verb: "according to", passives and hearsay, nouns, and a speaker before a colon."""

from collections.abc import Sequence

from claimcheck.attribution import lexicon as lex
from claimcheck.attribution.borders import all_quoted, clause_end, left_boundary
from claimcheck.attribution.frame import FINITE, HEARSAY, NP_START, Frame
from claimcheck.attribution.quotes import is_speech
from claimcheck.attribution.right import find_right
from claimcheck.attribution.unit import Unit
from claimcheck.grammar.phrases import Phrase, Range, group_start, phrase_after, subject_before, walk_right

_TOLD = frozenset("tell inform assure promise warn advise notify".split())
_LABELS = frozenset(
    """watch read more video photos photo gallery update updated correction clarification note breaking exclusive opinion analysis related listen
    live editor editors""".split()
)
"""Words in capitals before a colon that announce a piece and name nobody."""
_DASHES = ("—", "–", "-")


def passive(unit: Unit, verb: int, base: str, lo: int, hi: int) -> Frame | None:
    """`was quoted as saying ...`, `is said to ...`, `It is understood that ...`, `was told by X that ...`."""
    tokens = unit.tokens
    if (
        base in ("quote", "cite")
        and verb + 2 < hi
        and tokens[verb + 1].lower == "as"
        and tokens[verb + 2].base == "say"
    ):
        return _quoted_as(unit, verb, base, lo, hi)
    start = group_start(tokens, verb, lo)
    if not any(tokens[n].tag == "BE" for n in range(start, verb)) or verb + 1 >= hi:
        return None
    if base in _TOLD:
        return _told(unit, verb, base, start, hi)
    return _hearsay(unit, verb, base, start, lo, hi) if base in HEARSAY else None


def _quoted_as(unit: Unit, verb: int, base: str, lo: int, hi: int) -> Frame | None:
    start = group_start(unit.tokens, verb, lo)
    right = find_right(unit, verb + 2, "say", hi)
    subject = subject_before(unit.tokens, start, lo)
    if right is None or subject is None:
        return None
    content = ((right.start, clause_end(unit, right.start, hi)),)
    return Frame("saying", verb, base, (start, verb + 3), subject, content, direct=all_quoted(unit, content))


def _told(unit: Unit, verb: int, base: str, start: int, hi: int) -> Frame | None:
    """`had been told by its manager that ...`, and without a teller, `were told that ...`."""
    tokens = unit.tokens
    if tokens[verb + 1].lower == "by":
        phrase = phrase_after(tokens, verb + 2, hi)
        if phrase is None or phrase.head[1] >= hi:
            return None
        at = phrase.head[1]
        if not (tokens[at].lower == "that" or unit.quoted[at] >= 0):
            return None
        content: tuple[Range, ...] = ((at, clause_end(unit, at, hi)),)
        return Frame("saying", verb, base, (start, verb + 1), phrase, content, direct=all_quoted(unit, content))
    if tokens[verb + 1].lower != "that" or tokens[verb + 1].tag != "SUB":
        return None
    content = ((verb + 1, clause_end(unit, verb + 1, hi)),)
    return Frame("hearsay", verb, base, (start, verb + 1), None, content, anonymous=True)


def _hearsay(unit: Unit, verb: int, base: str, start: int, lo: int, hi: int) -> Frame | None:
    tokens = unit.tokens
    follows = tokens[verb + 1]
    subject = subject_before(tokens, start, lo)
    if subject is None:
        return None
    heard: tuple[Range, ...]
    if follows.tag == "TO":
        if base == "expect" and tokens[subject.head[0]].tag != "PRON":
            return None
        heard = (subject.whole, (verb + 1, clause_end(unit, verb + 1, hi)))
    elif follows.lower == "that" and tokens[subject.head[0]].lower == "it":
        heard = ((verb + 1, clause_end(unit, verb + 1, hi)),)
    else:
        return None
    negated = any(tokens[n].tag == "NEG" for n in range(start, verb))
    return Frame("hearsay", verb, base, (start, verb + 1), None, heard, anonymous=True, negated=negated)


def according(unit: Unit, place: int, lo: int, hi: int) -> Frame | None:
    """`According to X, P`, `P, according to X`, `in the words of X`."""
    tokens = unit.tokens
    length = next(
        (len(words) for words in lex.ACCORDING if tuple(t.lower for t in tokens[place : place + len(words)]) == words),
        0,
    )
    if not length or place + length >= hi:
        return None
    phrase = phrase_after(tokens, place + length, hi)
    if phrase is None:
        return None
    source = _extended(unit, _without_false_aside(unit, phrase, place == lo, hi), hi)
    parts = _around(unit, place, source.whole[1], lo, hi)
    if not parts:
        return None
    return Frame(
        "according", place, "according", (place, place + length), source, parts, direct=all_quoted(unit, parts)
    )


_REPORTING = frozenset("report note write say explain point announce reveal recall warn predict".split())


def as_reported(unit: Unit, place: int, lo: int, hi: int) -> Frame | None:
    """`As X previously reported, P`."""
    tokens = unit.tokens
    if tokens[place].lower != "as" or place != lo:
        return None
    phrase = phrase_after(tokens, place + 1, hi)
    if phrase is None or tokens[phrase.whole[0]].tag not in ("NAME", "DET", "NOUN"):
        return None
    verb = phrase.whole[1]
    while verb < hi and tokens[verb].tag in ("ADV", "HAVE"):
        verb += 1
    if verb >= hi or tokens[verb].tag not in ("FIN", "PART") or tokens[verb].base not in _REPORTING:
        return None
    comma = next((n for n in range(verb + 1, min(hi, verb + 8)) if tokens[n].text == ","), None)
    if comma is None or any(tokens[n].tag in FINITE for n in range(verb + 1, comma)):
        return None
    if tokens[verb + 1].tag not in ("PUNCT", "PREP", "ADV", "NAME", "TO"):
        return None
    content = ((comma + 1, clause_end(unit, comma + 1, hi)),)
    direct = all_quoted(unit, content)
    return Frame("according", verb, tokens[verb].base, (phrase.whole[1], verb + 1), phrase, content, direct=direct)


def _without_false_aside(unit: Unit, phrase: Phrase, leading: bool, hi: int) -> Phrase:
    """`According to the coroner, |Mr Sayers|, 71, died`: no apposition where what follows has no subject of its own."""
    if not leading or phrase.aside is None:
        return phrase
    comma = phrase.aside[1]
    verb = next((n for n in range(comma, hi) if unit.tokens[n].tag in FINITE), None)
    own = (
        verb is not None and unit.tokens[comma].text == "," and subject_before(unit.tokens, verb, comma + 1) is not None
    )
    return phrase if own else Phrase(phrase.head, phrase.head)


def _extended(unit: Unit, phrase: Phrase, hi: int) -> Phrase:
    """Adds "seen by the Courier", "that the firm sent to clients" or "by the fire service" to a document's name."""
    tokens = unit.tokens
    end = phrase.head[1]
    if phrase.aside is not None or end >= hi:
        return phrase
    if tokens[end].lower == "by":
        end = walk_right(tokens, end + 1, hi)
        return Phrase((phrase.head[0], end), (phrase.head[0], end))
    if tokens[end].tag in ("WH", "PART", "ING", "FIN") or tokens[end].lower in ("that", "close", "familiar"):
        while end < hi and tokens[end].text not in (",", ";", ".") and unit.quoted[end] < 0:
            end += 1
        joined = tokens[phrase.head[1]].tag in ("PART", "ING", "FIN") or tokens[phrase.head[1]].lower in (
            "close",
            "familiar",
        )
        head = (phrase.head[0], end) if joined else phrase.head
        return Phrase((phrase.whole[0], end), head)
    return phrase


def _around(unit: Unit, start: int, end: int, lo: int, hi: int) -> tuple[Range, ...]:
    """The statement around an inserted source: before it, after it, or both where only both hold a verb."""
    tokens = unit.tokens
    left_end = start
    while left_end > lo and tokens[left_end - 1].text in (",", *_DASHES):
        left_end -= 1
    boundary = left_boundary(unit, left_end, lo)
    left = (boundary, left_end) if left_end > boundary else None
    right_start = end
    while right_start < hi and tokens[right_start].text in (",", *_DASHES, ":"):
        right_start += 1
    right = (right_start, clause_end(unit, right_start, hi)) if end < right_start < hi else None
    if left is None:
        return (right,) if right else ()
    return _sides(unit, left, right)


def _sides(unit: Unit, left: Range, right: Range | None) -> tuple[Range, ...]:
    tokens = unit.tokens
    finite = any(tokens[n].tag in FINITE for n in range(*left))
    adverbial = tokens[left[0]].tag in ("ADV", "PREP", "SUB", "CC")
    if finite or right is None:
        spoken = finite or any(unit.quoted[n] >= 0 for n in range(*left))
        return (left,) if spoken or not adverbial else ()
    if adverbial and any(tokens[n].tag in NP_START for n in range(*right)):
        return (left, right) if tokens[right[0]].tag in FINITE else (right,)
    return (left, right)


def label(unit: Unit, place: int, lo: int, hi: int, before: Sequence[Frame]) -> Frame | None:
    """`Krol: "We shall come."`, `@harbour: Road closed.`, `He sent a one-line answer: "No."`"""
    if place + 1 >= hi or place == lo or any(place + 1 in (part[0] for part in frame.content) for frame in before):
        return None
    tokens = unit.tokens
    quoted = unit.quoted[place + 1] >= 0
    turn = _turn(unit, place, lo, hi)
    if turn is not None:
        return turn
    named = all(token.tag in ("NAME", "NOUN", "DET", "POSS", "PUNCT", "PREP") for token in tokens[lo:place])
    content = ((place + 1, hi),)
    if tokens[lo].text.startswith("@") or (
        named and place - lo <= 5 and quoted and is_speech(unit.text, unit.quotations[unit.quoted[place + 1]])
    ):
        return Frame("label", place, ":", (place, place + 1), Phrase((lo, place), (lo, place)), content, direct=True)
    if not quoted or tokens[place - 1].tag not in ("NOUN", "ADV", "NUM"):
        return None
    verb = next((n for n in range(lo, place) if tokens[n].tag in FINITE), None)
    subject = subject_before(tokens, group_start(tokens, verb, lo), lo) if verb is not None else None
    if subject is None or not is_speech(unit.text, unit.quotations[unit.quoted[place + 1]]):
        return None
    return Frame("label", place, ":", (place, place + 1), subject, content, direct=True)


def _turn(unit: Unit, place: int, lo: int, hi: int) -> Frame | None:
    """`WALLACE: Will she come?` in a transcript, and `Said Ellis: "No."`."""
    tokens = unit.tokens
    start = lo
    while start < place and tokens[start].tag == "QUOTE":
        start += 1
    said = tokens[start].lower in ("said", "says", "asked", "added") and unit.quoted[place + 1] >= 0
    begin = start + said
    named = begin < place <= begin + 4 and all(token.tag == "NAME" for token in tokens[begin:place])
    shouted = named and all(token.text.isupper() and len(token.text) > 2 for token in tokens[begin:place])
    shouted = shouted and tokens[place - 1].lower not in _LABELS
    if not named or not (said or shouted):
        return None
    cue = (start, start + 1) if said else (place, place + 1)
    return Frame(
        "label",
        cue[0],
        "say" if said else ":",
        cue,
        Phrase((begin, place), (begin, place)),
        ((place + 1, hi),),
        direct=True,
    )


def signed(unit: Unit, place: int, lo: int, hi: int) -> Frame | None:
    """`"He never grew up." — Sonya Herridge`: a quotation with a name behind a dash at the end of the line."""
    tokens = unit.tokens
    if place == lo or place + 1 >= hi or unit.quoted[place - 1] < 0:
        return None
    end = hi
    while end > place + 1 and tokens[end - 1].text == ".":
        end -= 1
    if end - place > 6 or not all(token.tag == "NAME" or token.text == "." for token in tokens[place + 1 : end]):
        return None
    number = unit.quoted[place - 1]
    start = next(n for n in range(lo, place) if unit.quoted[n] == number)
    name = (place + 1, end)
    return Frame("label", place, "", (place, place + 1), Phrase(name, name), ((start, place),), direct=True)


def noun(unit: Unit, place: int, lo: int, hi: int, before: Sequence[Frame]) -> Frame | None:
    """`Aldous's accusation that ...`, `the firm's excuse is that ...`, `the board's defence, that ..., is feeble`."""
    tokens = unit.tokens
    that = place + 1
    inserted = False
    if that < hi and (tokens[that].text == "," or tokens[that].tag == "BE"):
        inserted = tokens[that].text == ","
        that += 1
    if that >= hi or tokens[that].tag != "SUB" or tokens[that].lower != "that":
        return None
    if any(that in (part[0] for part in frame.content) for frame in before):
        return None
    end = clause_end(unit, that, hi)
    if inserted:
        end = next(
            (n for n in range(that, end) if tokens[n].text == "," and n + 1 < hi and tokens[n + 1].tag in FINITE), end
        )
    if not any(tokens[n].tag in FINITE for n in range(that + 1, end)):
        return None
    source = owner(unit, place, lo)
    if that != place + 1 and source is None:
        return None
    return Frame(
        "noun", place, tokens[place].lower, (place, place + 1), source, ((that, end),), anonymous=source is None
    )


def owner(unit: Unit, place: int, lo: int) -> Phrase | None:
    """Whose claim it is: "Krol's claim", "his claim"."""
    tokens = unit.tokens
    start = place
    while start - 1 >= lo and tokens[start - 1].tag in ("NOUN", "PART") and tokens[start - 1].lower != "that":
        start -= 1
    if start - 1 < lo or tokens[start - 1].tag != "POSS":
        return None
    if tokens[start - 1].lower in ("'s", "'"):
        return subject_before(tokens, start - 1, lo)
    return Phrase((start - 1, start), (start - 1, start))
