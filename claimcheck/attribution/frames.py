"""Who says what within a unit: source, cue and content as ranges of tokens, one frame for each cue.

The order of business for a cue verb: where its group begins, what governs it, what it governs to the right, else what stands before it
("..., said Krol"). Everything is rules over rough word classes; what fits none is no attribution.
"""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from claimcheck.attribution import lexicon as lex
from claimcheck.attribution.quotes import is_speech
from claimcheck.attribution.unit import Unit
from claimcheck.grammar.phrases import AUX, Phrase, Range, group_start, phrase_after, subject_before, walk_right
from claimcheck.grammar.tokens import Token
from claimcheck.grammar.verbs import forms

Sort = Literal[
    "saying", "naming", "charge", "vow", "denial", "noun", "according", "hearsay", "label", "attitude", "question"
]

_FINITE = frozenset({"FIN", "MODAL", "BE", "HAVE", "DO"})
_NP_START = frozenset({"NAME", "DET", "POSS", "NOUN", "NUM", "PRON", "PART"})
_REFUSALS = frozenset("decline refuse fail cease stop avoid hesitate".split())
_ASIDE_ACTS = frozenset("revise cite refer note speak point respond react describe quote".split())


@dataclass(frozen=True)
class Frame:
    """One attribution: token ranges within a unit."""

    sort: Sort
    verb: int
    """Token that the cue turns on."""
    base: str
    """Its base form, or the noun."""
    cue: Range
    """The cue as printed, auxiliaries included."""
    source: Phrase | None
    """Who speaks; None where it is to be taken from elsewhere, or nobody is named."""
    content: tuple[Range, ...]
    """What is said; empty where only the cue could be read."""
    direct: bool = False
    """Whether the content lies in quotation marks as a whole."""
    negated: bool = False
    """Whether the cue itself is denied: "did not say"."""
    anonymous: bool = False
    """Hearsay: "is said to"."""
    inherits: bool = False
    """Whether the source is that of the frame before ("adding that")."""
    addressee: Range | None = None
    """Who is told."""


@dataclass(frozen=True)
class _Right:
    """What a cue governs to its right."""

    start: int
    how: Literal["that", "quote", "colon", "bare", "question", "infinitive", "ing", "about"]
    addressee: Range | None = None


def frames(unit: Unit, *, broad: bool = False) -> list[Frame]:
    """Attributions outside quotation marks, by place of their cue; `broad` counts reported stances and acts of speech too."""
    found: list[Frame] = []
    for lo, hi in _stretches(unit):
        found += _frames_between(unit, lo, hi, broad=broad)
    return found


def frames_within(unit: Unit, lo: int, hi: int) -> list[Frame]:
    """Attributions inside a quotation, whose words lie between two tokens."""
    bare = dataclasses.replace(unit, quoted=tuple(-1 for _ in unit.tokens))
    return _frames_between(bare, lo, hi, broad=False)


def _stretches(unit: Unit) -> Iterator[Range]:
    """Token ranges of the unit's sentences; a sentence that begins inside a quotation goes with the one before."""
    start = 0
    for sentence in unit.sentences[1:]:
        place = next((n for n, token in enumerate(unit.tokens) if token.start >= sentence.start), len(unit.tokens))
        if unit.quoted[place] >= 0 and place > 0 and unit.quoted[place - 1] == unit.quoted[place]:
            continue
        yield start, place
        start = place
    yield start, len(unit.tokens)


def _frames_between(unit: Unit, lo: int, hi: int, *, broad: bool) -> list[Frame]:
    while hi > lo and unit.tokens[hi - 1].text in (".", "!", "?") and unit.quoted[hi - 1] < 0:
        hi -= 1
    found: list[Frame] = []
    for place in range(lo, hi):
        if unit.quoted[place] >= 0:
            continue
        frame = _frame_at(unit, place, lo, hi, found, broad=broad)
        if frame is not None:
            found.append(frame)
    return found


def _frame_at(unit: Unit, place: int, lo: int, hi: int, before: Sequence[Frame], *, broad: bool) -> Frame | None:
    token = unit.tokens[place]
    if token.lower in ("according", "in", "per"):
        return _according(unit, place, lo, hi)
    if token.text == ":":
        return _label(unit, place, lo, hi, before)
    if token.tag == "NOUN" and token.lower.rstrip("s") in lex.NOUNS:
        noun = _noun(unit, place, lo, hi, before)
        if noun is not None:
            return noun
    base = _cue_base(unit, place)
    if base is None:
        return None
    if token.tag == "PART":
        passive = _passive(unit, place, base, lo, hi)
        if passive is not None or _is_passive(unit, place, lo):
            return passive
        if not _has_auxiliary(unit, place, lo, "HAVE"):
            return None
    return _verb(unit, place, base, lo, hi, before, broad=broad)


def _cue_base(unit: Unit, place: int) -> str | None:
    token = unit.tokens[place]
    base = token.base
    if token.tag in ("FIN", "PART", "ING", "BASE") and base:
        return base if base in _ALL else None
    return None


_SPEECH = lex.SAYING | lex.TELLING | lex.NAMING | lex.CHARGING | lex.VOWING | lex.DENYING | lex.MAIN_ONLY_QUOTE
_ALL = _SPEECH | lex.ATTITUDES | lex.ASKING
_INVERTIBLE = lex.SAYING | lex.MAIN_ONLY_QUOTE | lex.ASKING


