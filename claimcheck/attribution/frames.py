"""Who says what within a unit: source, cue and content as ranges of tokens, one frame for each cue.

The order of business for a cue verb: where its group begins, who its subject is, what it governs to the right, else what stands before
it ("..., said Krol"). Everything is rules over rough word classes; what fits none is no attribution.
"""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import replace

from claimcheck.attribution import lexicon as lex
from claimcheck.attribution.borders import after_comma, all_quoted, clause_end, left_content, resumed
from claimcheck.attribution.frame import CUES, FINITE, INVERTIBLE, NP_START, Frame
from claimcheck.attribution.phrasal import according, as_reported, label, noun, passive, signed
from claimcheck.attribution.right import governed
from claimcheck.attribution.unit import Unit
from claimcheck.grammar import words as w
from claimcheck.grammar.phrases import AUX, Phrase, Range, group_start, phrase_after, subject_before, walk_right

__all__ = ["Frame", "frames", "frames_within", "stretches"]

_REFUSALS = frozenset("decline refuse fail cease stop avoid hesitate want seek try ask plan expect".split())
_NOBODY = frozenset("nobody nothing anyone anybody none".split())
_TIMES = (
    w.WEEKDAYS
    | w.MONTHS
    | frozenset("week month year weekend morning afternoon evening night today yesterday tomorrow".split())
)


def frames(unit: Unit, *, broad: bool = False) -> list[Frame]:
    """Attributions outside quotation marks, by place of their cue; `broad` counts reported stances and acts of speech too."""
    return [frame for lo, hi in stretches(unit) for frame in _frames_between(unit, lo, hi, broad=broad)]


def frames_within(unit: Unit, lo: int, hi: int) -> list[Frame]:
    """Attributions inside a quotation, whose words lie between two tokens."""
    bare = dataclasses.replace(unit, quoted=tuple(-1 for _ in unit.tokens))
    return _frames_between(bare, lo, hi, broad=False)


def stretches(unit: Unit) -> Iterator[Range]:
    """Token ranges of the unit's sentences; a sentence that begins inside a quotation goes with the one before."""
    start = 0
    for sentence in unit.sentences[1:]:
        place = next((n for n, token in enumerate(unit.tokens) if token.start >= sentence.start), len(unit.tokens))
        if place >= len(unit.tokens):
            break
        if unit.quoted[place] >= 0 and place > 0 and unit.quoted[place - 1] == unit.quoted[place]:
            continue
        asked = place > 1 and unit.tokens[place - 2].text in ("?", "!")
        if place > 1 and unit.quoted[place - 1] >= 0 and (asked or unit.tokens[place].text in ("—", "–", "―", "--")):
            continue
        yield start, place
        start = place
    yield start, len(unit.tokens)


def before_stop(unit: Unit, lo: int, hi: int) -> int:
    """Where a stretch ends without the marks that close it."""
    while hi > lo and unit.tokens[hi - 1].text in (".", "!", "?") and unit.quoted[hi - 1] < 0:
        hi -= 1
    return hi


def _frames_between(unit: Unit, lo: int, hi: int, *, broad: bool) -> list[Frame]:
    hi = before_stop(unit, lo, hi)
    found: list[Frame] = []
    for place in range(lo, hi):
        if unit.quoted[place] < 0:
            frame = _frame_at(unit, place, lo, hi, found, broad=broad)
            if frame is not None:
                found.append(frame)
    return [_without_its_reporter(frame, found) for frame in found]


def _without_its_reporter(frame: Frame, found: Sequence[Frame]) -> Frame:
    """`The clerk told him that she saw it|, Keel said`: whoever reports the saying after it is no part of what was said."""
    content = frame.content
    for other in found:
        if other.source is None or not any(start <= frame.verb < end for start, end in other.content):
            continue
        begins = min(other.source.whole[0], other.cue[0])
        if begins > frame.verb:
            content = tuple((start, min(end, begins)) for start, end in content if start < begins)
    return frame if content == frame.content or not content else replace(frame, content=content)


