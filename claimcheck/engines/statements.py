"""What speakers assert in a unit: the propositions of each attribution.

Between attribution, which knows who speaks, and cutting, which knows clauses. Leaves out names, dates and kinds, and what the
outlet says itself (`own_voice.py`).
"""

from collections.abc import Sequence

from claimcheck.attribution.borders import left_boundary
from claimcheck.attribution.chains import Attributed, Link
from claimcheck.attribution.unit import Unit
from claimcheck.claims import Span
from claimcheck.grammar import words as w
from claimcheck.grammar.phrases import Range
from claimcheck.propositions import wording
from claimcheck.propositions.cutting import split
from claimcheck.propositions.proposition import FINITE, Proposition, finite


def stated(unit: Unit, item: Attributed, items: Sequence[Attributed]) -> list[Proposition]:
    """The propositions of what somebody says, without what others are said to have said within it."""
    inner = [other for other in items if is_inner(other, item)]
    return _around_inner(unit, item, inner) if inner else _worded(unit, item)


def is_inner(other: Attributed, item: Attributed) -> bool:
    """Whether another attribution's chain goes on from this one's and its cue lies in this one's content."""
    if other is item or not _cue_inside(other, item):
        return False
    outer = item.chain if len(other.chain) > len(item.chain) else item.chain[:-1]
    again = len(other.chain) > len(item.chain) or other.chain[-1].speaker.name == item.chain[-1].speaker.name
    return again and all(_same_link(mine, others) for mine, others in zip(outer, other.chain, strict=False))


def _same_link(one: Link, other: Link) -> bool:
    """Whether two links are one saying; how its words are given may differ by what is looked at."""
    return one.speaker.name == other.speaker.name and one.cue_span == other.cue_span


def _cue_inside(other: Attributed, item: Attributed) -> bool:
    cue = other.chain[-1].cue_span
    return cue is not None and any(part.start <= cue.start < part.end for part in item.content)


def _worded(unit: Unit, item: Attributed) -> list[Proposition]:
    """The propositions of a statement, by how its cue governs it."""
    tokens = unit.tokens
    ranges = [part for part in (_bare(unit, part) for part in item.ranges) if part[0] < part[1]]
    if not ranges:
        return []
    start, end = ranges[0]
    base = item.chain[-1].base
    if item.sort == "naming":
        return [_named(unit, item, ranges)]
    if item.sort == "figure":
        return [Proposition(((start, end),), wording.figure(tokens, start, end, base), "clause")]
    if item.sort == "charge":
        return [Proposition(((start, end),), wording.charged_with(tokens, start, end, base), "clause")]
    if item.sort == "vow":
        negative = tokens[start].tag == "NEG"
        begin = start + 1 + negative
        return [
            Proposition(
                ((start, end),),
                wording.promised(tokens, item.chain[-1].speaker.name, begin, end, negative=negative),
                "clause",
            )
        ]
    if item.sort == "hearsay" and len(ranges) > 1:
        return [Proposition(tuple(ranges), wording.hearsay(tokens, ranges[0], *ranges[1]), "clause")]
    if item.sort == "denial":
        return _denied(unit, item, ranges)
    if (len(ranges) == 1 and base in ("tell", "warn", "inform", "speak") and finite(tokens, start, end) is None) or (
        base == "tell" and tokens[start - 1].lower == "of"
    ):
        return [Proposition(((start, end),), wording.told_of(tokens, start, end), "clause")]
    fragment = _fragment(unit, item, ranges)
    return [fragment] if fragment is not None else _joined(unit, ranges)


def _fragment(unit: Unit, item: Attributed, ranges: Sequence[Range]) -> Proposition | None:
    """A quotation without a verb that says something all the same: `"A masterpiece of wishful thinking," said Karlow`."""
    start, end = ranges[0]
    tokens = unit.tokens[start:end]
    if len(ranges) > 1 or item.chain[-1].mode != "direct" or item.sort not in ("saying", "quote", "label"):
        return None
    if len(tokens) < 3 or finite(unit.tokens, start, end) is not None or tokens[0].lower in _ANSWERS:
        return None
    if not any(token.tag in ("NOUN", "NAME") for token in tokens) or tokens[-1].text == "?":
        return None
    return Proposition(((start, end),), tuple(range(start, end)), "fragment")


_ANSWERS = frozenset(
    [
        "yes",
        "no",
        "not",
        "never",
        "none",
        "nothing",
        "maybe",
        "perhaps",
        "well",
        "oh",
        "of",
        "sure",
        "thank",
        "thanks",
        "please",
        "good",
        "sorry",
        "ready",
    ]
)