def _has_auxiliary(unit: Unit, verb: int, lo: int, tag: str) -> bool:
    start = group_start(unit.tokens, verb, lo)
    return any(unit.tokens[place].tag == tag for place in range(start, verb))


def _is_passive(unit: Unit, verb: int, lo: int) -> bool:
    return _has_auxiliary(unit, verb, lo, "BE")


def _verb(unit: Unit, verb: int, base: str, lo: int, hi: int, before: Sequence[Frame], *, broad: bool) -> Frame | None:
    """The frame of an active cue verb."""
    start = group_start(unit.tokens, verb, lo)
    negated = any(
        unit.tokens[n].tag == "NEG" or unit.tokens[n].lower in ("neither", "nobody", "nor")
        for n in range(max(lo, start - 1), verb)
    )
    if unit.tokens[verb].tag == "BASE" and _refused(unit, verb, lo):
        return None
    inverted = _inverted(unit, verb, start, base, lo, hi)
    if inverted is not None:
        return inverted
    subject, inherits = _subject(unit, verb, start, lo, before)
    if subject is None and not inherits:
        return None
    hi = _end_of_relative(unit, start, hi)
    made = _postposed(unit, verb, base, subject, lo, hi) if subject and _after_quotation(unit, subject, lo) else None
    if made is None:
        made = _governed(unit, verb, base, lo, hi, subject)
    if made is None and subject is not None:
        made = _postposed(unit, verb, base, subject, lo, hi)
    if made is None and broad and base in lex.ATTITUDES | lex.SAYING:
        end = clause_end(unit, verb + 1, hi)
        if end > verb + 1:
            made = Frame("attitude", verb, base, (0, 0), None, ((verb + 1, end),))
    if made is None:
        return None
    source = None if inherits else subject
    return dataclasses.replace(made, cue=(start, verb + 1), source=source, inherits=inherits, negated=negated)


def _after_quotation(unit: Unit, subject: Phrase | None, lo: int) -> bool:
    """Whether a quotation with a comma, question or exclamation mark at its end stands right before the subject."""
    if subject is None or subject.whole[0] - 2 < lo or unit.quoted[subject.whole[0] - 1] < 0:
        return False
    last = unit.tokens[subject.whole[0] - 2 : subject.whole[0]]
    return any(token.text in (",", "?", "!", "—", "–", "...", "…") for token in last)


def _end_of_relative(unit: Unit, start: int, hi: int) -> int:
    """Where the clause of "The firm, which |blames a storm|, has ..." ends: at the comma that the host's verb follows."""
    if start == 0 or unit.tokens[start - 1].lower not in ("who", "which"):
        return hi
    for place in range(start, hi - 1):
        if unit.tokens[place].text == "," and unit.quoted[place] < 0 and unit.tokens[place + 1].tag in _FINITE:
            return place
    return hi


def _refused(unit: Unit, verb: int, lo: int) -> bool:
    """Whether the verb hangs on a refusal: "declined to say"."""
    place = verb - 1
    while place >= lo and unit.tokens[place].tag in ("TO", "ADV", "NEG"):
        place -= 1
    return place >= lo and unit.tokens[place].base in _REFUSALS | {"want", "seek", "try", "ask", "plan", "expect"}


def _subject(unit: Unit, verb: int, start: int, lo: int, before: Sequence[Frame]) -> tuple[Phrase | None, bool]:
    """Subject phrase, or whether the source is that of the frame before."""
    tokens = unit.tokens
    if tokens[verb].tag == "ING":
        leading = start == lo
        if leading or tokens[start - 1].text == "," or tokens[start - 1].tag in ("CC", "SUB", "PREP", "QUOTE"):
            if before:
                return None, True
            return _first_subject(unit, lo, start if not leading else len(tokens)), False
        return None, False
    if tokens[verb].tag == "BASE" and not any(tokens[n].tag in AUX for n in range(start, verb)):
        return None, False
    if start - 1 >= lo and tokens[start - 1].tag == "WH" and tokens[start - 1].lower in ("who", "which"):
        back = start - 2
        if back >= lo and tokens[back].text == ",":
            back -= 1
        head = subject_before(tokens, back + 1, lo) if back >= lo else None
        return head, False
    if start - 1 >= lo and (
        tokens[start - 1].tag == "CC"
        or (tokens[start - 1].text == "," and start - 2 >= lo and tokens[start - 2].tag != "NAME")
    ):
        coordinated = _coordinated(unit, start - 1, lo, before)
        if coordinated is not None or tokens[start - 1].tag == "CC":
            return (coordinated, False) if coordinated else (None, bool(before))
    found = subject_before(tokens, start, lo)
    if found is not None and any(unit.quoted[n] >= 0 for n in range(found.head[1] - 1, found.head[1])):
        return None, False
    return found, False


def _coordinated(unit: Unit, place: int, lo: int, before: Sequence[Frame]) -> Phrase | None:
    """Subject of the first verb of a pair: "Krol denied it and |said ..."."""
    if unit.tokens[place].tag != "CC":
        return None
    if before:
        return before[-1].source
    return _first_subject(unit, lo, place)


