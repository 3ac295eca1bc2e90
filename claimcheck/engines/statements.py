"""What a unit asserts, speaker by speaker: the propositions of each attribution, and what is left to the outlet itself.

Between attribution, which knows who speaks, and cutting, which knows clauses. Leaves out names, dates and kinds.
"""

import re
from collections.abc import Iterator, Sequence

from claimcheck.attribution.borders import left_boundary
from claimcheck.attribution.chains import Attributed, Link
from claimcheck.attribution.unit import Unit
from claimcheck.claims import Span
from claimcheck.grammar import words as w
from claimcheck.grammar.phrases import Range, subject_before
from claimcheck.grammar.verbs import forms, past_of
from claimcheck.propositions import wording
from claimcheck.propositions.cutting import split
from claimcheck.propositions.opinion import evaluative
from claimcheck.propositions.proposition import FINITE, Proposition, finite, subject_of
from claimcheck.propositions.rendering import is_full

Stated = tuple[Proposition, Attributed | None]
"""A proposition of the outlet's own voice, with the attribution whose speaker is its subject, if one is."""

_ANONYMITY = re.compile(
    r"\b(?:asked not|asking not|declined to be|spoke on|requested anonymity|wished|did not want|not authori[sz]ed)\b",
    re.IGNORECASE,
)


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


def own_voice(unit: Unit, items: Sequence[Attributed]) -> Iterator[Stated]:
    """What the outlet itself asserts: the sentence where nobody is quoted, else what stands outside of every attribution."""
    tokens = unit.tokens
    if not items:
        for start, end in _sentence_ranges(unit):
            if tokens[end - 1].text == "?" or _only_quotation(unit, start, end):
                continue
            for piece in _with_judgement(unit, split(tokens, start, end)):
                yield piece, None
        return
    taken = _taken(unit, items)
    for start, end in _sentence_ranges(unit):
        if not any(n in taken for n in range(start, end)):
            if tokens[end - 1].text != "?" and not _only_quotation(unit, start, end):
                for piece in split(tokens, start, end):
                    yield piece, None
            continue
        for run in _runs(taken, start, end):
            yield from _left_over(unit, run, items)
    for item in items:
        yield from _from_aside(unit, item)


def _only_quotation(unit: Unit, start: int, end: int) -> bool:
    return all(unit.quoted[n] >= 0 for n in range(start, end) if unit.tokens[n].tag not in ("PUNCT", "QUOTE"))


def _sentence_ranges(unit: Unit) -> Iterator[Range]:
    place = 0
    for sentence in unit.sentences:
        end = place
        while end < len(unit.tokens) and unit.tokens[end].start < sentence.end:
            end += 1
        if end > place:
            yield place, end
        place = end


def _taken(unit: Unit, items: Sequence[Attributed]) -> set[int]:
    """Tokens of sources, cues and contents."""
    taken: set[int] = set()
    for item in items:
        apart = item.sort == "naming" and len(item.ranges) > 1 and len(item.chain) == 1
        named = apart and finite(unit.tokens, *item.ranges[0]) is not None
        taken |= {n for part in item.ranges[named:] for n in range(*part)}
        for link in item.chain:
            for span in (link.cue_span, link.source_span):
                if span is not None:
                    taken |= {n for n, token in enumerate(unit.tokens) if span.start <= token.start < span.end}
    return taken


def _runs(taken: set[int], start: int, end: int) -> list[Range]:
    runs: list[Range] = []
    for n in range(start, end):
        if n in taken:
            continue
        if runs and runs[-1][1] == n:
            runs[-1] = (runs[-1][0], n + 1)
        else:
            runs.append((n, n + 1))
    return runs


def _left_over(unit: Unit, run: Range, items: Sequence[Attributed]) -> Iterator[Stated]:
    """A stretch outside of every attribution: a clause of its own, or a further predicate of the speaker."""
    tokens = unit.tokens
    start, end = _with_its_object(unit, run, items)
    while start < end and (tokens[start].tag in ("PUNCT", "QUOTE", "CC")):
        start += 1
    while end > start and tokens[end - 1].tag in ("PUNCT", "QUOTE", "PREP", "SUB", "WH", "CC", "DET"):
        end -= 1
    if end - start < 2 or tokens[start].tag == "SUB" or _setting(unit, start, end):
        return
    if tokens[start].tag == "WH" and tokens[start].lower == "who" and finite(tokens, start + 1, end) is not None:
        named = _before(unit, start, items)
        if named is not None and not _ANONYMITY.search(unit.words(start, end)):
            yield (
                Proposition(((start, end),), (named.chain[-1].speaker.name, *range(start + 1, end)), "relative"),
                named,
            )
        return
    host = next(
        (
            item
            for item in reversed(items)
            if item.content and item.chain[0].cue_span and item.chain[0].cue_span.start < tokens[start].start
        ),
        items[0],
    )
    subject = host.chain[0].speaker.name
    verb = finite(tokens, start, end)
    first = next((n for n in range(start, end) if tokens[n].tag not in ("ADV", "NEG")), start)
    if verb is not None and first == verb and tokens[verb].tag in ("FIN", "HAVE", "BE", "DO", "MODAL"):
        yield Proposition(((start, end),), (subject, *range(start, end)), "predicate"), host
        return
    bare = verb is None or _may_be_noun(unit, verb)
    if bare and tokens[start].tag == "ING" and tokens[start].base and end - start > 2:
        yield (
            Proposition(((start, end),), (subject, past_of(tokens[start].base), *range(start + 1, end)), "participle"),
            host,
        )
        return
    if verb is not None and tokens[start].tag not in ("WH",):
        for piece in split(tokens, start, end):
            if is_full(tokens, piece.words) and _has_subject(unit, piece):
                yield piece, None


