"""What the outlet itself asserts in a unit: sentences where nobody is quoted, and what stands outside of every attribution.

Leaves out what speakers say (`statements.py`), names, dates and kinds.
"""

import re
from collections.abc import Iterator, Sequence

from claimcheck.attribution.chains import Attributed
from claimcheck.attribution.unit import Unit
from claimcheck.grammar.phrases import Range, subject_before
from claimcheck.grammar.verbs import forms, past_of
from claimcheck.propositions.cutting import split
from claimcheck.propositions.opinion import evaluative
from claimcheck.propositions.proposition import Proposition, finite, subject_of
from claimcheck.propositions.rendering import is_full

Stated = tuple[Proposition, Attributed | None]
"""A proposition of the outlet's own voice, with the attribution whose speaker is its subject, if one is."""

_ANONYMITY = re.compile(
    r"\b(?:asked not|asking not|declined to be|spoke on|requested anonymity|wished|did not want|not authori[sz]ed)\b",
    re.IGNORECASE,
)


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
