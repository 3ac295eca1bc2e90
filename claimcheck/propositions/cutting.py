"""Cuts what somebody asserts into atomic propositions, each a sentence of its own with subject and verb.

Works on rough word classes. Whatever it cannot cut into full propositions it leaves whole: a long claim can be checked, half a
claim cannot. Leaves out who asserts it (`attribution`) and whether evidence could settle it (`checkable.py`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from claimcheck.grammar import words as w
from claimcheck.grammar.phrases import Range, group_start, subject_before
from claimcheck.grammar.tokens import DASHES, Token
from claimcheck.grammar.verbs import forms, past_of, s_of

Shape = Literal["clause", "predicate", "relative", "participle", "apposition", "fragment"]
Word = int | str

_FINITE = frozenset({"FIN", "MODAL", "BE", "HAVE", "DO"})
_NONFINITE = frozenset({"be", "been", "being", "having", "doing", "done"})
_NO_PARTICIPLE = frozenset(
    [
        "including",
        "according",
        "following",
        "regarding",
        "concerning",
        "depending",
        "starting",
        "beginning",
        "pending",
        "considering",
        "excluding",
        "involving",
        "meaning",
        "saying",
        "adding",
        "owing",
    ]
)
_SPLITTING = frozenset(["because", "while", "although", "though", "whereas", "after", "since", "as", "before"])
_BARE_SPLITTING = frozenset(["because", "while", "although", "though", "whereas", "after"])
_SUPERLATIVE = re.compile(r"(?:est|most|least|first|last|worst|best|record|only)$")


@dataclass(frozen=True)
class Proposition:
    """One full proposition."""

    own: tuple[Range, ...]
    """Its own words, as ranges of the tokens it was cut from."""
    words: tuple[Word, ...]
    """How it reads on its own: token numbers, and words supplied where a subject or a verb form was missing."""
    shape: Shape
    """How it stood in the sentence."""


def split(tokens: Sequence[Token], start: int, end: int) -> list[Proposition]:
    """The propositions of a statement that lies between two tokens, in order; at least one, unless there is no word."""
    start, end = _trimmed(tokens, start, end)
    if start >= end:
        return []
    found: list[Proposition] = []
    for lo, hi in _sentences(tokens, start, end):
        found += _of_sentence(tokens, lo, hi)
    return found


def _trimmed(tokens: Sequence[Token], start: int, end: int) -> Range:
    """Without marks, quotation marks, a leading "that" and a leading conjunction."""
    while start < end and (
        (tokens[start].tag in ("PUNCT", "QUOTE") and tokens[start].text not in ("(",))
        or tokens[start].tag == "CC"
        or _leading_that(tokens, start, end)
    ):
        start += 1
    while end > start and tokens[end - 1].tag in ("PUNCT", "QUOTE") and tokens[end - 1].text not in (")", "?"):
        end -= 1
    return start, end


def _leading_that(tokens: Sequence[Token], start: int, end: int) -> bool:
    return tokens[start].lower == "that" and tokens[start].tag == "SUB"


def _sentences(tokens: Sequence[Token], start: int, end: int) -> list[Range]:
    """Sentences of a quotation: borders at full stops that a new sentence follows."""
    parts: list[Range] = []
    begin = start
    for place in range(start, end):
        if tokens[place].text in (".", "!", "?", "...", "…") and place + 1 < end and place > begin:
            following = next((n for n in range(place + 1, end) if tokens[n].tag not in ("QUOTE", "PUNCT")), None)
            if following is not None and tokens[following].text[:1].isupper():
                parts.append((begin, place + 1))
                begin = place + 1
    parts.append((begin, end))
    return [part for part in (_trimmed(tokens, *p) for p in parts) if part[0] < part[1]]


@dataclass(frozen=True)
class _Piece:
    """A stretch between two borders, and what opened it."""

    start: int
    end: int
    opened: str
    """`start`, `clause`, `predicate`, `relative`, `participle`, `apposition` or `resume`."""


def _of_sentence(tokens: Sequence[Token], lo: int, hi: int) -> list[Proposition]:
    pieces = _pieces(tokens, lo, hi)
    made: list[Proposition] = []
    main = pieces[0]
    host: list[_Piece] = [main]
    for piece in pieces[1:]:
        if piece.opened == "resume":
            host.append(piece)
            continue
        if piece.opened in ("clause", "predicate"):
            made_main = _main(tokens, host)
            if piece.opened == "predicate":
                own = _predicate(tokens, piece, host)
                if own is not None:
                    made.append(own)
                    continue
                host.append(piece)
                continue
            made.insert(_place_of(made, host), made_main)
            host = [piece]
            continue
        own = {"relative": _relative, "participle": _participle, "apposition": _apposition}[piece.opened](
            tokens, piece, host
        )
        if own is None:
            host.append(piece)
        else:
            made.append(own)
    made.insert(_place_of(made, host), _main(tokens, host))
    return [item for item in made if item.words]


def _place_of(made: Sequence[Proposition], host: Sequence[_Piece]) -> int:
    """Keeps the order of the text: the host stands before what hangs on it."""
    return next((n for n, item in enumerate(made) if item.own[0][0] > host[0].start), len(made))


def _main(tokens: Sequence[Token], host: Sequence[_Piece]) -> Proposition:
    ranges = [
        _trimmed(tokens, piece.start, piece.end) if n == 0 else _with_comma(tokens, piece)
        for n, piece in enumerate(host)
    ]
    ranges = [part for part in ranges if part[0] < part[1]]
    words = tuple(n for part in ranges for n in range(*part))
    return Proposition(tuple(ranges), words, "clause")


def _with_comma(tokens: Sequence[Token], piece: _Piece) -> Range:
    """A piece that stays with its host, the comma before it too; what follows an insertion that was taken out needs none."""
    start, end = _tail(tokens, piece)
    kept = piece.opened != "resume" and start < end and tokens[start - 1].text == ","
    return (start - 1, end) if kept else (start, end)


def _tail(tokens: Sequence[Token], piece: _Piece) -> Range:
    start, end = piece.start, piece.end
    while end > start and tokens[end - 1].tag in ("PUNCT", "QUOTE") and tokens[end - 1].text != ")":
        end -= 1
    return start, end


def finite(tokens: Sequence[Token], lo: int, hi: int) -> int | None:
    """The first finite verb between two places; None where there is none."""
    return next((n for n in range(lo, hi) if tokens[n].tag in _FINITE and tokens[n].lower not in _NONFINITE), None)


def _pieces(tokens: Sequence[Token], lo: int, hi: int) -> list[_Piece]:
    """Cuts a sentence at every border that leaves full propositions."""
    borders: list[tuple[int, int, str]] = [(lo, lo, "start")]
    place = lo + 1
    while place < hi:
        border = _border(tokens, lo, borders[-1][1], place, hi)
        if border is None:
            place += 1
            continue
        begins, kind = border
        borders.append((place, begins, kind))
        if kind in ("relative", "apposition", "participle"):
            back = _resumes(tokens, begins, hi, kind)
            if back is not None:
                borders.append((back, back + 1, "resume"))
                place = back + 1
                continue
        place = begins + 1
    ends = [border[0] for border in borders[1:]] + [hi]
    return [_Piece(begins, end, kind) for (_, begins, kind), end in zip(borders, ends, strict=True)]


def _resumes(tokens: Sequence[Token], start: int, hi: int, kind: str) -> int | None:
    """The comma that closes an inserted clause or phrase: a finite verb of the host follows it."""
    for place in range(start + 1, hi):
        if tokens[place].text in (",",) or tokens[place].text in DASHES:
            after = place + 1
            while after < hi and tokens[after].tag == "ADV":
                after += 1
            if after < hi and tokens[after].tag in _FINITE and tokens[after].lower not in _NONFINITE:
                inside = finite(tokens, start, place)
                if kind != "relative" or inside is not None:
                    return place
    return None


def _border(tokens: Sequence[Token], lo: int, begun: int, place: int, hi: int) -> tuple[int, str] | None:
    """Where a new piece begins if there is a border at `place`, and of what kind."""
    token = tokens[place]
    left = finite(tokens, begun, place)
    if token.text == ";" or (token.text in DASHES and token.text != "-"):
        if left is not None and finite(tokens, place + 1, hi) is not None and _own_subject(tokens, place + 1, hi):
            return place + 1, "clause"
        return None
    if token.text == ":" and left is not None and _own_subject(tokens, place + 1, hi) and place - begun > 3:
        return place + 1, "clause"
    if token.text == ",":
        return _at_comma(tokens, begun, place, hi, left)
    if left is None:
        return None
    if token.tag == "CC" and token.lower in ("and", "but", "yet"):
        return _at_conjunction(tokens, begun, place, hi)
    if token.tag in ("SUB", "PREP") and token.lower in _BARE_SPLITTING and not _measured(tokens, place):
        if _own_subject(tokens, place + 1, hi):
            return place + 1, "clause"
        if token.lower == "after" and place + 1 < hi and tokens[place + 1].tag == "ING" and place + 2 < hi:
            return place + 1, "participle"
    return None


def _measured(tokens: Sequence[Token], place: int) -> bool:
    """Whether a length of time leads the conjunction: "five days |after contact was lost" is one expression."""
    return tokens[place - 1].lower in _MEASURES


_MEASURES = frozenset(
    [
        "second",
        "seconds",
        "minute",
        "minutes",
        "hour",
        "hours",
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "shortly",
        "soon",
        "long",
        "just",
        "even",
        "only",
    ]
)


def _own_subject(tokens: Sequence[Token], start: int, hi: int) -> bool:
    """Whether a subject with its finite verb begins here, adverbials before it allowed."""
    verb = finite(tokens, start, hi)
    if verb is None:
        return False
    subject = subject_before(tokens, group_start(tokens, verb, start), start)
    if subject is None:
        return False
    between = tokens[start : subject.whole[0]]
    return (
        all(token.tag in ("ADV", "PREP", "NUM", "NAME", "NOUN", "DET", "PUNCT", "QUOTE", "SUB") for token in between)
        and len(between) <= 8
        and not any(token.lower == "if" for token in between)
    )


def _at_comma(tokens: Sequence[Token], begun: int, place: int, hi: int, left: int | None) -> tuple[int, str] | None:
    after = place + 1
    if after >= hi:
        return None
    token = tokens[after]
    if token.tag == "CC":
        return None
    preposed = token.tag == "PREP" and after + 1 < hi and tokens[after + 1].lower in ("which", "whom")
    counted = (
        token.tag == "PREP" and token.lower == "of" and after + 1 < hi and tokens[after + 1].lower in ("whom", "which")
    )
    if (token.lower in ("who", "which", "whose", "where") and token.tag in ("WH", "SUB")) or counted or preposed:
        return (after, "relative") if finite(tokens, after + 1, hi) is not None else None
    if left is None:
        return None
    if (
        token.tag == "ING"
        and token.lower not in _NO_PARTICIPLE
        and after + 1 < hi
        and tokens[after + 1].tag
        in ("DET", "NUM", "NAME", "NOUN", "POSS", "PRON", "ADV", "SUB", "PREP", "QUOTE", "PART", "TO")
    ):
        return after, "participle"
    if token.lower in _SPLITTING | {"when"} and token.tag in ("SUB", "PREP") and _own_subject(tokens, after + 1, hi):
        return after + 1, "clause"
    if _asserting_apposition(tokens, after, hi):
        return after, "apposition"
    return None


def _asserting_apposition(tokens: Sequence[Token], start: int, hi: int) -> bool:
    """Whether a phrase after a comma says something of its own: "its lowest level since 2008", "up from 4 percent"."""
    end = next(
        (n for n in range(start, hi) if tokens[n].text in (",", ";") or (tokens[n].tag == "CC" and n > start + 6)), hi
    )
    words = tokens[start:end]
    if (
        not words
        or any(token.tag in _FINITE for token in words)
        or (end < hi and tokens[end].text == "," and finite(tokens, end + 1, min(hi, end + 3)) is None)
    ):
        return False
    first = words[0].lower
    figure = any(token.tag == "NUM" for token in words)
    if first in ("up", "down") and figure:
        return True
    if first in ("its", "their", "the", "a") and any(_SUPERLATIVE.search(token.lower) for token in words[1:4]):
        return len(words) > 2
    return (
        first == "a"
        and figure
        and len(words) > 3
        and words[1].lower in ("gain", "rise", "fall", "drop", "increase", "decline", "loss", "jump", "cut", "record")
    )


def _at_conjunction(tokens: Sequence[Token], begun: int, place: int, hi: int) -> tuple[int, str] | None:
    after = place + 1
    while (after < hi and tokens[after].tag in ("ADV", "NEG")) or (after < hi and tokens[after].text == ","):
        after += 1
    if after >= hi:
        return None
    token = tokens[after]
    if token.lower == "that" and token.tag == "SUB":
        return after + 1, "clause"
    if token.tag in _FINITE and token.lower not in _NONFINITE and _verb_phrase(tokens, after, hi):
        if _second_participle(tokens, begun, place, after):
            return None
        return place + 1, "predicate"
    if token.tag == "PART" and _shares_auxiliary(tokens, begun, place) and after + 1 < hi:
        return place + 1, "predicate"
    if token.lower in ("if", "unless", "because") or token.tag in ("TO", "BASE", "ING"):
        return None
    verb = finite(tokens, after, hi)
    if verb is None:
        return None
    subject = subject_before(tokens, group_start(tokens, verb, place + 1), place + 1)
    if subject is None or subject.whole[0] - (place + 1) > 8:
        return None
    between = tokens[place + 1 : subject.whole[0]]
    if any(item.tag in ("WH", "CC", "FIN", "BASE") for item in between):
        return None
    # "sure that he and Putin would talk": the two are one subject where their clause has no verb yet.
    last = place - 2 if tokens[place - 1].text == "," else place - 1
    opened = next(
        (n for n in range(last, begun - 1, -1) if tokens[n].tag in ("SUB", "WH") or tokens[n].text == ","),
        begun - 1,
    )
    if finite(tokens, opened + 1, place) is None and subject.whole[0] <= place + 1:
        return None
    return place + 1, "clause"


def _second_participle(tokens: Sequence[Token], begun: int, place: int, verb: int) -> bool:
    """`had been closed and |locked| when ...`: one more participle of the passive, not a verb with a subject."""
    word = tokens[verb]
    passive = tokens[place - 1].tag == "PART" and any(token.tag == "BE" for token in tokens[begun:place])
    following = tokens[verb + 1].tag if verb + 1 < len(tokens) else None
    objectless = following in ("PREP", "SUB", "PUNCT", "ADV", "CC", "TO", None)
    return passive and objectless and word.tag == "FIN" and "part" in forms(word.lower)


def _verb_phrase(tokens: Sequence[Token], verb: int, hi: int) -> bool:
    """Whether a verb right after a conjunction has something to say: an object, a complement, or at least an end."""
    return (
        tokens[verb].tag != "FIN"
        or verb + 1 >= hi
        or tokens[verb + 1].tag != "NOUN"
        or tokens[verb].lower.endswith("ed")
    )


def _shares_auxiliary(tokens: Sequence[Token], begun: int, place: int) -> bool:
    verb = finite(tokens, begun, place)
    return verb is not None and tokens[verb].tag in ("BE", "HAVE") and any(t.tag == "PART" for t in tokens[verb:place])


def subject_of(tokens: Sequence[Token], lo: int, hi: int) -> tuple[Range, int] | None:
    """Subject of the first finite verb and that verb's place; None where either is missing."""
    verb = finite(tokens, lo, hi)
    if verb is None:
        return None
    phrase = subject_before(tokens, group_start(tokens, verb, lo), lo)
    return (phrase.head, verb) if phrase else None


