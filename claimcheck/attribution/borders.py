"""Where what is said begins and ends: to the left of a cue, to its right, and after the speaker's name.

Half of the work of attribution is here: a statement ends where its speaker does something else, where another speaker begins, or at
a mark that no statement crosses.
"""

from collections.abc import Sequence

from claimcheck.attribution import lexicon as lex
from claimcheck.attribution.frame import CUES, FINITE, NP_START, OWN_ACTS, SPEECH
from claimcheck.attribution.quotes import is_speech, is_title
from claimcheck.attribution.unit import Unit
from claimcheck.grammar.phrases import Range, group_start, subject_before

_WEAK = lex.WEAK_SAYING
_DASHES = ("—", "–", "--")
_NOT_THE_SPEAKERS = frozenset("show find mean read hold offer point add".split())


def all_quoted(unit: Unit, parts: Sequence[Range]) -> bool:
    """Whether the content, connecting words and marks aside, stands in quotation marks."""
    places = [n for part in parts for n in range(*part) if unit.tokens[n].tag not in ("PUNCT", "CC", "QUOTE")]
    return bool(places) and all(unit.quoted[n] >= 0 for n in places)


def left_content(unit: Unit, end: int, lo: int) -> Range | None:
    """What is said before `end`: the quotation that closes there, or the statement up to the comma."""
    last = end - 1
    if last < lo:
        return None
    if unit.quoted[last] < 0:
        start = left_boundary(unit, end, lo)
        return (start, end) if start < end else None
    number = unit.quoted[last]
    start = last
    while start - 1 >= 0 and unit.quoted[start - 1] == number:
        start -= 1
    boundary = left_boundary(unit, start, lo)
    speech = is_speech(unit.text, unit.quotations[number])
    if start <= boundary or (speech and not _runs_on(unit, boundary, start)):
        return (start, end)
    return (boundary, end)


def _runs_on(unit: Unit, start: int, end: int) -> bool:
    """Whether words before a quotation belong to the same statement: `No one was "at risk"`."""
    if unit.tokens[end].tag in ("QUOTE", *FINITE) and _predicate_only(unit, start, end):
        return True
    finite = any(token.tag in FINITE for token in unit.tokens[start:end])
    return finite and unit.tokens[end - 1].text not in (",", ":", ".")


def _predicate_only(unit: Unit, start: int, end: int) -> bool:
    """Whether a quotation begins with the verb of a subject before it: `The warning |"may become standard"|`."""
    first = next((n for n in range(end, len(unit.tokens)) if unit.tokens[n].tag != "QUOTE"), end)
    subject = subject_before(unit.tokens, end, start)
    return unit.tokens[first].tag in ("MODAL", "BE", "HAVE") and subject is not None and subject.whole[1] == end


def left_boundary(unit: Unit, end: int, lo: int) -> int:
    """Where the statement that ends at `end` begins: after a semicolon, a colon, or a leading "But"."""
    start = lo
    for place in range(end - 1, lo - 1, -1):
        if unit.quoted[place] < 0 and unit.tokens[place].text in (";", ":", "."):
            start = place + 1
            break
    if start < end and unit.tokens[start].lower in ("but", "and", "yet", "so") and unit.tokens[start].tag != "NAME":
        start += 1
    return start


def resumed(unit: Unit, place: int, hi: int) -> Range | None:
    """A second part after the speaker: `..., he said, "and we shall"`; None where nothing goes on."""
    probe = _after_occasion(unit, place, hi)
    if probe is None or probe >= hi:
        return None
    tokens = unit.tokens
    if tokens[probe].text in (",", ":"):
        probe += 1
        if probe + 1 < hi and tokens[probe].lower in ("and", "but") and unit.quoted[probe + 1] >= 0:
            probe += 1
    if probe >= hi:
        return None
    if unit.quoted[probe] >= 0:
        return (
            None if is_title(unit.text, unit.quotations[unit.quoted[probe]]) else (probe, clause_end(unit, probe, hi))
        )
    if probe == place:
        return None
    token = tokens[probe]
    if token.tag == "ING" and token.base not in CUES | OWN_ACTS:
        return (probe, clause_end(unit, probe, hi))
    if token.lower in ("and", "but") and probe + 1 < hi and tokens[probe + 1].lower == "that":
        return (probe + 1, clause_end(unit, probe + 1, hi))
    if token.lower == "and" and _further_clause(unit, probe + 1, hi):
        return (probe + 1, clause_end(unit, probe + 1, hi))
    return None


def _after_occasion(unit: Unit, place: int, hi: int) -> int | None:
    """The mark after "he said on Tuesday"; None where another clause begins before it."""
    while place < hi and unit.quoted[place] < 0 and unit.tokens[place].text not in (",", ";", ":", "."):
        if unit.tokens[place].tag in ("SUB", "WH", "CC", *FINITE):
            return None
        place += 1
    return place


def _further_clause(unit: Unit, start: int, hi: int) -> bool:
    """Whether a clause with a subject of its own and no cue follows: "..., the bulletin says, and admissions rose"."""
    verb = next((n for n in range(start, hi) if unit.tokens[n].tag in FINITE), None)
    if verb is None or unit.tokens[verb].base in SPEECH or new_speaker(unit, start, hi):
        return False
    subject = subject_before(unit.tokens, group_start(unit.tokens, verb, start), start)
    return subject is not None and subject.whole[0] == start