def _frame_at(unit: Unit, place: int, lo: int, hi: int, before: Sequence[Frame], *, broad: bool) -> Frame | None:
    token = unit.tokens[place]
    if token.lower in ("according", "in", "per", "as"):
        found = according(unit, place, lo, hi) or as_reported(unit, place, lo, hi)
        if found is not None:
            return found
    if token.text == ":":
        return label(unit, place, lo, hi, before)
    if token.text in ("—", "–", "―", "--"):
        return signed(unit, place, lo, hi)
    if token.tag == "NOUN" and _singular(token.lower) in lex.NOUNS:
        found = noun(unit, place, lo, hi, before)
        if found is not None:
            return found
    if token.tag not in ("FIN", "PART", "ING", "BASE") or token.base not in CUES:
        return None
    # "warned her in writing" tells how it was said; nobody speaks by the noun.
    if token.tag == "ING" and place > lo and unit.tokens[place - 1].lower == "in":
        return None
    if token.tag == "PART":
        found = passive(unit, place, token.base, lo, hi)
        if found is not None or _auxiliary(unit, place, lo, "BE"):
            return found
        if not _auxiliary(unit, place, lo, "HAVE"):
            return None
    return _verb(unit, place, token.base, lo, hi, before, broad=broad)


def _singular(word: str) -> str:
    return word.removesuffix("s") if word not in lex.NOUNS else word


def _auxiliary(unit: Unit, verb: int, lo: int, tag: str) -> bool:
    start = group_start(unit.tokens, verb, lo)
    return any(unit.tokens[place].tag == tag for place in range(start, verb))


def _verb(unit: Unit, verb: int, base: str, lo: int, hi: int, before: Sequence[Frame], *, broad: bool) -> Frame | None:
    """The frame of an active cue verb."""
    start = group_start(unit.tokens, verb, lo)
    if unit.tokens[verb].tag == "BASE" and _refused(unit, verb, lo):
        return None
    found = _inverted(unit, verb, start, base, lo, hi)
    if found is not None:
        return found
    subject, inherits = subject_of(unit, verb, start, lo, before)
    if (subject is None and not inherits) or _impersonal(unit, subject, base):
        return None
    hi = _end_of_relative(unit, start, hi)
    made = _postposed(unit, verb, base, subject, lo, hi) if subject and _after_quotation(unit, subject, lo) else None
    made = made or governed(unit, verb, base, lo, hi, subject)
    if made is None and subject is not None:
        made = _postposed(unit, verb, base, subject, lo, hi)
    if made is None and broad and base in lex.ATTITUDES | (lex.SAYING - lex.NEVER_STANCES):
        made = _attitude(unit, verb, base, hi)
    if made is None:
        return None
    return dataclasses.replace(
        made,
        cue=(start, verb + 1),
        source=None if inherits else subject,
        inherits=inherits,
        negated=_negated(unit, verb, start, lo, subject),
    )


def _impersonal(unit: Unit, subject: Phrase | None, base: str) -> bool:
    """Whether nobody speaks: "the underlying |trend| suggested"."""
    if subject is None or base not in ("suggest", "show", "indicate", "imply", "mean", "signal"):
        return False
    return unit.tokens[subject.head[1] - 1].lower in lex.IMPERSONAL


def _attitude(unit: Unit, verb: int, base: str, hi: int) -> Frame | None:
    end = clause_end(unit, verb + 1, hi)
    return Frame("attitude", verb, base, (0, 0), None, ((verb + 1, end),)) if end > verb + 1 else None


def _negated(unit: Unit, verb: int, start: int, lo: int, subject: Phrase | None) -> bool:
    """Whether the saying itself is denied: "did not say", "nobody said", "neither said"."""
    words = unit.tokens[max(lo, start - 1) : verb]
    if any(token.tag == "NEG" or token.lower in ("neither", "nor", *_NOBODY) for token in words):
        return True
    return subject is not None and unit.tokens[subject.whole[0]].lower in (*_NOBODY, "no", "neither")


