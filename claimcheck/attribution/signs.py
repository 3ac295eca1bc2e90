"""What tells of a word whether it attributes: the signs that a tagger of cues weighs.

Only what tokens, their classes and quotation marks show: the word, its neighbours, its subject, what follows. Leaves out the weights, which
are `neural.cues`, and what becomes of a cue, which is `stances.py`.
"""

from collections.abc import Sequence
from typing import Protocol

from claimcheck.attribution import lexicon as lex
from claimcheck.attribution.unit import Unit
from claimcheck.grammar.phrases import group_start, subject_before
from claimcheck.grammar.token import Token
from claimcheck.grammar.verbs import forms

_VERBS = frozenset({"FIN", "PART", "ING", "BASE"})
_CLASSES = {
    "saying": lex.SAYING,
    "telling": lex.TELLING,
    "naming": lex.NAMING,
    "charge": lex.CHARGING,
    "attitude": lex.ATTITUDES,
    "denial": lex.DENYING,
    "noun": lex.NOUNS,
}
_SPEAKERS = {"person": lex.PERSON_NOUNS, "group": lex.GROUP_NOUNS, "body": lex.BODY_NOUNS, "document": lex.DOCUMENTS}
_NEAR = (-2, -1, 1, 2)


class CueTagger(Protocol):
    """Says how likely a word attributes something to somebody; `claimcheck.neural.cues.TrainedCues` does."""

    def chances(self, unit: Unit) -> Sequence[float]:
        """One number from 0 to 1 for each token."""
        ...


def candidate(unit: Unit, place: int) -> bool:
    """Whether a token can be a cue at all: a verb, a noun, an adverb ("reportedly"), a verb in a headline's capitals, a colon."""
    token = unit.tokens[place]
    if unit.quoted[place] >= 0:
        return False
    if token.tag == "NAME":
        return "s" in forms(token.lower) or "past" in forms(token.lower)
    return token.tag in _VERBS or token.tag in ("NOUN", "ADV") or token.text == ":"


def signs(unit: Unit, place: int) -> list[str]:
    """The signs of a token, each a short text: `["b=say", "t=FIN", "w1=that", ...]`."""
    tokens = unit.tokens
    token = tokens[place]
    base = _word(token)
    after = [_word(other) for other in tokens[place + 1 : place + 8]]
    beside = {step: _at(unit, place + step) for step in _NEAR}
    found = [f"b={base}", f"t={token.tag}", f"bt={base}{token.tag}", f"e={token.lower[-3:]}"]
    for step, (word, tag) in beside.items():
        found += [f"w{step}={word}", f"t{step}={tag}"]
    left, right = beside[-1], beside[1]
    found += [
        f"bw1={base}_{right[0]}",
        f"bw-1={left[0]}_{base}",
        f"bt1={base}_{right[1]}",
        f"bt-1={left[1]}_{base}",
        f"3={left[1]}{token.tag}{right[1]}",
        f"4={token.tag}{right[1]}{beside[2][1]}",
        f"that={'that' in after}",
        f"bthat={base}{'that' in after}",
        f"to={'to' in after[:4]}",
        f"q={any(number >= 0 for number in unit.quoted[place + 1 : place + 6])}",
        f"Q={any(number >= 0 for number in unit.quoted)}",
    ]
    found += [f"c={name}{token.tag}" for name, words in _CLASSES.items() if base in words]
    return found + _of_subject(unit, place, base)


def _of_subject(unit: Unit, place: int, base: str) -> list[str]:
    """Who does it, where the token is a verb."""
    token = unit.tokens[place]
    if token.tag not in _VERBS:
        return []
    phrase = subject_before(unit.tokens, group_start(unit.tokens, place, 0), 0)
    if phrase is None:
        return [f"s0{token.tag}"]
    head = unit.tokens[phrase.head[1] - 1]
    known = [f"sc={name}" for name, words in _SPEAKERS.items() if head.lower in words]
    return [f"s={_word(head)}", f"st={head.tag}", f"bst={base}{head.tag}", *known]


def _at(unit: Unit, place: int) -> tuple[str, str]:
    """Word and class of a neighbour, with a mark where it is quoted."""
    if not 0 <= place < len(unit.tokens):
        return "#", "#"
    token = unit.tokens[place]
    return _word(token), token.tag + ("Q" if unit.quoted[place] >= 0 else "")


def _word(token: Token) -> str:
    return token.base or token.lower
