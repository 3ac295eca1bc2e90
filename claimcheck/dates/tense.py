"""Whether the words around a time expression look back or ahead.

No parser: the nearest verb to the left of the expression decides, else the nearest to its right, within the clause. That is
enough for news prose, where the time stands beside its verb ("resigned on Friday", "will meet on Friday"), and it is quick.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Literal

from claimcheck.dates.words import word_set

Tense = Literal["past", "future", "future-then"]
"""`future` is reckoned from publication; `future-then` ("said it would open on Friday") from the time of saying, if known."""

_WORD = re.compile(r"\d[\d.,]+|\w+(?:['’]\w+)?(?:-\w+)*")
_CLAUSE = re.compile(r"[;:!?]|(?<![A-Z])\.(?=\s+[A-Z]|\s*$)|[\"“”]| [–—-] ")
_REACH = 200

_NOW = word_set("will shall must may can won't cannot")
_THEN = word_set("would could should might")
_HOPES = word_set(
    """wants hopes plans aims intends expects predicts promises vows wishes seeks want hope plan aim intend expect"""
)
_PLANNED = word_set(
    """asked demanded called urged pressed expected scheduled slated planned planning forecast projected predicted hoped ready set poised likely bound
    wanted"""
)
_BIDDEN = word_set("asked demanded called urged pressed")
"""Tell of what is to come only where "for" or "to" follows: `was asked on Monday` is over."""
_PRESENT_PLANS = word_set(
    """votes meets opens begins starts ends closes expires resumes launches faces hosts returns travels flies leaves
    arrives visits goes sits vote meet open begin start close expire resume go leave fly travel return"""
)
_IN_FORCE = {
    "takes": "effect",
    "take": "effect",
    "comes": "force",
    "come": "force",
    "enters": "force",
    "enter": "force",
}
"""`takes effect`, `comes into force`: in the present of what is set down, whatever has been before."""
_PAST = word_set(
    """was were had did wasn't weren't hadn't didn't said told went came took made gave got saw met won lost fell rose
    began broke brought built bought caught chose dealt drew drove ate flew fought found grew heard held kept knew
    laid led left lent ran rang sang sank sent shook shot sold sought spent spoke stood stole struck swept taught
    thought threw understood wore wrote became beat blew fled forgot froze hid hung meant overcame rode stuck
    undertook withdrew lay paid swore died lied tied vied been taken given seen known shown written spoken stolen driven
    fallen risen grown thrown drawn begun broken chosen flown"""
)
_NO_VERB = word_set("speed indeed hundred exceed proceed breed greed sacred wicked naked")
"""Words in -ed of five letters or more; shorter ones are no verb either."""
_NOUN_BEFORE = word_set("""the a an its his her their our my your this these those of in for with and or no some""")
_UNDONE = word_set(
    """failed refused declined had used began started continued forced managed able came went got attempted tried
    helped appeared seemed"""
)
_NOT_INFINITIVE = word_set(
    """the an her their our my your that these those him them it which what whom all both some any
    each every court hospital prison jail parliament congress work school bed death power date life justice trial
    police least up about around between nearly almost just only more less such war peace
    office town home custody people one two three four five six seven eight nine ten twelve
    twenty"""
)
_FOLLOW = word_set("by in at on before")
_BE = word_set("is are was were be been")


def tense(sentence: str, expression: str) -> Tense | None:
    """How the sentence looks on the expression; None where no verb near it tells."""
    place = sentence.find(expression) if expression else -1
    if place < 0:
        return _explicit(expression, "")
    left = _clause_words(sentence[max(0, place - _REACH) : place], last=True)
    right = _clause_words(sentence[place + len(expression) : place + len(expression) + _REACH], last=False)
    return (
        _explicit(expression, sentence[place + len(expression) :])
        or _nearest(left, reversed(range(len(left))), before=True)
        or _nearest(right, range(len(right)), before=False)
    )


_PLAYED = re.compile(
    r"\s+(?:[\w-]+\s+){0,2}(?:\d+-\d+|(?:win|victory|defeat|loss|draw|attack|blast|crash|collapse|quake|earthquake|strike"
    r"|shooting|raid|protest|riot|statement|announcement|report|newspaper|edition)s?)\b"
)


def _explicit(expression: str, after: str) -> Tense | None:
    """What the expression and the noun after it tell by themselves: `the March deadline`, `Sunday's 2-1 win`."""
    if re.match(r"as soon as|for [A-Z]", expression) or re.match(r"\s+deadline", after):
        return "future-then"
    if expression.startswith(("until", "by")) and re.match(r"\s+to [a-z]", after):
        return "future-then"
    return "past" if expression.endswith(("'s", "’s")) and _PLAYED.match(after) else None


def _clause_words(text: str, *, last: bool) -> list[str]:
    parts = _CLAUSE.split(text)
    return [word.replace("’", "'") for word in _WORD.findall(parts[-1] if last else parts[0])]


def _nearest(words: list[str], places: Iterable[int], *, before: bool) -> Tense | None:
    for place in places:
        found = _cue(words, place, before=before)
        if found:
            return found
    return None


def _cue(words: list[str], at: int, *, before: bool) -> Tense | None:
    """What the word at a place says of the tense."""
    word, earlier = words[at], words[at - 1].casefold() if at else ""
    if word == "to" and _infinitive(words, at + 1):
        return "past" if earlier in _UNDONE else "future-then"
    if word in _NOW or word.endswith("'ll"):
        return "future"
    if word in _THEN:
        return "future-then"
    if word in _HOPES and earlier not in _NOUN_BEFORE:
        return "future"
    if word == "due" or (word == "for" and before and at == len(words) - 1):
        return "future-then"
    if word in _PLANNED and _planned(words, at):
        return "future-then"
    if word in _IN_FORCE and earlier not in ("did", "didn't") and _IN_FORCE[word] in words[at + 1 : at + 3]:
        return "future"
    if word in _PRESENT_PLANS:
        if earlier in _NOUN_BEFORE:
            return None
        if _proposed(words, at):
            return "future-then"
        return None if any(_cue(words, place, before=before) == "past" for place in range(at)) else "future"
    if word.endswith("ing"):
        return _progressive(words, at)
    return _past(words, at)


_PROPOSALS = word_set(
    "proposed proposes suggested demanded demands asked recommended insisted agreed urged requested offered decided"
)


def _proposed(words: list[str], at: int) -> bool:
    """Whether the verb is what somebody proposed: `proposed that the two leaders |meet|`."""
    return any(word in _PROPOSALS and after == "that" for word, after in pairwise(words[max(0, at - 10) : at]))


def _infinitive(words: list[str], at: int) -> bool:
    """Whether the word after "to" is a verb: `to rehouse`, `to be`; not `to parliament`, `to Paris`, `to talks`."""
    if at >= len(words):
        return False
    word = words[at]
    plural = word.endswith("s") and not word.endswith("ss")
    return (
        word.isalpha()
        and word.islower()
        and len(word) > 1
        and not plural
        and not word.endswith("ing")
        and word not in _NOT_INFINITIVE
    )


def _planned(words: list[str], at: int) -> bool:
    """`talks planned for`, `is expected on`; not `that it forecast in`."""
    follow = next(iter(words[at + 1 :]), "on")
    if follow in ("for", "to"):
        return True
    return words[at] not in _BIDDEN and follow in _FOLLOW and any(word in _BE for word in words[max(0, at - 3) : at])


def _progressive(words: list[str], at: int) -> Tense | None:
    """`is meeting` looks ahead; of `was meeting` the other word tells."""
    auxiliary = words[max(0, at - 2) : at]
    return "future" if any(w in ("is", "are", "am") or w.endswith(("'re", "'m")) for w in auxiliary) else None


def _past(words: list[str], at: int) -> Tense | None:
    """`resigned`, `fell`; not `will be released`, `is held`, `its disputed plan`."""
    word = words[at]
    if word not in _PAST and not (word.endswith("ed") and word.islower() and len(word) > 4 and word not in _NO_VERB):
        return None
    before = [
        earlier for earlier in words[:at] if not earlier.endswith("ly") and earlier not in ("not", "also", "then")
    ]
    if before and before[-1] in _NOUN_BEFORE and word not in ("was", "were", "had", "did"):
        return None
    if before and before[-1] in ("be", "get"):
        return None
    return None if before and before[-1] in ("is", "are", "being") else "past"