def _host_subject(tokens: Sequence[Token], host: Sequence[_Piece]) -> tuple[Range, int] | None:
    """Subject and verb of the host, also where an insertion stands between the two."""
    first = host[0]
    found = subject_of(tokens, first.start, first.end)
    if found is not None:
        return found
    for piece in host[1:]:
        verb = finite(tokens, piece.start, piece.end)
        if verb is not None:
            phrase = subject_before(tokens, first.end, first.start)
            return (phrase.head, verb) if phrase else None
    return None


def _predicate(tokens: Sequence[Token], piece: _Piece, host: Sequence[_Piece]) -> Proposition | None:
    found = _host_subject(tokens, host)
    if found is None:
        return None
    (start, end), verb = found
    begin = piece.start
    lead: tuple[Word, ...] = ()
    first = next((n for n in range(begin, piece.end) if tokens[n].tag not in ("ADV", "NEG", "PUNCT")), begin)
    if tokens[first].tag == "PART":
        lead = tuple(
            n for n in range(verb, piece.start) if tokens[n].tag in ("BE", "HAVE", "MODAL", "NEG") and n < verb + 4
        )
    own = _tail(tokens, piece)
    if own[0] >= own[1]:
        return None
    return Proposition((own,), (*range(start, end), *lead, *range(*own)), "predicate")