def _after_quotation(unit: Unit, subject: Phrase, lo: int) -> bool:
    """Whether a quotation with a comma, question or exclamation mark at its end stands right before the subject."""
    if subject.whole[0] - 2 < lo or unit.quoted[subject.whole[0] - 1] < 0:
        return False
    last = unit.tokens[subject.whole[0] - 2 : subject.whole[0]]
    return any(token.text in (",", "?", "!", "—", "–", "...", "…") for token in last)


def _end_of_relative(unit: Unit, start: int, hi: int) -> int:
    """Where the clause of "The firm, which |blames a storm|, has ..." ends: at the comma that the host's verb follows."""
    if start == 0 or unit.tokens[start - 1].lower not in ("who", "which"):
        return hi
    for place in range(start, hi - 1):
        if unit.tokens[place].text == "," and unit.quoted[place] < 0 and unit.tokens[place + 1].tag in FINITE:
            return place
    return hi


def _refused(unit: Unit, verb: int, lo: int) -> bool:
    """Whether the verb hangs on a refusal or a plan: "declined to say"."""
    place = verb - 1
    while place >= lo and unit.tokens[place].tag in ("TO", "ADV", "NEG"):
        place -= 1
    return place >= lo and unit.tokens[place].base in _REFUSALS


def subject_of(unit: Unit, verb: int, start: int, lo: int, before: Sequence[Frame]) -> tuple[Phrase | None, bool]:
    """Subject phrase, or whether the source is that of the frame before."""
    tokens = unit.tokens
    left = tokens[start - 1] if start - 1 >= lo else None
    if tokens[verb].tag == "ING" and not any(tokens[n].tag == "BE" for n in range(start, verb)):
        return _of_participle(unit, start, lo, before)
    if tokens[verb].tag == "BASE" and not any(tokens[n].tag in AUX for n in range(start, verb)):
        return _of_infinitive(unit, start, lo)
    if left is not None and left.tag == "WH" and left.lower in ("who", "which"):
        return _antecedent(unit, start - 1, lo), False
    if left is not None and left.tag == "CC":
        shared = before[-1].source if before else _first_subject(unit, lo, start - 1)
        return (shared, False) if shared else (None, bool(before))
    found = subject_before(tokens, _before_time(unit, start, lo), lo)
    if (
        found is not None
        and tokens[found.head[1] - 1].lower in _TIMES
        and tokens[found.head[1] - 1].tag in ("NAME", "NOUN")
    ):
        found = _past_time(unit, found, lo) or found
    if found is not None and unit.quoted[found.head[1] - 1] >= 0:
        return None, False
    return found, False


def _before_time(unit: Unit, start: int, lo: int) -> int:
    """Where a time begins that stands between a subject and its verb: `Sanders |on Tuesday| said`, `Krol |late Friday| said`."""
    tokens = unit.tokens
    end = start
    while end - 1 > lo and (
        (tokens[end - 1].tag in ("NAME", "NOUN", "ADV") and tokens[end - 1].lower in _TIMES)
        or (tokens[end - 1].tag in ("PREP", "ADV") and end < start)
    ):
        end -= 1
    named = (
        end < start and tokens[end - 1].tag in ("NAME", "NOUN", "PRON", "NUM") and tokens[start - 1].lower in w.WEEKDAYS
    )
    return end if named else start


def _past_time(unit: Unit, phrase: Phrase, lo: int) -> Phrase | None:
    """The subject before a time that stands between it and its verb: "Officials |on Monday| said"."""
    tokens = unit.tokens
    start = phrase.head[0]
    while start - 1 >= lo and tokens[start - 1].tag in ("PREP", "ADV"):
        start -= 1
    if start - 1 >= lo and tokens[start - 1].lower == "who":
        return _antecedent(unit, start - 1, lo)
    return subject_before(tokens, start, lo) if start > lo else None


