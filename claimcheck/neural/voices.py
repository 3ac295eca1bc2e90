"""Who speaks in a window of a passage: the outlet itself, the claim's own claimant, or somebody else.

The reading of reported speech is `attribution`'s; here its chains are laid over a window and over the words of a claim. Whether
two namings mean one party is judged by their words alone: a spokesman of the ministry and the ministry are one, the interior and
the defence ministry are not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from claimcheck.attribution import Attributed, attributions
from claimcheck.claims import VoiceKind
from claimcheck.neural.pairs import shared, stems
from claimcheck.text import sentences

Window = tuple[int, int]


def _cut(words: str) -> frozenset[str]:
    """Words cut so that `Kestovian` meets `Kestovia`, and `prosecutors` the `prosecutor`'s office."""
    return frozenset(word[:7] for word in words.split())


_ARTICLES = frozenset(("the", "and", "for", "its", "his", "her", "their"))
_PERSONS = _cut(
    """minister president spokesman spokeswoman spokesperson speaker chief mrs director chair chairman chairwoman head mayor governor
    prime deputy officer manager managing secretary general press"""
)
_TITLES = _PERSONS | _cut("foreign finance defence interior justice health")
_BODIES = _cut(
    """ministry department police company office university court council bank government union agency group party army board authority
    institute association federation commission service committee firm city county district state parliament hospital school"""
)


@dataclass(frozen=True)
class Voice:
    """Who asserts what a window says."""

    kind: VoiceKind
    """`outlet`, `claimant` or `other`."""
    name: str | None
    """As the passage names them; None for the outlet itself."""
    denied: bool = False
    """Whether the speaker is said to deny it."""


def voice(passage: str, window: Window, *, claim: str, claimant: str | None, role: str | None = None) -> Voice:
    """Who asserts in `window` what comes nearest to the claim; `role` is what the article says the claimant is.

    The sentence that holds most of the claim's words decides; in it the piece of reported speech that holds most of them, unless
    what the outlet says itself there holds more. A claimant who is named in such a sentence, but not in the claim, is its source
    even where no cue is known ("the commission gave the turnout as 67 percent").
    """
    wanted = stems(claim)
    start, end = _nearest(passage, window, wanted)
    best, rest = _spoken(passage, (start, end), wanted)
    if best is not None and best[0] >= shared(wanted, stems(rest[start:end])):
        return _voice(best[1], [naming for naming in (claimant, role) if naming])
    sentence = passage[start:end]
    if claimant and _known(claimant) and named(claimant, sentence) and not named(claimant, claim):
        return Voice("claimant", claimant)
    return Voice("outlet", None)


def _nearest(passage: str, window: Window, wanted: frozenset[str]) -> Window:
    """The sentence of the window that holds most of the wanted words, the first of equals; the window where there is none."""
    inside = [
        (max(one.start, window[0]), min(one.end, window[1]))
        for one in sentences(passage)
        if one.start < window[1] and one.end > window[0]
    ]
    return max(inside, key=lambda one: shared(wanted, stems(passage[slice(*one)])), default=window)


def _spoken(passage: str, place: Window, wanted: frozenset[str]) -> tuple[tuple[float, Attributed] | None, str]:
    """The reported speech in `place` that holds most of the wanted words, and the passage without any reported speech."""
    best: tuple[float, Attributed] | None = None
    rest = passage
    for item in reported(passage):
        inside = [part for part in item.content if part.start < place[1] and part.end > place[0]]
        if not inside or not item.chain:
            continue
        rest = _blanked(rest, [(part.start, part.end) for part in item.content])
        held = shared(wanted, stems(" ".join(part.of(passage) for part in inside)))
        if best is None or held > best[0]:
            best = (held, item)
    return best, rest


def _voice(item: Attributed, claimants: Sequence[str]) -> Voice:
    denied = item.negated or item.sort == "denial"
    speakers = [naming for link in item.chain for naming in (link.speaker.name, link.speaker.role) if naming]
    own = any(same_party(speaker, claimant) for speaker in speakers for claimant in claimants)
    return Voice("claimant" if own else "other", item.chain[-1].speaker.name, denied)


@lru_cache(maxsize=2048)
def reported(passage: str) -> tuple[Attributed, ...]:
    """The passage's reported speech."""
    return tuple(attributions(passage, sentences(passage)))


def same_party(one: str, other: str) -> bool:
    """Whether two namings may mean the same speaker.

    `("Ilse Vandry", "Ms Vandry") -> True`, `("the ministry", "foreign ministry") -> True`, `("interior ministry", "defence ministry")
    -> False`
    """
    left, right = _words(one), _words(other)
    if (left & right) - _TITLES - _BODIES:
        return True
    return bool(left & right & _BODIES) and (left <= _BODIES or right <= _BODIES or left == right)


def _words(text: str) -> frozenset[str]:
    plain = re.sub(r"['’]s?\b", "", text.casefold())
    found = _cut(" ".join(re.findall(r"[\w-]{3,}", plain))) - _ARTICLES
    if not found & _BODIES or found <= _BODIES | _PERSONS:
        return found - _TITLES
    # A minister's chair is no name, but "foreign" tells one ministry from another.
    return found - _PERSONS


def _known(claimant: str) -> bool:
    """Whether a claimant is a person or body with a name: `"two people familiar with the matter" -> False`."""
    return bool(re.search(r"\b[A-Z]", claimant) or _words(claimant) & _BODIES)


def named(claimant: str, text: str) -> bool:
    """Whether a text names the claimant by a capitalised word, or where it has none, by any of its words."""
    capitals = re.findall(r"\b[A-Z][\w’'-]{2,}", claimant)
    keys = [word for word in capitals if word.casefold()[:7] not in _TITLES] or re.findall(r"[\w’'-]{4,}", claimant)
    return any(re.search(rf"\b{re.escape(key.removesuffix(chr(39) + 's'))}", text, re.I) for key in keys)


def _blanked(text: str, spans: Sequence[Window]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