def _antecedent(tokens: Sequence[Token], host: Sequence[_Piece]) -> Range | None:
    """The phrase right before a relative clause or participle."""
    last = host[-1]
    end = last.end
    while end > last.start and tokens[end - 1].tag in ("PUNCT", "QUOTE"):
        end -= 1
    phrase = subject_before(tokens, end, last.start)
    if phrase is None or tokens[phrase.head[1] - 1].tag == "PRON":
        return None
    start = phrase.head[0]
    for place in range(*phrase.head):
        # "at Monte Serra on the eve of the final stage, which was ...": the stage.
        if tokens[place].tag in ("PREP", "TO") and (tokens[place].lower != "of" or tokens[place - 1].lower == "eve"):
            start = place + 1
    return (start, phrase.head[1]) if start < phrase.head[1] else None


def _relative(tokens: Sequence[Token], piece: _Piece, host: Sequence[_Piece]) -> Proposition | None:
    antecedent = _antecedent(tokens, host)
    own = _tail(tokens, piece)
    if antecedent is None or own[1] - own[0] < 3:
        return None
    name: tuple[Word, ...] = tuple(range(*antecedent))
    start = own[0]
    pronoun = tokens[start].lower
    if pronoun == "whose":
        return Proposition((own,), (*name, "'s", *range(start + 1, own[1])), "relative")
    if pronoun == "where":
        return Proposition((own,), ("in", *name, ",", *range(start + 1, own[1])), "relative")
    if tokens[start].tag == "PREP":
        if tokens[start].lower == "for":
            return None
        return Proposition((own,), (start, *name, ",", *range(start + 2, own[1])), "relative")
    verb = finite(tokens, start + 1, own[1])
    if verb is None:
        return None
    begins = group_start(tokens, verb, start + 1)
    inserted = tokens[start + 1].tag == "PREP" and subject_before(tokens, begins, start + 2) is not None
    phrase = subject_before(tokens, begins, start + 1)
    if (inserted and (phrase is None or phrase.head[0] == start + 2)) or all(
        tokens[n].tag in ("ADV", "NEG", "PUNCT") for n in range(start + 1, begins)
    ):
        return Proposition((own,), (*name, *range(start + 1, own[1])), "relative")
    end = verb + 1
    while end < own[1] and tokens[end].tag in ("PART", "BASE", "BE", "HAVE", "ADV", "NEG"):
        end += 1
    return Proposition((own,), (*range(start + 1, end), *name, *range(end, own[1])), "relative")


