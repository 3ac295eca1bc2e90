"""Noun phrases around a verb, found by walking over classes: the subject before it, or after it where order is inverted.

Ranges are half-open token numbers. Appositions and asides between commas belong to the phrase they follow.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from claimcheck.grammar import words as w
from claimcheck.grammar.token import DASHES, Token

Range = tuple[int, int]

_INSIDE = frozenset({"NOUN", "NAME", "NUM", "DET", "POSS", "PART", "ING"})
_HEADS = frozenset({"NOUN", "NAME", "NUM", "PRON"})
_VERBAL = frozenset({"FIN", "MODAL", "BE", "HAVE", "DO"})
AUX = frozenset({"MODAL", "BE", "HAVE", "DO", "NEG"})
_TIME_NOUNS = frozenset(
    "day night morning evening afternoon week month year weekend today yesterday tonight overnight later earlier".split()
)
_OWN_PREPOSITIONS = frozenset(
    "of for at in from with by to near behind on inside between about against across familiar under".split()
)


@dataclass(frozen=True)
class Phrase:
    """A noun phrase with its apposition or aside."""

    whole: Range
    """Everything, asides included."""
    head: Range
    """Without what stands between commas."""
    aside: Range | None = None
    """What stands between commas, if anything does."""


def group_start(tokens: Sequence[Token], verb: int, lo: int) -> int:
    """Where the verb group that ends in `verb` begins: `"has also been said" -> place of "has"`."""
    start = verb
    place = verb - 1
    while place >= lo and (tokens[place].tag in AUX or tokens[place].tag == "ADV"):
        if tokens[place].tag in AUX:
            start = place
        place -= 1
    while (
        start - 1 >= lo and tokens[start - 1].tag == "ADV" and tokens[start - 1].lower not in w.WEEKDAYS | _TIME_NOUNS
    ):
        start -= 1
    return start


def subject_before(tokens: Sequence[Token], verb: int, lo: int) -> Phrase | None:
    """The phrase that ends where the verb group begins; None where something else stands there."""
    end = verb
    while end - 1 >= lo and (
        tokens[end - 1].tag in ("ADV", "NEG") or _reflexive(tokens[end - 1]) or opens_quotation(tokens, end - 1)
    ):
        end -= 1
    if end - 1 < lo:
        return None
    last = tokens[end - 1]
    if last.tag == "QUOTE":
        opening = _quoted_word(tokens, end - 1, lo)
        if opening is None:
            return None
        start = opening
        while start - 1 >= lo and tokens[start - 1].tag in ("NOUN", "NAME", "DET", "POSS", "PART", "NUM"):
            start -= 1
        return Phrase((start, end), (start, end))
    if last.text in (",", ")") or last.text in DASHES:
        return _before_aside(tokens, end - 1, lo)
    if last.tag == "WH" and last.lower in ("who", "which"):
        return None
    start = _walk_left(tokens, end, lo)
    return Phrase((start, end), (start, end)) if start < end else None


def opens_quotation(tokens: Sequence[Token], place: int) -> bool:
    """Whether a mark opens a quotation: it touches the word after it and not the one before."""
    if tokens[place].tag != "QUOTE" or place + 1 >= len(tokens):
        return False
    touches = tokens[place].end == tokens[place + 1].start
    return touches and (place == 0 or tokens[place - 1].end < tokens[place].start)


def _quoted_word(tokens: Sequence[Token], closing: int, lo: int) -> int | None:
    """Where a quoted name or word that ends in this mark begins: `“Clean Harbour|”`; None for a quoted statement."""
    for place in range(closing - 1, max(lo, closing - 8) - 1, -1):
        if opens_quotation(tokens, place):
            return place
        if tokens[place].tag in ("PUNCT", "FIN", "MODAL", "BE", "HAVE"):
            return None
    return None


def _reflexive(token: Token) -> bool:
    return token.lower in ("himself", "herself", "itself", "themselves")


def _before_aside(tokens: Sequence[Token], closing: int, lo: int) -> Phrase | None:
    """`X, the firm's director, |said`: the phrase before the aside, with it."""
    opening = closing - 1
    marks = {"(": ")"}
    while opening > lo:
        token = tokens[opening]
        if token.text == tokens[closing].text or marks.get(token.text) == tokens[closing].text:
            behind = _before_bracket(tokens, opening, lo)
            if tokens[behind - 1].tag in _HEADS and opening + 1 < closing:
                start = _walk_left(tokens, behind, lo)
                if start < behind:
                    return _named_first(tokens, Phrase((start, closing), (start, behind), (opening + 1, closing)), lo)
            if tokens[closing].text != "," or closing - opening > 30:
                return None
        if token.tag == "QUOTE" or (token.text in (";", ":", ".") and tokens[closing].text != ")"):
            return None
        opening -= 1
    return None


def _before_bracket(tokens: Sequence[Token], end: int, lo: int) -> int:
    """The end of the phrase before a bracket that closes right here: `Jim Jordan| (R-Ohio)`; the same place without one."""
    if tokens[end - 1].text != ")":
        return end
    opening = next((n for n in range(end - 1, max(lo, end - 8), -1) if tokens[n].text == "("), None)
    return opening if opening is not None and opening > lo else end


def _named_first(tokens: Sequence[Token], phrase: Phrase, lo: int) -> Phrase:
    """Several asides in a row belong to the name before the first: `|Donna Rawlings|, 59, of Ashton, who ...,`."""
    start, end = phrase.head
    for _ in range(3):
        placed = start - 2 >= lo and tokens[start - 1].tag == "PREP" and tokens[start - 2].text == ","
        start -= placed
        if start - 2 < lo or tokens[start - 1].text != ",":
            return phrase
        aged = tokens[start].tag == "NUM" and end - start == 1
        if not (aged or placed):
            return phrase
        begin = _walk_left(tokens, start - 1, lo)
        if begin >= start - 1:
            return phrase
        phrase = Phrase((begin, phrase.whole[1]), (begin, start - 1), (start, phrase.whole[1] - 1))
        start, end = phrase.head
    return phrase


def _walk_left(tokens: Sequence[Token], end: int, lo: int) -> int:
    """The first token of the noun phrase that ends before `end`; `end` itself if there is none."""
    place = end - 1
    if tokens[place].tag == "PRON":
        return _before_pronoun(tokens, place, lo)
    if tokens[place].tag not in _HEADS and not (
        tokens[place].tag in ("DET", "POSS", "PART", "ING") and _stands_alone(tokens[place])
    ):
        return end
    start = end
    while place >= lo:
        token = tokens[place]
        left = tokens[place - 1] if place - 1 >= lo else None
        if token.lower in w.WEEKDAYS and not (place + 1 < end and tokens[place + 1].tag == "POSS"):
            break
        if token.tag == "DET" or (token.tag == "POSS" and token.lower != "'s" and token.lower != "'"):
            start = place
            along = (
                token.tag == "POSS" and left is not None and left.tag == "CC" and not _verb_between(tokens, lo, place)
            )
            if left is None or (
                left.tag not in ("PREP", "TO") and left.lower not in ("all", "both", "half") and not along
            ):
                break
        elif token.tag in ("NOUN", "NAME", "NUM", "POSS") or (
            token.tag == "ADV"
            and start < end
            and token.lower in ("now", "then", "about", "almost", "nearly", "more", "most")
        ):
            start = place
        elif token.tag in ("PART", "ING"):
            if not _modifies(tokens, place, end, lo):
                break
            start = place
        elif token.tag in ("PREP", "TO"):
            if token.tag == "TO" and place + 1 < end and tokens[place + 1].tag == "BASE":
                break
            one_of = left is not None and token.lower == "of" and left.lower in ("another", "several", "both", "each")
            if left is not None and one_of:
                start = place - 1
                break
            if left is None or left.tag not in (*_HEADS, "PART", "ING") or token.lower not in _OWN_PREPOSITIONS:
                break
        elif token.tag == "CC" and token.lower in ("and", "or") and place + 1 == start:
            if left is None or left.tag not in ("NAME", "NOUN", "NUM", "PRON") or _verb_between(tokens, lo, place):
                break
        elif token.text in ("&", ".") and left is not None and left.tag == "NAME":
            start = place
        elif token.tag == "PRON" and place + 1 < end and tokens[place + 1].tag == "CC":
            start = place
            break
        elif token.tag in (*_VERBAL, "BASE"):
            antecedent = _relative_head(tokens, place, lo)
            if antecedent is None:
                break
            place = antecedent
            continue
        else:
            break
        place -= 1
    return start


def _before_pronoun(tokens: Sequence[Token], place: int, lo: int) -> int:
    """The first token of a phrase that ends in a pronoun: `|those close to| him`, `|one of| them`; else the pronoun itself."""
    if place - 2 < lo or tokens[place - 1].lower not in ("of", "to", "around", "near", "behind", "with"):
        return place
    before = tokens[place - 2]
    partitive = before.tag == "NUM" or _stands_alone(before) or before.lower in ("none", "one", "close", "loyal")
    return _walk_left(tokens, place - 1, lo) if partitive else place


def _stands_alone(token: Token) -> bool:
    return token.lower in (
        "this",
        "that",
        "these",
        "those",
        "all",
        "both",
        "each",
        "some",
        "many",
        "few",
        "most",
        "several",
        "any",
        "neither",
        "either",
        "another",
    ) or token.tag in ("ING", "PART")


def _modifies(tokens: Sequence[Token], place: int, end: int, lo: int) -> bool:
    """Whether a participle belongs to the noun phrase: "the disputed valley", "people living in X"."""
    left = tokens[place - 1] if place - 1 >= lo else None
    right = tokens[place + 1] if place + 1 < end else None
    if left is not None and left.tag in ("DET", "POSS", "NUM", "NOUN", "NAME", "ADV", "PART"):
        return right is not None or left.tag in ("DET", "POSS")
    return left is None or (
        right is not None
        and right.tag in ("NOUN", "NAME")
        and left.tag in ("PREP", "PUNCT", "CC", "SUB", "QUOTE", "FIN")
    )


def _verb_between(tokens: Sequence[Token], lo: int, hi: int) -> bool:
    place = hi - 1
    while place >= lo and tokens[place].text not in (";", ":", ",") and tokens[place].tag not in ("SUB", "QUOTE"):
        if tokens[place].tag in _VERBAL:
            return True
        place -= 1
    return False


def _relative_head(tokens: Sequence[Token], place: int, lo: int) -> int | None:
    """From a verb inside "the man who drove the lorry", the place of "man"; None where no relative pronoun leads it."""
    back = place
    while back > lo and tokens[back].tag in (*_VERBAL, "PART", "BASE", "ADV", "NEG", "ING"):
        back -= 1
    if back > lo and tokens[back].lower in ("who", "which", "that", "whose") and tokens[back - 1].tag in _HEADS:
        return back - 1
    return None


def phrase_after(tokens: Sequence[Token], start: int, hi: int) -> Phrase | None:
    """The phrase that begins at `start`, with an apposition after a comma: `said |Krol, the spokesman|`."""
    head = walk_right(tokens, start, hi)
    if head == start:
        return None
    aside = _apposition_after(tokens, head, hi)
    return Phrase((start, aside[1]) if aside else (start, head), (start, head), aside)


def walk_right(tokens: Sequence[Token], start: int, hi: int) -> int:
    """The end of the noun phrase that begins at `start`; `start` itself if there is none."""
    place = start
    while place < hi:
        token = tokens[place]
        if token.tag == "PRON":
            return place + 1 if place == start else place
        if token.tag in ("ADV",) and place > start and token.lower not in ("now", "then", "once"):
            return place
        if token.tag in _INSIDE or token.tag == "ADV" or (token.text in ("&", ".") and place > start):
            if token.lower in w.WEEKDAYS and place > start and tokens[place - 1].tag in ("NOUN", "NAME"):
                return place
            if (
                token.tag in ("PART", "ING")
                and place > start
                and tokens[place - 1].tag in ("NOUN", "NAME")
                and not (place + 1 < hi and tokens[place + 1].tag == "NOUN")
            ):
                return place
            if token.tag == "DET" and place > start and tokens[place - 1].tag in ("NOUN", "NAME"):
                return place
            place += 1
            continue
        if token.tag in ("PREP", "TO") and place > start and place + 1 < hi:
            following = tokens[place + 1]
            timely = following.lower in w.WEEKDAYS | w.MONTHS | _TIME_NOUNS or (
                following.tag == "NUM" and token.lower in ("in", "on")
            )
            if (
                token.lower in _OWN_PREPOSITIONS - {"on", "by", "to"}
                and not timely
                and following.tag in (*_INSIDE, "PRON")
                and not _occasion(tokens, place, hi)
            ):
                place += 1
                continue
            return place
        if (
            token.tag == "CC"
            and place > start
            and place + 1 < hi
            and tokens[place + 1].tag in ("NAME", "DET", "NOUN", "POSS", "NUM")
            and token.lower == "and"
        ):
            end = walk_right(tokens, place + 1, hi)
            if end > place + 1 and not (end < hi and tokens[end].tag in _VERBAL):
                place = end
                continue
            return place
        return place
    return place


def _occasion(tokens: Sequence[Token], place: int, hi: int) -> bool:
    """Whether a preposition opens the occasion of saying: "in a statement", "at a news conference"."""
    near = {token.lower for token in tokens[place + 1 : min(hi, place + 5)]}
    return tokens[place].lower in ("in", "at", "during", "after", "before", "with") and bool(
        near
        & {
            "statement",
            "interview",
            "conference",
            "letter",
            "email",
            "post",
            "speech",
            "remarks",
            "briefing",
            "tweet",
            "report",
            "hearing",
            "memo",
            "message",
            "note",
            "rally",
            "meeting",
            "event",
        }
    )


def _apposition_after(tokens: Sequence[Token], comma: int, hi: int) -> Range | None:
    if comma + 1 >= hi or tokens[comma].text != ",":
        return None
    start = comma + 1
    if tokens[start].tag not in ("DET", "POSS", "NOUN", "NAME", "NUM") or tokens[start].lower in w.WEEKDAYS | w.MONTHS:
        return None
    end = walk_right(tokens, start, hi)
    if end == start:
        return None
    if end >= hi or tokens[end].text in (",", ".", ";") or tokens[end].tag in ("QUOTE",):
        return (start, end)
    if tokens[end].tag in ("WH", "CC", "SUB"):
        return (start, end)
    return None