def _first_subject(unit: Unit, lo: int, hi: int) -> Phrase | None:
    for place in range(lo, hi):
        if unit.tokens[place].tag in _FINITE and unit.quoted[place] < 0:
            found = subject_before(unit.tokens, group_start(unit.tokens, place, lo), lo)
            if found is not None:
                return found
    return None


def _inverted(unit: Unit, verb: int, start: int, base: str, lo: int, hi: int) -> Frame | None:
    """`"...", said Krol` and `..., said Krol, who ...`."""
    tokens = unit.tokens
    if base not in _INVERTIBLE or tokens[verb].tag != "FIN" or start != verb or verb + 1 >= hi:
        return None
    after_quote = verb - 1 >= lo and unit.quoted[verb - 1] >= 0
    if not after_quote and not (verb - 1 >= lo and tokens[verb - 1].text == ","):
        return None
    if not after_quote and unit.quoted[verb - 2] < 0 and _np_ends(tokens, verb - 1, lo):
        return None
    if tokens[verb + 1].tag not in _NP_START or unit.quoted[verb + 1] >= 0 or tokens[verb + 1].lower in ("that", "in"):
        return None
    phrase = phrase_after(tokens, verb + 1, hi)
    if phrase is None or (phrase.head[1] < hi and tokens[phrase.head[1]].tag in _FINITE):
        return None
    left = _left_content(unit, verb if after_quote else verb - 1, lo)
    if left is None:
        return None
    right = _resumed(unit, phrase.whole[1], hi)
    content = (left, right) if right else (left,)
    return Frame("saying", verb, base, (verb, verb + 1), phrase, content, direct=_all_quoted(unit, content))


def _np_ends(tokens: Sequence[Token], comma: int, lo: int) -> bool:
    """Whether what stands before the comma is a subject with an aside rather than a statement: "Krol, a diplomat, said"."""
    return not any(token.tag in _FINITE for token in tokens[lo:comma])


def _left_content(unit: Unit, end: int, lo: int) -> Range | None:
    """What is said before `end`: the quotation that closes there, or the statement up to the comma."""
    last = end - 1
    if last < lo:
        return None
    if unit.quoted[last] >= 0:
        number = unit.quoted[last]
        start = last
        while start - 1 >= 0 and unit.quoted[start - 1] == number:
            start -= 1
        boundary = _left_boundary(unit, start, lo)
        joined = start - boundary
        if joined <= 0 or is_speech(unit.text, unit.quotations[number]) and not _runs_on(unit, boundary, start):
            return (start, end)
        return (boundary, end)
    start = _left_boundary(unit, end, lo)
    if end - start < 2:
        return None
    return (start, end)


def _runs_on(unit: Unit, start: int, end: int) -> bool:
    """Whether words before a quotation belong to the same statement: `No one was "at risk"`."""
    return any(token.tag in _FINITE for token in unit.tokens[start:end]) and unit.tokens[end - 1].text not in (
        ",",
        ":",
        ".",
    )


def _left_boundary(unit: Unit, end: int, lo: int) -> int:
    """Where the statement that ends at `end` begins: after a semicolon, a colon, or a leading "But"."""
    start = lo
    for place in range(end - 1, lo - 1, -1):
        if unit.quoted[place] < 0 and unit.tokens[place].text in (";", ":", "."):
            start = place + 1
            break
    if start < end and unit.tokens[start].lower in ("but", "and", "yet", "so") and unit.tokens[start].tag != "NAME":
        start += 1
    return start


def _resumed(unit: Unit, place: int, hi: int) -> Range | None:
    """A second part after the speaker: `..., he said, "and we shall"`; None where nothing goes on."""
    tokens = unit.tokens
    probe = place
    while probe < hi and not (unit.quoted[probe] >= 0) and tokens[probe].text not in (",", ";", ":", "."):
        if tokens[probe].tag in ("SUB", "WH", "CC", *_FINITE):
            return None
        probe += 1
    if probe < hi and tokens[probe].text in (",", ":"):
        probe += 1
        if probe < hi and tokens[probe].lower in ("and", "but") and probe + 1 < hi and unit.quoted[probe + 1] >= 0:
            probe += 1
    if probe < hi and unit.quoted[probe] >= 0:
        end = clause_end(unit, probe, hi)
        return (probe, end) if end > probe else None
    if (
        probe < hi
        and probe > place
        and tokens[probe].tag == "ING"
        and tokens[probe].base not in _ALL | _ASIDE_ACTS
        and tokens[probe].lower not in ("citing",)
    ):
        return (probe, clause_end(unit, probe, hi))
    if (
        probe < hi
        and probe > place
        and tokens[probe].lower in ("and", "but")
        and probe + 1 < hi
        and tokens[probe + 1].lower == "that"
    ):
        return (probe + 1, clause_end(unit, probe + 1, hi))
    return None