def _participle(tokens: Sequence[Token], piece: _Piece, host: Sequence[_Piece]) -> Proposition | None:
    found = _host_subject(tokens, host)
    own = _tail(tokens, piece)
    if found is None or own[1] - own[0] < 2:
        return None
    (start, end), verb = found
    base = tokens[own[0]].base
    return Proposition(
        (own,),
        (
            *range(start, end),
            _tensed(tokens, verb, base, plural=_plural(tokens, start, end)),
            *range(own[0] + 1, own[1]),
        ),
        "participle",
    )


def _tensed(tokens: Sequence[Token], verb: int, base: str, *, plural: bool) -> str:
    """A participle's verb in the tense of its host: past unless the host is present or future."""
    word = tokens[verb].lower
    if tokens[verb].tag == "MODAL":
        return f"{word} {base}"
    if base == "have":
        return "had"
    present = word in ("is", "are", "has", "have", "does", "do") or (
        tokens[verb].tag == "FIN" and word in (tokens[verb].base, s_of(tokens[verb].base))
    )
    if not present or word in ("has", "have"):
        return past_of(base)
    return base if plural else s_of(base)


def _plural(tokens: Sequence[Token], start: int, end: int) -> bool:
    last = next(
        (tokens[n].lower for n in range(end - 1, start - 1, -1) if tokens[n].tag in ("NOUN", "NAME", "PRON", "NUM")), ""
    )
    return (last.endswith("s") and not last.endswith("ss")) or last in ("they", "we", "people", "police")