def _antecedent(unit: Unit, who: int, lo: int) -> Phrase | None:
    """The phrase that "who" stands for."""
    back = who - 1
    if back >= lo and unit.tokens[back].text == ",":
        back -= 1
    return subject_before(unit.tokens, back + 1, lo) if back >= lo else None


def _of_participle(unit: Unit, start: int, lo: int, before: Sequence[Frame]) -> tuple[Phrase | None, bool]:
    """Who "adding" belongs to: the speaker before, or the subject of the sentence."""
    tokens = unit.tokens
    leading = start == lo
    if _reproached(unit, start, lo):
        return None, False
    speech = start + 2 < len(tokens) and tokens[start + 1].text == "," and unit.quoted[start + 2] >= 0
    if (
        not leading
        and not speech
        and tokens[start - 1].text != ","
        and tokens[start - 1].tag not in ("CC", "SUB", "PREP", "QUOTE")
    ):
        return None, False
    if before:
        return None, True
    return _first_subject(unit, lo, len(tokens) if leading else start), False


def _reproached(unit: Unit, start: int, lo: int) -> bool:
    """Whether others hold it against him: `is criticized |for attacking one and labeling another as fake|`: no report of a saying."""
    tokens = unit.tokens
    place = start - 1
    if place >= lo and tokens[place].tag == "CC":
        place = next((n - 1 for n in range(place, lo, -1) if tokens[n].tag == "ING"), lo)
    return place > lo and tokens[place].lower == "for" and tokens[place - 1].tag == "PART"


def _of_infinitive(unit: Unit, start: int, lo: int) -> tuple[Phrase | None, bool]:
    """`heard the boy |say|`, `used to |say|`: the object or subject that a bare infinitive belongs to."""
    tokens = unit.tokens
    if start - 2 >= lo and tokens[start - 1].tag == "TO" and tokens[start - 2].lower in ("used", "going"):
        return subject_before(tokens, start - 2, lo), False
    return None, False


def _first_subject(unit: Unit, lo: int, hi: int) -> Phrase | None:
    for place in range(lo, hi):
        if unit.tokens[place].tag in FINITE and unit.quoted[place] < 0:
            found = subject_before(unit.tokens, group_start(unit.tokens, place, lo), lo)
            if found is not None:
                return found
    return None


def _inverted(unit: Unit, verb: int, start: int, base: str, lo: int, hi: int) -> Frame | None:
    """`"...", said Krol` and `..., said Krol, who ...`."""
    tokens = unit.tokens
    if base not in INVERTIBLE or tokens[verb].tag != "FIN" or start != verb or not lo < verb < hi - 1:
        return None
    after_quote = unit.quoted[verb - 1] >= 0
    if not after_quote and tokens[verb - 1].text != ",":
        return None
    if (
        not after_quote
        and unit.quoted[verb - 2] < 0
        and not any(token.tag in FINITE for token in tokens[lo : verb - 1])
    ):
        return None
    if tokens[verb + 1].tag not in NP_START or unit.quoted[verb + 1] >= 0 or tokens[verb + 1].lower in ("that", "in"):
        return None
    if not after_quote and (base in lex.TELLING or _aside_speaker(unit, verb, lo)):
        return None
    phrase = phrase_after(tokens, verb + 1, hi)
    if phrase is None or _goes_on(unit, phrase.head[1], hi) or not _may_speak(unit, phrase):
        return None
    left = left_content(unit, verb if after_quote else verb - 1, lo)
    if left is None or left[1] - left[0] < 2:
        return None
    right = resumed(unit, phrase.whole[1], hi)
    content = (left, right) if right else (left,)
    return Frame("saying", verb, base, (verb, verb + 1), phrase, content, direct=all_quoted(unit, content))


def _aside_speaker(unit: Unit, verb: int, lo: int) -> bool:
    """`"...," Gerald Motz, 61, |told| ...`: the speaker stands before the verb after all."""
    subject = subject_before(unit.tokens, verb, lo)
    return (
        subject is not None
        and subject.aside is not None
        and subject.head[0] > lo
        and unit.quoted[subject.head[0] - 1] >= 0
    )