def _postposed(unit: Unit, verb: int, base: str, subject: Phrase, lo: int, hi: int) -> Frame | None:
    """`..., Krol said` and `The truce, Krol said, was dead`."""
    tokens = unit.tokens
    if base not in _INVERTIBLE | lex.TELLING:
        return None
    end = subject.whole[0]
    if end - 1 < lo:
        return None
    after_quote = unit.quoted[end - 1] >= 0
    as_clause = tokens[end - 1].lower == "as"
    if as_clause and end - 2 >= lo and tokens[end - 2].text == ",":
        end -= 1
        after_quote = False
    if not after_quote and tokens[end - 1].text not in (",", "—", "–", "--"):
        return None
    left = _left_content(unit, end if after_quote else end - 1, lo)
    if left is None:
        return None
    addressee = _addressee(unit, verb, base, hi)
    parts: tuple[Range, ...] = (left,)
    spoken = after_quote or any(unit.quoted[n] >= 0 for n in range(*left))
    unfinished = tokens[left[1] - 1].tag in _FINITE and left[1] - left[0] <= 6
    if (unfinished or not any(tokens[n].tag in _FINITE for n in range(*left))) and not after_quote:
        rest = _after_comma(unit, verb + 1 if addressee is None else addressee[1], hi, unfinished=unfinished)
        if rest is None:
            if not spoken and not _headline_like(unit, left, verb, hi):
                return None
        else:
            parts = (left, rest)
    else:
        resumed = _resumed(unit, verb + 1 if addressee is None else addressee[1], hi)
        if resumed:
            parts = (left, resumed)
    return Frame("saying", verb, base, (0, 0), None, parts, direct=_all_quoted(unit, parts), addressee=addressee)


def _headline_like(unit: Unit, left: Range, verb: int, hi: int) -> bool:
    """`Sixteen dead, police say`: the cue ends the sentence and what stands before is more than a time or place."""
    first = unit.tokens[left[0]]
    return verb + 1 >= hi and left[1] - left[0] >= 2 and first.tag not in ("PREP", "ADV", "SUB", "TO")


def _after_comma(unit: Unit, start: int, hi: int, *, unfinished: bool = False) -> Range | None:
    """The predicate after an inserted "X said,": from the comma on, where a verb follows."""
    for place in range(start, hi):
        if unit.tokens[place].text in (",", "—", "–"):
            end = clause_end(unit, place + 1, hi)
            finite = any(unit.tokens[n].tag in _FINITE for n in range(place + 1, end))
            return (place + 1, end) if unfinished or finite or unit.quoted[min(place + 1, hi - 1)] >= 0 else None
        if unit.tokens[place].tag in _FINITE:
            return None
    return None


def _addressee(unit: Unit, verb: int, base: str, hi: int) -> Range | None:
    if base not in lex.TELLING or verb + 1 >= hi or unit.quoted[verb + 1] >= 0:
        return None
    end = walk_right(unit.tokens, verb + 1, hi)
    return (verb + 1, end) if end > verb + 1 else None


def _all_quoted(unit: Unit, parts: Sequence[Range]) -> bool:
    """Whether the content, connecting words and marks aside, stands in quotation marks."""
    places = [n for part in parts for n in range(*part) if unit.tokens[n].tag not in ("PUNCT", "CC", "QUOTE")]
    return bool(places) and all(unit.quoted[n] >= 0 for n in places)


def _governed(unit: Unit, verb: int, base: str, lo: int, hi: int, subject: Phrase | None) -> Frame | None:
    """The frame of a cue with its content to the right."""
    if base in lex.NAMING:
        naming = _naming(unit, verb, base, hi, lo, subject)
        if naming is not None:
            return naming
    if base in lex.CHARGING:
        charge = _charge(unit, verb, base, hi)
        if charge is not None:
            return charge
    if base not in lex.SAYING | lex.TELLING | lex.DENYING | lex.VOWING:
        return None
    right = _right(unit, verb, base, hi)
    if right is None:
        return None
    if right.how == "infinitive" and base not in lex.VOWING:
        return None
    if right.how in ("ing", "about") and not (
        (right.how == "ing" and base in lex.DENYING | {"admit", "recall", "acknowledge"})
        or (right.how == "about" and base in ("tell", "warn", "speak", "inform"))
    ):
        return None
    if right.how == "bare" and base in lex.WEAK_SAYING and right.addressee is None and right.start != verb + 1:
        return None
    if base in lex.DENYING and base not in lex.SAYING and right.how in ("quote",):
        return None
    end = clause_end(unit, right.start, hi, after=verb)
    if end <= right.start:
        return None
    content: tuple[Range, ...] = ((right.start, end),)
    sort: Sort = (
        "denial"
        if base in lex.DENYING
        else "vow"
        if right.how == "infinitive"
        else "question"
        if right.how == "question"
        else "saying"
    )
    if right.how == "question" and base not in ("ask", "wonder", "question"):
        sort = "question"
    return Frame(sort, verb, base, (0, 0), None, content, direct=_all_quoted(unit, content), addressee=right.addressee)


