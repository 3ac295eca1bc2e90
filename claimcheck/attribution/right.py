"""What a cue verb governs to its right: a clause, a quotation, a name for something, a charge, a vow, a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from claimcheck.attribution import lexicon as lex
from claimcheck.attribution.borders import all_quoted, clause_end, left_boundary
from claimcheck.attribution.frame import FINITE, NP_START, Frame, Sort
from claimcheck.attribution.quotes import is_speech
from claimcheck.attribution.unit import Unit
from claimcheck.grammar.phrases import Phrase, Range, group_start, opens_quotation, subject_before, walk_right
from claimcheck.grammar.tokens import Token
from claimcheck.grammar.verbs import forms

_TOLD_FIRST = frozenset("tell inform assure remind persuade convince notify reassure brief".split())
_TELLING_OF = frozenset("tell warn inform speak".split())
_PLAIN_NAMING = frozenset("call label brand dub term deem".split())


@dataclass(frozen=True)
class Right:
    """Where what a cue governs begins, and how it is joined."""

    start: int
    how: Literal["that", "quote", "colon", "bare", "question", "infinitive", "ing", "about"]
    addressee: Range | None = None


def governed(unit: Unit, verb: int, base: str, lo: int, hi: int, subject: Phrase | None) -> Frame | None:
    """The frame of a cue with its content to the right; source and cue are left to the caller."""
    if base in lex.NAMING:
        naming = _naming(unit, verb, base, hi, lo, subject)
        if naming is not None:
            return naming
    if base in lex.CHARGING:
        charge = _charge(unit, verb, base, hi)
        if charge is not None:
            return charge
    if base in lex.FIGURES | {"put"}:
        figure = _figure(unit, verb, base, hi)
        if figure is not None:
            return figure
    if base in lex.URGING:
        urging = _urging(unit, verb, base, hi)
        if urging is not None:
            return urging
    if base in lex.SAYING | lex.TELLING | lex.DENYING | lex.VOWING | lex.ASKING:
        return _said(unit, verb, base, hi)
    return None


def _said(unit: Unit, verb: int, base: str, hi: int) -> Frame | None:
    right = find_right(unit, verb, base, hi)
    if right is None or not _fits(base, right, verb):
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
            return _at_quotation(unit, verb, place, base, addressee)
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
    if between and tokens[begins - 1].tag in ("PREP", "TO") and tokens[finite].tag == "FIN":
        return None
    if any(token.tag in ("CC", "SUB", "WH") or token.text in (";", ":") for token in between):
        return None
    if base in _TOLD_FIRST and begins == verb + 1:
        split = _two_phrases(tokens, verb + 1, subject.whole[1])
        return Right(split, "bare", (verb + 1, split)) if split is not None else None
    return Right(begins, "bare", (verb + 1, begins) if base in lex.TELLING and begins > verb + 1 else None)


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


def _naming(unit: Unit, verb: int, base: str, hi: int, lo: int, subject: Phrase | None) -> Frame | None:
    """`called the plan "a joke"`, `described it as reckless`, `which Achter called a disgrace`."""
    tokens = unit.tokens
    end = _named_until(unit, verb, hi)
    needs_as = base not in _PLAIN_NAMING
    as_place = next((n for n in range(verb + 1, end) if tokens[n].lower == "as" and unit.quoted[n] < 0), None)
    before = tokens[subject.whole[0] - 1].lower if subject is not None and subject.whole[0] - 1 >= lo else ""
    if subject is not None and before in ("what", "which", "that"):
        return _named_before(unit, verb, base, lo, (as_place or verb) + 1, end, subject, needs_as=needs_as)
    reduced = _reduced_antecedent(unit, verb, lo, subject) if subject is not None else None
    if reduced is not None and (not needs_as or as_place is not None):
        return Frame("naming", verb, base, (0, 0), None, (reduced, ((as_place or verb) + 1, end)))
    if needs_as:
        if as_place is None or as_place == verb + 1 or as_place + 1 >= end:
            return None
        return Frame("naming", verb, base, (0, 0), None, ((verb + 1, end),))
    if not _has_complement(unit, verb, end, hi):
        return None
    return Frame("naming", verb, base, (0, 0), None, ((verb + 1, end),))


def _named_until(unit: Unit, verb: int, hi: int) -> int:
    """The end of what a name is given to and of the name: a comma after a closing quotation ends it too."""
    end = clause_end(unit, verb + 1, hi, after=verb)
    tokens = unit.tokens
    for place in range(verb + 2, end):
        if tokens[place].text != "," or unit.quoted[place] >= 0:
            continue
        relative = place + 2 < end and "WH" in (tokens[place + 1].tag, tokens[place + 2].tag)
        if unit.quoted[place - 1] >= 0 or (relative and tokens[place + 1].tag in ("WH", "PREP")):
            return place
    return end


def _named_before(
    unit: Unit, verb: int, base: str, lo: int, start: int, end: int, subject: Phrase, *, needs_as: bool
) -> Frame | None:
    """`what it called a routine review`, `..., which Achter called a disgrace`."""
    if start >= end or (needs_as and start == verb + 1):
        return None
    which = subject.whole[0] - 1
    parts: tuple[Range, ...] = ((start, end),)
    if unit.tokens[which].lower != "what":
        antecedent = _antecedent(unit, which, lo)
        parts = (antecedent, *parts) if antecedent else parts
    return Frame("naming", verb, base, (0, 0), None, parts)


def _reduced_antecedent(unit: Unit, verb: int, lo: int, subject: Phrase) -> Range | None:
    """`..., a charge |his office called "fiction"`: the noun that an unmarked relative clause hangs on."""
    start = subject.whole[0]
    tokens = unit.tokens
    if (
        start - 3 < lo
        or tokens[start - 1].tag != "NOUN"
        or tokens[start - 2].tag != "DET"
        or tokens[start - 3].text != ","
    ):
        return None
    following = verb + 1 < len(tokens) and (
        unit.quoted[verb + 1] >= 0 or tokens[verb + 1].tag in ("DET", "NOUN", "PREP")
    )
    return (start - 2, start) if following else None


def _has_complement(unit: Unit, verb: int, end: int, hi: int) -> bool:
    """Whether "called X" is followed by a name for X: `the plan |"a joke"`, `it |lunacy`."""
    tokens = unit.tokens
    first = verb + 1
    if (
        first >= hi
        or tokens[first].tag in ("PREP", "TO", "SUB")
        or tokens[first].text == ","
        or unit.quoted[first] >= 0
    ):
        return False
    if tokens[first].lower in ("off", "up", "in"):
        return False
    head = walk_right(tokens, first, end)
    if head >= end:
        return False
    return unit.quoted[head] >= 0 or tokens[head].tag in ("DET", "NOUN", "NAME", "ADV", "PART", "ING", "NUM")


def _antecedent(unit: Unit, which: int, lo: int) -> Range | None:
    """What ", which" refers to: the clause before the comma, or the phrase right before."""
    end = which
    if end - 1 >= lo and unit.tokens[end - 1].text == ",":
        end -= 1
        start = left_boundary(unit, end, lo)
        return (start, end) if start < end else None
    phrase = subject_before(unit.tokens, end, lo)
    return phrase.head if phrase else None


def _charge(unit: Unit, verb: int, base: str, hi: int) -> Frame | None:
    """`accused X of Y`, `blamed X for Y`, `blamed X`."""
    tokens = unit.tokens
    end = _named_until(unit, verb, hi)
    if verb + 1 >= end or tokens[verb + 1].tag not in (*NP_START, "QUOTE"):
        return None
    link = next(
        (n for n in range(verb + 2, end) if tokens[n].lower in ("of", "for", "on", "with") and unit.quoted[n] < 0), None
    )
    word = tokens[link].lower if link is not None else ""
    accused = word and base in ("accuse", "fault", "credit")
    if base == "blame" or accused or (base == "charge" and word == "with"):
        return Frame("charge", verb, base, (0, 0), None, ((verb + 1, end),))
    return None


def _figure(unit: Unit, verb: int, base: str, hi: int) -> Frame | None:
    """`puts the figure at 640`, `predicted walkouts`, `had forecast 60,000`."""
    tokens = unit.tokens
    end = clause_end(unit, verb + 1, hi, after=verb)
    if verb + 1 >= end or tokens[verb + 1].tag not in NP_START - {"PRON"}:
        return None
    head = walk_right(tokens, verb + 1, end)
    if base in ("put", "estimate"):
        at = next((n for n in range(verb + 2, min(end, verb + 14)) if tokens[n].lower in ("at", "on")), None)
        numbered = at is not None and any(
            t.tag in ("NUM", "QUOTE") or t.lower in ("half", "twice") for t in tokens[at + 1 : at + 5]
        )
        return Frame("figure", verb, base, (0, 0), None, ((verb + 1, end),)) if numbered else None
    finite = any(tokens[n].tag in FINITE for n in range(verb + 1, end))
    if finite or head == verb + 1:
        return None
    return Frame("figure", verb, base, (0, 0), None, ((verb + 1, end),))


def _urging(unit: Unit, verb: int, base: str, hi: int) -> Frame | None:
    """`urged parents to keep children home`, `called on the minister to attend`."""
    tokens = unit.tokens
    first = verb + 1
    if base == "call":
        if first >= hi or tokens[first].lower != "on":
            return None
        first += 1
    if first >= hi or tokens[first].tag not in NP_START:
        return None
    head = walk_right(tokens, first, hi)
    to = head + 1 if head < hi and tokens[head].tag == "NEG" else head
    if to + 1 < hi and tokens[to].tag == "TO" and tokens[to + 1].tag in ("BASE", "BE", "HAVE", "DO", "QUOTE"):
        return Frame("urging", verb, base, (0, 0), None, ((first, clause_end(unit, first, hi, after=verb)),))
    return None