def _named(unit: Unit, item: Attributed, ranges: Sequence[Range]) -> Proposition:
    """What a name given to something asserts; what it is given to may be asserted by somebody else."""
    tokens = unit.tokens
    if len(ranges) == 1:
        return Proposition(tuple(ranges), wording.named_as(tokens, ranges, quoted=unit.quoted), "clause")
    named, *names = ranges
    if tokens[named[0] - 1].text == "," and finite(tokens, *named) is None:
        # "Sales rose, a success that Karlow called ...": the success is the rise.
        begin = left_boundary(unit, named[0] - 1, _sentence_start(unit, named[0]))
        named = (begin, named[0] - 1) if finite(tokens, begin, named[0] - 1) is not None else named
    cue = item.chain[-1].cue_span
    begin = next((n for n, token in enumerate(tokens) if cue is not None and token.start >= cue.start), names[0][0])
    own = ((begin if begin < names[0][0] else names[0][0], names[-1][1]),)
    return Proposition(own, wording.named_as(tokens, [named, *names], quoted=unit.quoted), "clause")


def _sentence_start(unit: Unit, place: int) -> int:
    at = unit.tokens[place].start
    sentence = next((span for span in unit.sentences if span.start <= at < span.end), unit.span)
    return next(n for n, token in enumerate(unit.tokens) if token.start >= sentence.start)


def _bare(unit: Unit, part: Range) -> Range:
    """A range without quotation marks, commas and "that" at its ends."""
    start, end = part
    tokens = unit.tokens
    while start < end and (
        tokens[start].tag in ("QUOTE", "PUNCT") or (tokens[start].tag == "SUB" and tokens[start].lower == "that")
    ):
        start += 1
    while end > start and tokens[end - 1].tag in ("QUOTE", "PUNCT") and tokens[end - 1].text not in (")", "?"):
        end -= 1
    return start, end


def _joined(unit: Unit, ranges: Sequence[Range]) -> list[Proposition]:
    """Splits a statement, also one whose parts stand on both sides of its speaker."""
    tokens = unit.tokens
    if len(ranges) == 1:
        return split(tokens, *ranges[0])
    opens = tokens[ranges[0][0]].tag == "SUB" and tokens[ranges[0][0]].lower in w.CONDITIONS
    whole = opens or any(finite(tokens, *part) is None for part in ranges[:1]) or not _starts_anew(unit, ranges[1])
    if not whole:
        return [piece for part in ranges for piece in split(tokens, *part)]
    places = [n for part in ranges for n in range(*part)]
    sub = [tokens[n] for n in places]
    return [_mapped(piece, places) for piece in split(sub, 0, len(sub))]


def _starts_anew(unit: Unit, part: Range) -> bool:
    first = unit.tokens[part[0]]
    return (
        first.tag in ("DET", "POSS", "PRON", "NAME", "NOUN", "NUM", "CC", "ADV", "SUB")
        and finite(unit.tokens, *part) is not None
    )


def _mapped(piece: Proposition, places: Sequence[int]) -> Proposition:
    """A proposition over a selection of tokens, in the numbers of the unit."""
    own: list[Range] = []
    for start, end in piece.own:
        for n in range(start, end):
            if own and own[-1][1] == places[n]:
                own[-1] = (own[-1][0], places[n] + 1)
            else:
                own.append((places[n], places[n] + 1))
    return Proposition(
        tuple(own), tuple(places[word] if isinstance(word, int) else word for word in piece.words), piece.shape
    )


def _denied(unit: Unit, item: Attributed, ranges: Sequence[Range]) -> list[Proposition]:
    tokens = unit.tokens
    start, end = ranges[0]
    if tokens[start].tag == "ING":
        return [
            Proposition(
                ((start, end),),
                (
                    item.chain[-1].speaker.name,
                    "is not" if tokens[start].lower == "being" else "did not",
                    *([tokens[start].base] if tokens[start].lower != "being" else []),
                    *range(start + 1, end),
                ),
                "clause",
            )
        ]
    return [
        Proposition(piece.own, wording.negated(tokens, piece.words), piece.shape) for piece in split(tokens, start, end)
    ]


def _around_inner(unit: Unit, item: Attributed, inner: Sequence[Attributed]) -> list[Proposition]:
    """What a speaker asserts besides what others are said to have said: clauses that no inner attribution touches."""
    touched = {n for other in inner for part in other.ranges for n in range(*part)}
    touched |= {n for other in inner for n in _places(unit, other.chain[-1].cue_span)}
    sources = {n for other in inner for n in _places(unit, other.chain[-1].source_span)}
    made = []
    for piece in _worded(unit, item):
        places = {n for part in piece.own for n in range(*part)}
        if not places & touched and (not places & sources or _has_verb(unit, places - sources)):
            made.append(piece)
    return made


def _places(unit: Unit, span: Span | None) -> list[int]:
    if span is None:
        return []
    return [n for n, token in enumerate(unit.tokens) if span.start <= token.start < span.end]


def _has_verb(unit: Unit, places: set[int]) -> bool:
    return any(unit.tokens[n].tag in FINITE for n in places)