def _goes_on(unit: Unit, place: int, hi: int) -> bool:
    """Whether a verb follows, past an opening mark: `say the bloc |"stands ready"`: then the phrase is no speaker."""
    while place < hi and unit.tokens[place].tag == "QUOTE":
        place += 1
    return place < hi and unit.tokens[place].tag in FINITE


def _may_speak(unit: Unit, phrase: Phrase) -> bool:
    """Whether a phrase can name a speaker: no time, and nothing denied: `found |no link|`."""
    first, last = unit.tokens[phrase.head[0]], unit.tokens[phrase.head[1] - 1]
    counted = first.tag == "NUM" and first.lower not in ("one", "two", "three", "several") and last.tag != "NAME"
    return first.lower not in ("no", "nothing") and not counted and last.lower not in _TIMES


def _postposed(unit: Unit, verb: int, base: str, subject: Phrase, lo: int, hi: int) -> Frame | None:
    """`..., Krol said`, `The truce, Krol said, was dead` and `..., as one wag put it`."""
    tokens = unit.tokens
    put_it = base == "put" and verb + 1 < hi and tokens[verb + 1].lower == "it"
    if base not in INVERTIBLE | lex.TELLING and not put_it:
        return None
    end = subject.whole[0]
    if end - 1 < lo:
        return None
    after_quote = unit.quoted[end - 1] >= 0
    if tokens[end - 1].lower == "as" and end - 2 >= lo and tokens[end - 2].text == ",":
        end, after_quote = end - 1, False
    elif put_it or (not after_quote and tokens[end - 1].text not in (",", "—", "–", "--")):
        return None
    left = left_content(unit, end if after_quote else end - 1, lo)
    if left is None or (not after_quote and verb + 1 < hi and tokens[verb + 1].tag == "TO"):
        return None
    addressee = _addressee(unit, verb, base, hi)
    parts = _with_rest(unit, left, verb, verb + 1 if addressee is None else addressee[1], hi, after_quote=after_quote)
    if not parts:
        return None
    return Frame("saying", verb, base, (0, 0), None, parts, direct=all_quoted(unit, parts), addressee=addressee)


def _with_rest(unit: Unit, left: Range, verb: int, start: int, hi: int, *, after_quote: bool) -> tuple[Range, ...]:
    """What stands before the speaker together with what goes on after him; empty where the two make no statement."""
    tokens = unit.tokens
    finite = any(tokens[n].tag in FINITE for n in range(*left))
    unfinished = tokens[left[1] - 1].tag in FINITE and left[1] - left[0] <= 6
    conditional = tokens[left[0]].tag == "SUB" and tokens[left[0]].lower in w.CONDITIONS
    if after_quote or (finite and not unfinished and not conditional):
        rest = resumed(unit, start, hi)
        return (left, rest) if rest else (left,)
    rest = after_comma(unit, start, hi, unfinished=unfinished or conditional)
    if rest is not None:
        return (left, rest)
    spoken = any(unit.quoted[n] >= 0 for n in range(*left))
    return (left,) if spoken or _headline_like(unit, left, verb, hi) else ()


def _headline_like(unit: Unit, left: Range, verb: int, hi: int) -> bool:
    """`Sixteen dead, police say`: the cue ends the sentence and what stands before is more than a time or place."""
    first = unit.tokens[left[0]]
    return verb + 1 >= hi and left[1] - left[0] >= 2 and first.tag not in ("PREP", "ADV", "SUB", "TO")


def _addressee(unit: Unit, verb: int, base: str, hi: int) -> Range | None:
    if base not in lex.TELLING or verb + 1 >= hi or unit.quoted[verb + 1] >= 0:
        return None
    end = walk_right(unit.tokens, verb + 1, hi)
    return (verb + 1, end) if end > verb + 1 else None
