"""How far the words reach that name a source: with what is said of it after a comma, and whoever is named together with it.

Corpora such as PolNeAR count "Kenneth Baer, a former official who runs a consultancy" as one source. The name alone is what a claim
shows, so this is used for the broad reading only. Leaves out who is meant: that is `speakers.py`.
"""

from claimcheck.attribution.frame import FINITE, Frame
from claimcheck.attribution.unit import Unit
from claimcheck.grammar.phrases import Range

_RELATIVE = frozenset("who which whose whom where that".split())
_TAIL = frozenset("of from for with at in on".split())
_STOPS = frozenset(". ! ? ; : — – -- ―".split())
_NOMINAL = frozenset("DET POSS NAME NOUN NUM ADJ".split())
_BEFORE = _NOMINAL | {"CC", "PREP", "ADV", "PART"}
"""What may stand between the beginning of a clause and its subject's last noun."""
LONGEST = 40
"""Tokens."""


def source_range(unit: Unit, frame: Frame) -> Range:
    """The whole phrase of a frame's source: `said |Luis Rubio, who heads a think tank|`, `|RT and its defenders| say`."""
    assert frame.source is not None
    start, end = frame.source.whole
    if start > frame.verb:
        return start, _after(unit, frame, end)
    return _before(unit, frame, start), end


def _after(unit: Unit, frame: Frame, end: int) -> int:
    """The end of the tail: a relative clause or an apposition, up to the next mark, quotation, sentence or content."""
    limit = min([end + LONGEST, _sentence_end(unit, end), *(part[0] for part in frame.content if part[0] >= end)])
    place = end
    inside = False
    while place < limit and not _stops(unit, place):
        token = unit.tokens[place]
        if token.text == ",":
            if not _opens_aside(unit, place + 1, limit):
                break
            inside = True
        elif not inside:
            if token.lower not in _RELATIVE and not _attached(unit, place, limit):
                break
            inside = True
        place += 1
    while place > end and unit.tokens[place - 1].text == ",":
        place -= 1
    return place


def _stops(unit: Unit, place: int) -> bool:
    return unit.quoted[place] >= 0 or unit.tokens[place].text in _STOPS


def _sentence_end(unit: Unit, end: int) -> int:
    at = unit.tokens[end - 1].start
    inside = next((one for one in unit.sentences if one.start <= at < one.end), None)
    if inside is None:
        return len(unit.tokens)
    return next((n for n, token in enumerate(unit.tokens) if token.start >= inside.end), len(unit.tokens))


def _opens_aside(unit: Unit, place: int, limit: int) -> bool:
    if place >= limit or _stops(unit, place):
        return False
    token = unit.tokens[place]
    return token.lower in _RELATIVE or token.tag in _NOMINAL


def _attached(unit: Unit, place: int, limit: int) -> bool:
    """Whether a preposition hangs on the noun: `a source |on the panel|`, but not `Krol |on Friday|`."""
    if unit.tokens[place].lower not in _TAIL or place + 1 >= limit:
        return False
    named = unit.tokens[place - 1].tag == "NAME" and unit.tokens[place].lower not in ("of", "from")
    return not named and unit.tokens[place + 1].tag in ("DET", "NAME", "NOUN", "POSS")


def _before(unit: Unit, frame: Frame, start: int) -> int:
    """The beginning of the clause, where nothing but the subject's other words stands there: "Krol and |Senn| said"."""
    joined = start > 0 and unit.tokens[start - 1].tag in ("CC", "PREP")
    if not joined:
        return start
    place = start
    while (
        place > 0 and start - place < LONGEST and unit.tokens[place - 1].tag in _BEFORE and unit.quoted[place - 1] < 0
    ):
        place -= 1
    first = unit.tokens[place]
    opens = place == 0 or unit.tokens[place - 1].text in (".", ",", "that") or unit.tokens[place - 1].tag in FINITE
    return place if opens and first.tag in _NOMINAL else start