def after_comma(unit: Unit, start: int, hi: int, *, unfinished: bool = False) -> Range | None:
    """The predicate after an inserted "X said,": from the comma on, where a verb follows or the first part lacks its end."""
    for place in range(start, hi):
        if unit.tokens[place].text in (",", "—", "–"):
            end = clause_end(unit, place + 1, hi)
            finite = any(unit.tokens[n].tag in FINITE for n in range(place + 1, end))
            opens = unit.quoted[min(place + 1, hi - 1)] >= 0
            return (place + 1, end) if unfinished or finite or opens else None
        if unit.tokens[place].tag in FINITE:
            return None
    return None


def clause_end(unit: Unit, start: int, hi: int, *, after: int | None = None) -> int:
    """Where content that begins at `start` ends; `after` is the place of the cue's verb."""
    for place in range(start, hi):
        if unit.quoted[place] < 0 and place > start and _ends(unit, start, place, hi, after):
            return place
        if unit.tokens[place].text == ";" and unit.quoted[place] < 0:
            return place
    return hi


def _ends(unit: Unit, start: int, place: int, hi: int, after: int | None) -> bool:
    token = unit.tokens[place]
    if token.text in _DASHES:
        return place > start + 3 and new_speaker(unit, place, hi)
    if token.text == ",":
        return _at_comma(unit, place, hi)
    if token.tag == "CC" and token.lower in ("and", "but"):
        return _at_conjunction(unit, start, place, hi, after)
    if token.text == ".":
        follows = unit.tokens[place + 1].text[:1].isupper() if place + 1 < hi else False
        return follows and unit.quoted[start] < 0 and len(unit.tokens[place - 1].text) > 2
    return False


def _at_comma(unit: Unit, place: int, hi: int) -> bool:
    """Whether the content ends at this comma: "adding", "according to", a new speaker, or a dropped subject follows."""
    tokens = unit.tokens
    following = place + 1
    if following >= hi:
        return True
    token = tokens[following]
    if unit.quoted[following] >= 0:
        return False
    while following < hi and tokens[following].tag == "ADV":
        following += 1
    if following < hi and tokens[following].lower == "adding":
        return following + 1 < hi and (
            tokens[following + 1].lower in ("that", ":")
            or unit.quoted[following + 1] >= 0
            or tokens[following + 1].tag in NP_START
        )
    if following < hi and tokens[following].tag == "ING":
        return tokens[following].base in (SPEECH | OWN_ACTS) - _NOT_THE_SPEAKERS
    if token.lower == "according":
        return True
    if token.lower in ("but", "and", "though", "although", "as", "while", "whereas") and new_speaker(
        unit, place + 1, hi
    ):
        return True
    if token.lower in ("who", "which") and unit.quoted[place - 1] >= 0:
        return True
    return token.lower in ("which", "something", "a") and _named_later(unit, place + 1, hi)


def _named_later(unit: Unit, start: int, hi: int) -> bool:
    """`, which Achter called ...`, `, a charge his office called ...`: somebody else's word for what was said."""
    for place in range(start + 1, min(hi, start + 10)):
        if unit.quoted[place] >= 0 or (unit.tokens[place].text == "," and place > start + 8):
            return False
        if unit.tokens[place].tag in ("FIN", "PART") and unit.tokens[place].base in lex.NAMING:
            return place - 1 > start
    return False


def new_speaker(unit: Unit, start: int, hi: int) -> bool:
    """Whether a subject with a cue verb of its own follows: ", but Krol said ...". The subject of a nested cue is not new."""
    tokens = unit.tokens
    for place in range(start + 1, min(hi, start + 14)):
        if unit.quoted[place] >= 0:
            return False
        token = tokens[place]
        if token.tag in FINITE:
            gives = token.base == "put" and place + 1 < hi and tokens[place + 1].lower in ("it", "them", "the", "its")
            spoken = token.tag == "FIN" and (token.base in SPEECH - _WEAK or gives)
            return spoken and subject_before(tokens, place, start + 1) is not None
        if token.tag in ("SUB", "WH") or token.text in (";", ":"):
            return False
    return False


def _at_conjunction(unit: Unit, start: int, place: int, hi: int, after: int | None) -> bool:
    """Whether the conjunction joins the cue itself rather than what is said: "said ... and called", "..., but offered"."""
    tokens = unit.tokens
    following = place + 1
    while following < hi and tokens[following].tag in ("ADV", "NEG"):
        following += 1
    if following >= hi or unit.quoted[following] >= 0 or tokens[following].tag != "FIN":
        return False
    if tokens[following].base in SPEECH - _WEAK | {"add"}:
        return after is None or _past(unit, after) == _past(unit, following)
    if after is None or tokens[after].tag != "FIN" or _past(unit, after) != _past(unit, following):
        return False
    if unit.quoted[place - 1] >= 0:
        return True
    first = next((n for n in range(start, place) if tokens[n].tag in FINITE and unit.quoted[n] < 0), None)
    joined = first is not None and tokens[first].tag in ("MODAL", "HAVE", "BE", "DO")
    against = tokens[place].lower in ("but", "yet")
    return joined and (tokens[place - 1].text == "," or against)


def _past(unit: Unit, place: int) -> bool:
    token = unit.tokens[place]
    return token.lower not in (token.base, token.base + "s") and not token.lower.endswith("s")