def _apposition(tokens: Sequence[Token], piece: _Piece, host: Sequence[_Piece]) -> Proposition | None:
    """`X fell to 5 percent, its lowest level since 2008` -> "X was at its lowest level since 2008"."""
    found = _host_subject(tokens, host)
    own = _tail(tokens, piece)
    if found is None or own[1] - own[0] < 2:
        return None
    (start, end), verb = found
    first = tokens[own[0]].lower
    be = "were" if _plural(tokens, start, end) else "was"
    if first in ("up", "down"):
        return Proposition((own,), (*range(start, end), be, *range(*own)), "apposition")
    if first in ("its", "their"):
        return Proposition((own,), (*range(start, end), be, "at", *range(*own)), "apposition")
    if first == "a":
        return Proposition(
            (own,),
            (*range(start, end), "had" if tokens[verb].tag != "MODAL" else "would have", *range(*own)),
            "apposition",
        )
    # "the most since April" says nothing without the figure it speaks of.
    return Proposition(
        (own,), (*(n for part in host for n in range(*_tail(tokens, part))), ",", *range(*own)), "apposition"
    )


def render(text: str, tokens: Sequence[Token], words: Sequence[Word], replaced: dict[int, str] | None = None) -> str:
    """A proposition as a sentence: the article's own spacing where its words follow each other, a capital and a full stop.

    `replaced` maps token numbers to other words; an empty one drops the token.
    """
    pieces: list[str] = []
    previous: Word | None = None
    for word in words:
        shown = word if isinstance(word, str) else (replaced or {}).get(word, tokens[word].text)
        if shown == "":
            continue
        joined = isinstance(word, int) and isinstance(previous, int) and word == previous + 1
        gap = text[tokens[word - 1].end : tokens[word].start] if joined and isinstance(word, int) else " "
        pieces.append((gap if pieces else "") + shown)
        previous = word
    sentence = _tidied("".join(pieces))
    return sentence[:1].upper() + sentence[1:] + ("" if sentence.endswith(("?", "!", ".")) else ".") if sentence else ""


