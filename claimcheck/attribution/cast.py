"""Everybody named in an article so far, and whom a pronoun or "the ministry" means among them.

Grows as the article is read from its beginning; leaves out how a name is found in a phrase (`naming`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from claimcheck.attribution import lexicon as lex
from claimcheck.claims import Span

_HE = frozenset({"he", "him", "his", "himself"})


_SHE = frozenset({"she", "her", "hers", "herself"})


THEY = frozenset({"they", "them", "their", "theirs", "themselves"})


_IT = frozenset({"it", "its", "itself"})


PRONOUNS = _HE | _SHE | THEY | _IT


_UNORDERED = 5000
"""Characters by which mentions may stand out of the order of the text: a speaker named after his words is noted first."""


@dataclass(frozen=True)
class Speaker:
    """One who speaks, as named in the article."""

    name: str
    """Full name, or the words for somebody unnamed: "two people familiar with the matter"."""
    role: str | None = None
    """What the article says he or she is."""
    named: bool = True
    """Whether `name` is a proper name."""
    sex: str | None = None
    """`m`, `f`; None where nothing tells, or for a body."""
    body: bool = False
    """Whether it is an institution rather than a person."""
    plural: bool = False
    """Whether several speak."""


@dataclass
class _Mention:
    place: int
    speaker: Speaker
    head: str
    subject: bool
    located: bool = False
    """Whether a preposition of place stands before it: "off Cape Sorrel"."""


@dataclass
class Cast:
    """Everybody mentioned so far; grows as the article is read from its beginning."""

    full: dict[str, str] = field(default_factory=dict)
    """Surname or short name -> full name as first given."""
    roles: dict[str, str] = field(default_factory=dict)
    sexes: dict[str, str] = field(default_factory=dict)
    bodies: set[str] = field(default_factory=set)
    mentions: list[_Mention] = field(default_factory=list)
    told: list[tuple[Span, Speaker]] = field(default_factory=list)
    """Where what was said lies, and who said it."""

    def mention(
        self, speaker: Speaker, place: int, *, head: str = "", subject: bool = False, located: bool = False
    ) -> None:
        """Remember that somebody was named at a place in the text."""
        self.mentions.append(_Mention(place, speaker, head.lower(), subject, located))

    def tells(self, teller: Speaker, content: Sequence[Span]) -> None:
        """Remember where the words lie that somebody said."""
        self.told += [(part, teller) for part in content]

    def _teller(self, mention: _Mention) -> Speaker | None:
        """Who told of somebody, where he is named in what another said."""
        return next(
            (
                teller
                for part, teller in reversed(self.told)
                if part.start <= mention.place < part.end and teller.name != mention.speaker.name
            ),
            None,
        )

    def pronoun(
        self, word: str, place: int, *, speaking: bool, exclude: str | None = None, apart_from: str = ""
    ) -> Speaker | None:
        """Whom a pronoun at `place` means: the nearest one that fits in number and sex; None where nobody does.

        Not whoever `exclude` names, nor anybody named in full in the words `apart_from`: what one says of others.
        """
        near = [
            m
            for m in self._before(place)
            if m.speaker.name != exclude and not (m.speaker.named and m.speaker.name in apart_from)
        ]
        fitting = [m for m in near if _fits(m.speaker, word) and (word.lower() not in _HE | _SHE or _is_person(m))]
        if not fitting or (word.lower() in _IT and not any(m.subject for m in fitting)):
            return None
        if speaking:
            subjects = [m for m in fitting if m.subject]
            known = [m for m in subjects if m.speaker.sex or word.lower() not in _HE | _SHE]
            meant = (known or subjects or fitting)[0] if _close(known, subjects) else (subjects or fitting)[0]
            teller = self._teller(meant)
            # "Krol said that Hask lied. He added": whoever told goes on telling.
            return teller if teller is not None and teller.name != exclude and _fits(teller, word) else meant.speaker
        subjects = [m for m in fitting if m.subject]
        return (subjects or fitting)[0].speaker

    def _before(self, place: int, within: int = 900) -> Iterator[_Mention]:
        """Mentions before a place, the nearest first, as far back as one looks."""
        for m in reversed(self.mentions):
            if place - m.place >= within + _UNORDERED:
                return
            if m.place < place and place - m.place < within:
                yield m

    def body(self, head: str, place: int, words: str = "") -> Speaker | None:
        """Which institution "the ministry" means: the last one named with that word."""
        if head in lex.MESSAGES:
            return None
        for m in reversed(self.mentions):
            if m.place < place and m.speaker.name.lower() != words.lower() and _named_with(m.speaker.name, head):
                return m.speaker
        return None

    def person(self, place: int) -> Speaker | None:
        """Whom "the 27-year-old" means: the last one named, subjects first."""
        people = [m for m in self._before(place) if m.speaker.named and not m.speaker.body and not m.speaker.plural]
        return next((m.speaker for m in people if m.subject), people[0].speaker if people else None)

    def by_head(self, head: str, place: int) -> Speaker | None:
        """Whom "the envoy" means: the last one introduced by that word."""
        for m in self._before(place, 2500):
            own_name = head in lex.MESSAGES and m.speaker.name.lower().endswith(head)
            if m.head == head and not own_name:
                return m.speaker
        return None


def _is_person(mention: _Mention) -> bool:
    """Whether anything tells that a person is meant: a sex, an office, or that he does something; "off Cape Sorrel" does not."""
    speaker = mention.speaker
    return bool(speaker.sex or speaker.role or mention.subject or not speaker.named or not mention.located)


def _close(known: Sequence[_Mention], subjects: Sequence[_Mention]) -> bool:
    return bool(known and subjects and known[0].place >= subjects[0].place - 400)


def _fits(speaker: Speaker, word: str) -> bool:
    word = word.lower()
    if word in _HE:
        return not speaker.body and not speaker.plural and speaker.sex != "f"
    if word in _SHE:
        return not speaker.body and not speaker.plural and speaker.sex != "m"
    if word in _IT:
        return speaker.body and not speaker.plural
    if word in THEY:
        return speaker.plural
    return False


def _named_with(name: str, head: str) -> bool:
    return (
        bool(re.search(rf"\b{re.escape(head)}$", name, re.IGNORECASE))
        and len(name.split()) > 1
        and not name.lower().startswith(("the " + head, "its ", "his ", "her "))
    )
