"""Cues that no rule knows, found by a tagger: "seethed over", "criticism from unions of", "was lauded by".

Only the broad reading asks for them: they are stances and acts of speech, which no claim is cut out of. The tagger says which word attributes;
whose stance it is and what it is about is read here from what stands around the word.
"""

from collections.abc import Sequence
from dataclasses import replace

from claimcheck.attribution.borders import clause_end, left_boundary
from claimcheck.attribution.frame import Frame
from claimcheck.attribution.frames import before_stop, stretches, subject_of
from claimcheck.attribution.phrasal import owner
from claimcheck.attribution.signs import CueTagger
from claimcheck.attribution.unit import Unit
from claimcheck.grammar.phrases import Phrase, Range, group_start, phrase_after, subject_before
from claimcheck.grammar.verbs import forms

SURE = 0.25
"""Chance past which a word counts as a cue: F1 over sentences was best there on a fifth of the corpus's training part."""
NAMED = 0.35
"""Chance past which somebody is named as the one who holds the stance: the same for F1 over the words of sources."""

_ABOUT = frozenset("of that to for about on against over with at in by as".split())
_FROM = frozenset({"from", "by", "among"})
_HEADLINE = 6
"""Words that may stand before a headline's colon: `Ryan: Trump was wrong`."""


def with_stances(unit: Unit, found: Sequence[Frame], tagger: CueTagger) -> list[Frame]:
    """The frames that rules found together with those of words that the tagger takes for cues."""
    taken = {place for frame in found for place in range(*frame.cue)} | {frame.verb for frame in found}
    chances = tagger.chances(unit)
    made = list(found)
    for lo, end in stretches(unit):
        hi = before_stop(unit, lo, end)
        before = [frame for frame in found if lo <= frame.verb < hi]
        made += [_stance(unit, n, lo, hi, before) for n in range(lo, hi) if n not in taken and chances[n] > SURE]
    sure = [
        replace(frame, source=None, anonymous=True)
        if frame.sort == "attitude" and chances[frame.verb] <= NAMED
        else frame
        for frame in made
    ]
    return sorted(sure, key=lambda frame: frame.verb)


def _stance(unit: Unit, place: int, lo: int, hi: int, before: Sequence[Frame]) -> Frame:
    token = unit.tokens[place]
    if token.text == ":":
        named = Phrase((lo, place), (lo, place)) if lo < place <= lo + _HEADLINE else None
        return _frame(unit, place, (place, place + 1), named, (place + 1, hi))
    if token.tag == "ADV":
        around = (left_boundary(unit, place, lo), clause_end(unit, place, hi))
        return _frame(unit, place, (place, place + 1), None, around)
    if token.tag == "NOUN" and not token.base:
        return _by_noun(unit, place, lo, hi)
    start = group_start(unit.tokens, place, lo)
    if _is_passive(unit, place, start, hi):
        return _passive(unit, place, start, lo, hi)
    source, _ = subject_of(unit, place, start, lo, before)
    about = _right(unit, place + 1, hi)
    return _frame(unit, place, (start, about[0]), source, about)


def _is_passive(unit: Unit, verb: int, start: int, hi: int) -> bool:
    if verb + 1 < hi and unit.tokens[verb + 1].lower == "by":
        return True
    group = {token.tag for token in unit.tokens[start:verb]}
    return unit.tokens[verb].tag == "PART" and ("BE" in group or "HAVE" not in group)


def _passive(unit: Unit, verb: int, start: int, lo: int, hi: int) -> Frame:
    """`The bill was |lauded by unions|`: whoever stands after "by" holds the stance, and the subject is what it is about."""
    subject = subject_before(unit.tokens, start, lo)
    agent = _agent(unit, verb + 1, hi)
    about = [subject.whole] if subject is not None else []
    if agent is None:
        about += [_right(unit, verb + 1, hi)]
    return _frame(unit, verb, (start, verb + 1), agent, *about)


def _by_noun(unit: Unit, place: int, lo: int, hi: int) -> Frame:
    """`Krol's |criticism of| the deal`, `|criticism| from unions`."""
    source = owner(unit, place, lo) or _agent(unit, place + 1, hi)
    about = _right(unit, place + 1, hi)
    return _frame(unit, place, (place, about[0]), source, about)


def _agent(unit: Unit, place: int, hi: int) -> Phrase | None:
    if place >= hi or unit.tokens[place].lower not in _FROM:
        return None
    return phrase_after(unit.tokens, place + 1, hi)


def _right(unit: Unit, place: int, hi: int) -> Range:
    """What follows a cue up to the end of its clause, without the preposition that joins it."""
    end = clause_end(unit, place, hi) if place < hi else place
    joined = place < end and unit.tokens[place].tag == "PREP" and unit.tokens[place].lower in _ABOUT
    return (place + joined, max(end, place + joined))


def _frame(unit: Unit, place: int, cue: Range, source: Phrase | None, *content: Range) -> Frame:
    token = unit.tokens[place]
    base = token.base or next(iter(forms(token.lower).values()), token.lower)
    held = tuple(part for part in content if part[0] < part[1])
    return Frame("attitude", place, base, cue, source, held, anonymous=source is None)
