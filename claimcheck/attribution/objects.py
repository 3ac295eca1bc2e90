"""What a cue verb governs that is no clause: a name for something, a charge, a figure, something bidden."""

from claimcheck.attribution.borders import clause_end, left_boundary
from claimcheck.attribution.frame import FINITE, NP_START, Frame
from claimcheck.attribution.unit import Unit
from claimcheck.grammar import words as w
from claimcheck.grammar.phrases import Phrase, Range, subject_before, walk_right

_PLAIN_NAMING = frozenset("call label brand dub term deem".split())


def naming(unit: Unit, verb: int, base: str, hi: int, lo: int, subject: Phrase | None) -> Frame | None:
    """`called the plan "a joke"`, `described it as reckless`, `which Achter called a disgrace`."""
    tokens = unit.tokens
    end = _named_until(unit, verb, hi)
    needs_as = base not in _PLAIN_NAMING
    stop = next((n for n in range(verb + 2, end) if tokens[n].tag == "ING" and tokens[n - 1].tag == "CC"), end)
    as_place = next((n for n in range(verb + 1, stop) if tokens[n].lower == "as" and unit.quoted[n] < 0), None)
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
        if tokens[place].text == "," and _quotation_ends(unit, place, end):
            return place
        if unit.quoted[place] < 0 <= unit.quoted[place - 1] and _day(unit, place):
            return place
        if tokens[place].text != "," or unit.quoted[place] >= 0:
            continue
        if tokens[place + 1 : place + 2] and tokens[place + 1].lower in ("though", "although", "while", "but"):
            return place
        relative = place + 2 < end and "WH" in (tokens[place + 1].tag, tokens[place + 2].tag)
        if unit.quoted[place - 1] >= 0 or (relative and tokens[place + 1].tag in ("WH", "PREP")):
            return place
    return end


def _day(unit: Unit, place: int) -> bool:
    """Whether the day of the saying stands here: `called him "a fool" |on Monday|`."""
    words = [token.lower for token in unit.tokens[place : place + 2]]
    return bool(words) and (words[-1] if words[0] == "on" else words[0]) in w.WEEKDAYS


def _quotation_ends(unit: Unit, comma: int, end: int) -> bool:
    """Whether a quotation closes after this comma and another clause begins: `of being "idle," |Ditz has been ...`."""
    after = comma + 2
    if unit.quoted[comma] < 0 or after >= end or unit.quoted[after] == unit.quoted[comma]:
        return False
    verb = next((n for n in range(after, end) if unit.tokens[n].tag in FINITE), None)
    subject = subject_before(unit.tokens, verb, after) if verb is not None else None
    return subject is not None and subject.whole[0] == after


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


def charge(unit: Unit, verb: int, base: str, hi: int) -> Frame | None:
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


def figure(unit: Unit, verb: int, base: str, hi: int) -> Frame | None:
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


def urging(unit: Unit, verb: int, base: str, hi: int) -> Frame | None:
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