def _tidied(sentence: str) -> str:
    sentence = re.sub(r"\s+", " ", sentence).strip(" ,;:—–")
    sentence = re.sub(r"\s+([,.;:!?%)]|['’]s\b|n['’]t\b)", r"\1", sentence)
    sentence = re.sub(r"([,;:])(?:\s*[,;:])+", r"\1", sentence)
    for opening, closing in (("“", "”"), ("(", ")")):
        if sentence.count(opening) != sentence.count(closing):
            sentence = sentence.replace(opening, "").replace(closing, "")
    if sentence.count('"') % 2:
        sentence = sentence.replace('"', "")
    return re.sub(r",\s*$", "", sentence.replace(" ,", ",")).strip()


def is_full(tokens: Sequence[Token], words: Sequence[Word]) -> bool:
    """Whether a proposition has a finite verb with something before it."""
    return any(
        (isinstance(word, int) and tokens[word].tag in _FINITE and place > 0)
        or (isinstance(word, str) and place > 0 and word not in ("'s", "in", ",", "at"))
        for place, word in enumerate(words)
    )


def names_nobody(tokens: Sequence[Token], words: Sequence[Word]) -> bool:
    """Whether a proposition holds nothing but pronouns and small words: "He denied it"."""
    return not any(
        (isinstance(word, int) and tokens[word].tag in ("NAME", "NUM"))
        or (isinstance(word, int) and tokens[word].tag == "NOUN" and tokens[word].lower not in w.ADVERBS)
        for word in words
    )