def _right(unit: Unit, verb: int, base: str, hi: int) -> _Right | None:
    """Where the content begins to the right of a cue, past addressee, time, occasion and asides."""
    tokens = unit.tokens
    place = verb + 1
    telling = base in lex.TELLING
    while place < hi:
        token = tokens[place]
        addressee = (verb + 1, place) if telling and place > verb + 1 else None
        if unit.quoted[place] >= 0:
            return _Right(place, "quote", addressee) if _may_open(unit, verb, place, base) else None
        if token.lower == "that" and place + 1 < hi and tokens[place + 1].lower == "that":
            place += 1
            continue
        if token.tag == "SUB" and token.lower == "that" and not _relative(unit, place, hi, verb):
            return _Right(place, "that", addressee)
        if token.text == ":":
            return _Right(place + 1, "colon", addressee) if place + 1 < hi else None
        if token.lower in ("whether", "if") and place <= verb + 6:
            return _Right(place, "question", addressee)
        if token.tag == "WH" and token.lower in ("what", "how", "why", "who") and (place == verb + 1 or telling):
            return _Right(place, "question" if base in ("ask", "wonder") else "bare", addressee)
        if token.tag in _FINITE:
            bare = _bare(unit, verb, place, base, hi)
            if bare is None and token.tag == "FIN" and place > verb + 2 and "part" in forms(token.lower):
                # "in a text message sent at four": a participle after all.
                place += 1
                continue
            return bare
        if token.text == ",":
            closing = _closing_comma(unit, place, hi)
            if closing is None:
                return None
            place = closing + 1
            continue
        if token.text in (";", ".", "?", "!", ")") or token.tag == "WH":
            return None
        if token.tag == "CC" and place + 1 < hi and tokens[place + 1].tag in ("FIN", "ING"):
            return None
        if token.tag == "TO" and place + 1 < hi and tokens[place + 1].tag in ("BASE", "BE", "HAVE", "DO"):
            return (
                _Right(place, "infinitive", addressee) if place == verb + 1 or telling or base in lex.VOWING else None
            )
        if token.tag == "NEG" and place == verb + 1 and place + 1 < hi and tokens[place + 1].tag == "TO":
            return _Right(place, "infinitive", None)
        if token.tag == "ING" and place == verb + 1:
            return _Right(place, "ing")
        if token.lower in ("of", "about") and telling and base in ("tell", "warn", "inform", "speak"):
            return _about(unit, verb, place, hi)
        place += 1
    return None


def _relative(unit: Unit, place: int, hi: int, verb: int) -> bool:
    """Whether "that" opens a relative clause on a noun before it: "in a statement that was sent out"."""
    return (
        place + 1 < hi
        and unit.tokens[place + 1].tag in _FINITE
        and place > verb + 1
        and unit.tokens[place - 1].tag in ("NOUN", "NAME")
    )


def _about(unit: Unit, verb: int, place: int, hi: int) -> _Right | None:
    """`told directors of a rival offer`."""
    if place + 1 < hi and unit.tokens[place + 1].tag in _NP_START:
        return _Right(place + 1, "about", (verb + 1, place) if place > verb + 1 else None)
    return None


def _may_open(unit: Unit, verb: int, place: int, base: str) -> bool:
    """Whether a quotation may be what the cue governs rather than a word inside something else."""
    before = unit.tokens[place - 1]
    if place == verb + 1 or before.text in (",", ":"):
        return True
    return is_speech(unit.text, unit.quotations[unit.quoted[place]]) or base in lex.TELLING


def _bare(unit: Unit, verb: int, finite: int, base: str, hi: int) -> _Right | None:
    """A clause without "that": it begins with the subject of its verb."""
    tokens = unit.tokens
    start = group_start(tokens, finite, verb + 1)
    subject = subject_before(tokens, start, verb + 1)
    if subject is None:
        return None
    begins = subject.whole[0]
    if (
        tokens[begins].tag == "DET"
        and tokens[begins].lower == "that"
        and begins + 1 == subject.whole[1]
        and begins > verb + 1
    ):
        return None
    between = tokens[verb + 1 : begins]
    if begins > verb + 1 and tokens[begins - 1].tag in ("PREP", "TO") and tokens[finite].tag == "FIN":
        return None
    if any(token.tag in ("CC", "SUB", "WH") or token.text in (";", ":") for token in between):
        return None
    telling = base in lex.TELLING and begins > verb + 1
    if (
        base in ("tell", "inform", "assure", "remind", "persuade", "convince", "notify", "reassure")
        and begins == verb + 1
    ):
        split = _two_phrases(tokens, verb + 1, subject.whole[1])
        if split is None:
            return None
        return _Right(split, "bare", (verb + 1, split))
    begins = _with_opening(tokens, verb, begins)
    return _Right(begins, "bare", (verb + 1, begins) if telling else None)


def _with_opening(tokens: Sequence[Token], verb: int, begins: int) -> int:
    """Takes an adverbial before the subject into the clause where it directly follows the cue: "said |in 2019 it had"."""
    return begins