def _may_be_noun(unit: Unit, verb: int) -> bool:
    """Whether what passes for a finite verb has the form of a noun too: "citing the rapid |spread| of the fire"."""
    return unit.tokens[verb].tag == "FIN" and unit.tokens[verb].lower == unit.tokens[verb].base


def _with_its_object(unit: Unit, run: Range, items: Sequence[Attributed]) -> Range:
    """`The march angered| activists|, who called it a stunt`: the speakers named by the clause before belong to it too."""
    start, end = run
    if end >= len(unit.tokens) or unit.tokens[end - 1].tag not in ("FIN", "PREP", "ING", "BASE", "PART", "TO"):
        return run
    at = unit.tokens[end].start
    for item in items:
        span = item.chain[-1].source_span
        if span is None or span.start != at:
            continue
        stop = next((n for n in range(end, len(unit.tokens)) if unit.tokens[n].start >= span.end), len(unit.tokens))
        following = [token.lower for token in unit.tokens[stop : stop + 2]]
        if "who" in following or "which" in following:
            return start, stop
    return run


def _setting(unit: Unit, start: int, end: int) -> bool:
    """`|In a video released on Monday|, Krol said ...`: where it was said, with no verb but a participle."""
    tokens = unit.tokens
    verb = finite(tokens, start, end)
    if tokens[start].tag != "PREP" or verb is None or tokens[verb].tag != "FIN":
        return False
    if any(token.tag == "SUB" for token in tokens[start:verb]) and finite(tokens, verb + 1, end) is None:
        return True  # "In the hours after Krol announced it"
    subject = subject_before(tokens, verb, start)
    participle = "part" in forms(tokens[verb].lower) and finite(tokens, verb + 1, end) is None
    return participle and subject is not None and subject.whole[0] <= start + 1


def _before(unit: Unit, place: int, items: Sequence[Attributed]) -> Attributed | None:
    """The attribution whose speaker is named right before a place, an age between them allowed."""
    at = unit.tokens[place].start
    for item in items:
        span = item.chain[-1].source_span
        if span is not None and span.end <= at and not re.search(r"[^\s,\d]", unit.text[span.end : at]):
            return item
    return None


def _has_subject(unit: Unit, piece: Proposition) -> bool:
    places = [word for word in piece.words if isinstance(word, int)]
    sub = [unit.tokens[n] for n in places]
    return subject_of(sub, 0, len(sub)) is not None or any(isinstance(word, str) for word in piece.words)


def _from_aside(unit: Unit, item: Attributed) -> Iterator[Stated]:
    """A relative clause on the speaker that tells something: "Imran Qureshi, who has run the kiosk, says", "The board, whose chair left"."""
    span = item.chain[-1].source_span
    if span is None:
        return
    places = [n for n, token in enumerate(unit.tokens) if span.start <= token.start < span.end]
    opening = next(
        (
            n
            for n in places
            if unit.tokens[n].tag == "WH"
            and unit.tokens[n].lower in ("who", "whose")
            and n > places[0]
            and unit.tokens[n - 1].text == ","
        ),
        None,
    )
    if opening is None:
        return
    end = places[-1] + 1
    if _ANONYMITY.search(unit.words(opening, end)) or finite(unit.tokens, opening + 1, end) is None:
        return
    own = ("'s",) if unit.tokens[opening].lower == "whose" else ()
    yield (
        Proposition(((opening, end),), (item.chain[-1].speaker.name, *own, *range(opening + 1, end)), "relative"),
        item,
    )


def _with_judgement(unit: Unit, pieces: Sequence[Proposition]) -> Iterator[Proposition]:
    """Takes a judgement out of a report of fact: "a shameful rise to 7 percent" is the rise, and that it is shameful."""
    for piece in pieces:
        if len(piece.own) != 1 or piece.shape != "clause":
            yield piece
            continue
        start, end = piece.own[0]
        place = evaluative(unit.tokens, start, end)
        if place is None:
            yield piece
            continue
        yield Proposition(piece.own, tuple(word for word in piece.words if word != place), piece.shape)
        yield Proposition(((place - 1, min(end, place + 2)),), ("the", place + 1, "is", place), "apposition")