def _two_phrases(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """Where the subject begins in an addressee and a subject without a border: "troopers |he", "Radio Senn |her husband"."""
    for place in range(start + 1, end):
        if (
            tokens[place].tag in ("DET", "POSS", "PRON")
            and tokens[place].lower != "'s"
            and tokens[place - 1].tag in ("NOUN", "NAME", "PRON")
        ):
            return place
    if tokens[start].tag == "PRON" and end - start > 1:
        return start + 1
    return None


def _closing_comma(unit: Unit, comma: int, hi: int) -> int | None:
    """The comma that ends an aside which begins at `comma`; None where the cue's clause ends there. A quotation may follow directly."""
    tokens = unit.tokens
    if comma + 1 < hi and unit.quoted[comma + 1] >= 0:
        return comma
    first = tokens[comma + 1] if comma + 1 < hi else None
    if (
        first is None
        or first.tag not in ("ADV", "PREP", "ING", "SUB", "PART", "TO")
        and first.lower not in ("however", "meanwhile", "though", "too")
    ):
        return None
    for place in range(comma + 2, min(hi, comma + 22)):
        if tokens[place].text == ",":
            follows = tokens[place + 1] if place + 1 < hi else None
            opens = follows is not None and (
                follows.lower == "that" or unit.quoted[place + 1] >= 0 or follows.tag in _NP_START
            )
            return place if opens else None
        if tokens[place].text in (";", ":") or unit.quoted[place] >= 0:
            return None
    return None


def _naming(unit: Unit, verb: int, base: str, hi: int, lo: int, subject: Phrase | None) -> Frame | None:
    """`called the plan "a joke"`, `described it as reckless`, `which Achter called a disgrace`."""
    tokens = unit.tokens
    end = clause_end(unit, verb + 1, hi, after=verb)
    needs_as = base not in ("call", "label", "brand", "dub", "term", "deem")
    as_place = next((n for n in range(verb + 1, end) if tokens[n].lower == "as" and unit.quoted[n] < 0), None)
    relative = (
        subject is not None
        and subject.whole[0] - 1 >= lo
        and tokens[subject.whole[0] - 1].lower in ("what", "which", "that")
    )
    if relative and subject is not None:
        start = (as_place + 1) if as_place is not None else verb + 1
        if needs_as and as_place is None or start >= end:
            return None
        which = subject.whole[0] - 1
        parts: tuple[Range, ...] = ((start, end),)
        if tokens[which].lower != "what":
            antecedent = _antecedent(unit, which, lo)
            parts = (antecedent, *parts) if antecedent else parts
        return Frame("naming", verb, base, (0, 0), None, parts)
    if needs_as:
        if as_place is None or as_place == verb + 1 or as_place + 1 >= end:
            return None
        return Frame("naming", verb, base, (0, 0), None, ((verb + 1, end),))
    if (
        verb + 1 >= hi
        or tokens[verb + 1].tag in ("PREP", "TO", "SUB")
        or tokens[verb + 1].text == ","
        or tokens[verb + 1].lower in ("off", "up", "in")
    ):
        return None
    if unit.quoted[verb + 1] >= 0:
        return None
    head = walk_right(tokens, verb + 1, end)
    complement = head < end and (
        unit.quoted[head] >= 0 or tokens[head].tag in ("DET", "NOUN", "NAME", "ADV", "PART", "ING", "NUM")
    )
    if not complement and tokens[verb + 1].tag == "PRON" and head < end:
        complement = tokens[head].tag in ("NOUN", "PART", "NAME")
    return Frame("naming", verb, base, (0, 0), None, ((verb + 1, end),)) if complement else None


def _antecedent(unit: Unit, which: int, lo: int) -> Range | None:
    """What ", which" or "a charge" refers to: the clause or phrase before the comma."""
    end = which
    if end - 1 >= lo and unit.tokens[end - 1].text == ",":
        end -= 1
        start = _left_boundary(unit, end, lo)
        return (start, end) if start < end else None
    phrase = subject_before(unit.tokens, end, lo)
    return phrase.head if phrase else None


def _charge(unit: Unit, verb: int, base: str, hi: int) -> Frame | None:
    """`accused X of Y`, `blamed X for Y`, `blamed X`."""
    tokens = unit.tokens
    end = clause_end(unit, verb + 1, hi, after=verb)
    if verb + 1 >= end or tokens[verb + 1].tag not in (*_NP_START, "QUOTE"):
        return None
    linked = next(
        (n for n in range(verb + 2, end) if tokens[n].lower in ("of", "for", "on", "with") and unit.quoted[n] < 0), None
    )
    if (
        base == "blame"
        or linked is not None
        and base in ("accuse", "fault", "credit")
        or linked is not None
        and base == "charge"
        and tokens[linked].lower == "with"
    ):
        return Frame("charge", verb, base, (0, 0), None, ((verb + 1, end),))
    return None


def _passive(unit: Unit, verb: int, base: str, lo: int, hi: int) -> Frame | None:
    """`was quoted as saying ...`, `is said to ...`, `It is understood that ...`."""
    tokens = unit.tokens
    start = group_start(tokens, verb, lo)
    if (
        base in ("quote", "cite")
        and verb + 2 < hi
        and tokens[verb + 1].lower == "as"
        and tokens[verb + 2].base == "say"
    ):
        right = _right(unit, verb + 2, "say", hi)
        subject = subject_before(tokens, start, lo)
        if right is None or subject is None:
            return None
        content = ((right.start, clause_end(unit, right.start, hi)),)
        return Frame("saying", verb, base, (start, verb + 3), subject, content, direct=_all_quoted(unit, content))
    if not _is_passive(unit, verb, lo) or base not in _HEARSAY or verb + 1 >= hi:
        return None
    follows = tokens[verb + 1]
    subject = subject_before(tokens, start, lo)
    negated = any(tokens[n].tag == "NEG" for n in range(start, verb))
    heard: tuple[tuple[int, int], ...]
    if follows.tag == "TO" and subject is not None:
        heard = (subject.whole, (verb + 1, clause_end(unit, verb + 1, hi)))
    elif follows.lower == "that" and subject is not None and tokens[subject.head[0]].lower == "it":
        heard = ((verb + 1, clause_end(unit, verb + 1, hi)),)
    else:
        return None
    return Frame("hearsay", verb, base, (start, verb + 1), None, heard, anonymous=True, negated=negated)


_HEARSAY = frozenset("say believe think understand report allege rumour rumor suspect know estimate claim".split()) - {
    "know"
}


def _according(unit: Unit, place: int, lo: int, hi: int) -> Frame | None:
    """`According to X, P`, `P, according to X`, `in the words of X`."""
    tokens = unit.tokens
    length = next(
        (
            len(words)
            for words in lex.ACCORDING
            if tuple(token.lower for token in tokens[place : place + len(words)]) == words
        ),
        0,
    )
    if not length or place + length >= hi:
        return None
    phrase = phrase_after(tokens, place + length, hi)
    if phrase is None:
        return None
    source = _with_relative(unit, phrase, hi)
    parts = _around(unit, place, source.whole[1], lo, hi)
    base = "according"
    if not parts:
        return None
    return Frame("according", place, base, (place, place + length), source, parts, direct=_all_quoted(unit, parts))


def _with_relative(unit: Unit, phrase: Phrase, hi: int) -> Phrase:
    """Adds "that Brandt & Lowe sent to clients" to "a note"."""
    tokens = unit.tokens
    end = phrase.whole[1]
    if end < hi and (tokens[end].tag in ("WH", "PART", "ING") or tokens[end].lower in ("that", "close", "familiar")):
        while end < hi and tokens[end].text not in (",", ";", ".") and unit.quoted[end] < 0:
            end += 1
        return Phrase((phrase.whole[0], end), phrase.head, phrase.aside)
    return phrase


def _around(unit: Unit, start: int, end: int, lo: int, hi: int) -> tuple[Range, ...]:
    """The statement around an inserted source: before it, after it, or both where only both hold a verb."""
    tokens = unit.tokens
    left_end = start
    while left_end > lo and tokens[left_end - 1].text in (",", "—", "–", "-"):
        left_end -= 1
    boundary = _left_boundary(unit, left_end, lo)
    left = (
        (boundary, left_end)
        if left_end - boundary >= 2 or (left_end - boundary == 1 and tokens[boundary].tag in ("NAME", "PRON", "NOUN"))
        else None
    )
    right_start = end
    while right_start < hi and tokens[right_start].text in (",", "—", "–", ":"):
        right_start += 1
    after_mark = right_start > end
    right = (right_start, clause_end(unit, right_start, hi)) if after_mark and right_start < hi else None
    finite_left = left is not None and any(tokens[n].tag in _FINITE for n in range(*left))
    if left is None:
        return (right,) if right else ()
    if finite_left or right is None:
        quoted_left = any(unit.quoted[n] >= 0 for n in range(*left))
        if finite_left or quoted_left or tokens[left[0]].tag not in ("ADV", "PREP"):
            return (left,)
        return ()
    if tokens[left[0]].tag in ("ADV", "PREP", "SUB", "CC") and any(
        tokens[n].tag == "NAME" or tokens[n].tag in _NP_START for n in range(right[0], right[1])
    ):
        opening = tokens[right[0]].tag in _FINITE
        return (left, right) if opening else (right,)
    return (left, right)


def _label(unit: Unit, place: int, lo: int, hi: int, before: Sequence[Frame]) -> Frame | None:
    """`Krol: "We shall come."`, `@harbour: Road closed.`"""
    if (
        place + 1 >= hi
        or place - lo > 8
        or place == lo
        or any(frame.content and frame.content[0][0] == place + 1 for frame in before)
    ):
        return None
    tokens = unit.tokens
    speaker = all(token.tag in ("NAME", "NOUN", "DET", "POSS", "PUNCT", "PREP") for token in tokens[lo:place])
    named = tokens[lo].tag == "NAME" and place - lo <= 4
    if speaker and (
        unit.quoted[place + 1] >= 0
        and is_speech(unit.text, unit.quotations[unit.quoted[place + 1]])
        and (named or place - lo <= 5)
        or tokens[lo].text.startswith("@")
    ):
        phrase = Phrase((lo, place), (lo, place))
        content = ((place + 1, hi),)
        return Frame("label", place, ":", (place, place + 1), phrase, content, direct=True)
    return None


def _noun(unit: Unit, place: int, lo: int, hi: int, before: Sequence[Frame]) -> Frame | None:
    """`Aldous's accusation that ...`, `reports that ...`."""
    tokens = unit.tokens
    if place + 1 >= hi or tokens[place + 1].tag != "SUB" or tokens[place + 1].lower != "that":
        return None
    if _governed_already(unit, place, lo, hi, before):
        return None
    end = clause_end(unit, place + 1, hi)
    finite = next((n for n in range(place + 2, end) if tokens[n].tag in _FINITE), None)
    if finite is None:
        return None
    source = None
    start = place
    while start - 1 >= lo and tokens[start - 1].tag in ("NOUN", "DET", "PART") and tokens[start - 1].lower != "that":
        start -= 1
    if start - 1 >= lo and tokens[start - 1].tag == "POSS":
        if tokens[start - 1].lower in ("'s", "'"):
            source = subject_before(tokens, start - 1, lo)
        else:
            source = Phrase((start - 1, start), (start - 1, start))
    return Frame(
        "noun", place, tokens[place].lower, (place, place + 1), source, ((place + 1, end),), anonymous=source is None
    )


def _governed_already(unit: Unit, place: int, lo: int, hi: int, before: Sequence[Frame]) -> bool:
    return any(frame.content and frame.content[0][0] == place + 1 for frame in before)


def clause_end(unit: Unit, start: int, hi: int, *, after: int | None = None) -> int:
    """Where content that begins at `start` ends: at a semicolon, at a new speaker, or where the speaker's next act begins."""
    tokens = unit.tokens
    for place in range(start, hi):
        if unit.quoted[place] >= 0:
            continue
        token = tokens[place]
        if token.text in (";",) or (
            token.text in ("—", "–", "--") and place > start + 3 and _new_speaker(unit, place, hi)
        ):
            return place
        if token.text == "," and place > start and _ends_at_comma(unit, start, place, hi):
            return place
        if (
            token.tag == "CC"
            and place > start
            and token.lower in ("and", "but")
            and _ends_at_conjunction(unit, start, place, hi, after)
        ):
            return place
        if (
            token.text == "."
            and place > start
            and place + 1 < hi
            and unit.tokens[place + 1].text[:1].isupper()
            and unit.quoted[start] < 0
            and len(tokens[place - 1].text) > 2
        ):
            return place
    return hi


def _ends_at_comma(unit: Unit, start: int, place: int, hi: int) -> bool:
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
    if (
        following < hi
        and tokens[following].tag == "ING"
        and tokens[following].base in _SPEECH | _ASIDE_ACTS
        and tokens[following].base not in ("show", "find", "mean", "read", "hold", "offer", "point", "add")
    ):
        return True
    if following < hi and tokens[following].lower == "adding":
        return following + 1 < hi and (
            tokens[following + 1].lower in ("that", ":")
            or unit.quoted[following + 1] >= 0
            or tokens[following + 1].tag in _NP_START
        )
    if token.lower == "according" or (token.lower in ("while", "whereas") and _new_speaker(unit, place + 1, hi)):
        return True
    if token.lower in ("but", "and", "though", "although", "as", "while") and _new_speaker(unit, place + 1, hi):
        return True
    if token.lower in ("who",) and unit.quoted[place - 1] >= 0:
        return True
    return token.lower in ("which", "something", "a") and _named_later(unit, place + 1, hi)


def _named_later(unit: Unit, start: int, hi: int) -> bool:
    """`, which Achter called ...`, `, a charge his office called ...`: somebody else's word for what was said."""
    tokens = unit.tokens
    for place in range(start + 1, min(hi, start + 9)):
        if tokens[place].text == "," or unit.quoted[place] >= 0:
            return False
        if tokens[place].tag in ("FIN", "PART") and tokens[place].base in lex.NAMING:
            return place - 1 > start
    return False


def _new_speaker(unit: Unit, start: int, hi: int) -> bool:
    """Whether a subject with a cue verb of its own follows: ", but Krol said ...". The subject of a nested cue is not new."""
    tokens = unit.tokens
    for place in range(start + 1, min(hi, start + 14)):
        if unit.quoted[place] >= 0:
            return False
        token = tokens[place]
        if token.tag in _FINITE:
            if token.tag != "FIN":
                return False
            return token.base in _SPEECH - lex.WEAK_SAYING and subject_before(tokens, place, start + 1) is not None
        if token.tag in ("SUB", "WH") or token.text in (";", ":"):
            return False
    return False


def _ends_at_conjunction(unit: Unit, start: int, place: int, hi: int, after: int | None) -> bool:
    """Whether the conjunction joins the cue itself rather than what is said: "said ... and called", "..., but offered"."""
    tokens = unit.tokens
    following = place + 1
    while following < hi and tokens[following].tag in ("ADV", "NEG"):
        following += 1
    if following >= hi or unit.quoted[following] >= 0:
        return False
    verb = tokens[following]
    if verb.tag == "FIN" and verb.base in _SPEECH - lex.WEAK_SAYING | {"add"}:
        return _past(unit, after) == _past(unit, following) or after is None
    if verb.tag == "FIN" and after is not None and tokens[after].tag == "FIN":
        first = next((n for n in range(start, place) if tokens[n].tag in _FINITE and unit.quoted[n] < 0), None)
        modal = first is not None and tokens[first].tag in ("MODAL", "HAVE", "BE", "DO")
        return modal and (verb.lower != "was") and (tokens[place - 1].text == "," or token_is_but(tokens[place]))
    return False


def token_is_but(token: Token) -> bool:
    """Whether a conjunction sets against."""
    return token.lower in ("but", "yet")


def _past(unit: Unit, place: int | None) -> bool:
    return (
        place is not None
        and unit.tokens[place].lower not in (unit.tokens[place].base, unit.tokens[place].base + "s")
        and not unit.tokens[place].lower.endswith("s")
    )
