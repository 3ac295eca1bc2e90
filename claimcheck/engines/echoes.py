"""Passages that say a claim again: the claim held against the propositions that rules cut from the passage itself.

A second, narrower way to evidence beside the network's: near the same words, the same figures, the same day, no other polarity, and a known
speaker. It speaks seldom and is then usually right (`eval/training/echoing.py` prints how often), and its grounds can be read. What
is left out: paraphrase, which is the judge's, and whether an origin counts, which is `verdicts.decide`'s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from claimcheck.claims import Article, Claim, Published, Span, VoiceKind, When, content_id
from claimcheck.engines.rules import extract
from claimcheck.neural.pairs import LONGEST, differ_in_polarity, hedged, look, stems
from claimcheck.neural.voices import same_party
from claimcheck.settings import WorthinessSettings
from claimcheck.text import sentences

SAID_WORDS = 0.4
"""Share of the claim's content words that the claimant's own proposition must hold to be the same saying."""
SAME_WORDS = 0.7
"""Share of the claim's content words that somebody else's proposition must hold to be the same assertion."""
OWN_WORDS = 0.5
"""Share of its own content words that a proposition must have in common with the claim: a longer one says something else."""
FEWER_WORDS, FEWER_OWN = 0.6, 0.3
"""The same two shares where a figure or the day agrees and the judge leans to support."""
_NOBODY = frozenset(("i", "we", "he", "she", "it", "they"))
"""Speakers that could not be led back to a name."""
_TOLD = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|told|estimat\w+|quoted|charge\w*|accus\w+|alleg\w+|claim\w*|den(?:y|ie[sd]|ying|ial)|report(?:s|ed|edly)|according|"
    r"statement|believ\w+|suspect\w*|rumou?r\w*|promis\w+|whether|wrong|false|untrue|withdr\w+|mistak\w+)\b",
    re.IGNORECASE,
)

_INVENTED = re.compile(
    r"\b(?:chapter (?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)|exercise \d+|question \d+|worksheet|horoscope|quiz|"
    r"(?:short|made-up) stor(?:y|ies)|fiction(?:al)?|satire|made up|imagine (?:a|an|that|you))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Echo:
    """One proposition of a passage that comes near a claim."""

    claim: Claim
    """The proposition, as extraction would cut it from an article."""
    sentence: Span
    """The passage's sentence that holds it."""
    words: float
    """Share of the claim's content words that it holds."""
    own_words: float
    """Share of its own content words that the claim holds."""
    figures: bool
    """Whether it holds all figures of the claim."""
    tells_apart: bool
    """Whether it shares a figure or a day with the claim: something that few other events share."""
    names: float
    """Share of the claim's names that the passage holds."""
    same_day: bool | None
    """Whether both speak of the same time; None where one of them names none."""
    opposite: bool
    """Whether one is negated and the other is not."""
    teller: VoiceKind
    """Who asserts it in the passage, as seen from the claim."""

    @property
    def speaker(self) -> str | None:
        """Who asserts it, as printed; None for the outlet."""
        return self.claim.attribution[-1].source if self.claim.attribution else None

    def grounds(self) -> str:
        """What agrees, for a rationale: `"said again: 0.83 of the words, same figures, same day"`."""
        seen = [f"{self.words:.2f} of the words", "same figures" if self.figures else "other figures"]
        if self.same_day is not None:
            seen.append("same day" if self.same_day else "another day")
        return f"said again: {', '.join(seen)}"


def echoes(claim: Claim, passage: str, published: Published | None) -> list[Echo]:
    """The passage's propositions that share a content word with the claim, nearest first."""
    ends = sentences(passage)
    found = [_echo(claim, one, passage, ends, published) for one in propositions(passage, published)]
    return sorted((one for one in found if one.words), key=lambda one: -(one.words + 0.3 * one.own_words))


@lru_cache(maxsize=1024)
def propositions(passage: str, published: Published | None) -> tuple[Claim, ...]:
    """What rules cut from a passage; it meets many claims and is read once."""
    identity = content_id("p", passage)
    article = Article(
        id=identity, title=None, text=passage, publisher=None, url=None, published=published, language="en"
    )
    return extract(article, settings=WorthinessSettings()).claims


def invented(title: str | None, passage: str) -> bool:
    """Whether title or passage says that it is fiction, an exercise or a game: what it says again, nobody asserts."""
    return bool(_INVENTED.search(f"{title or ''}\n{passage}"))


def saying(claim: Claim, found: Sequence[Echo]) -> Echo | None:
    """The echo in which the claimant says what the claim says they said; None where no proposition is near enough."""
    near = (one for one in found if one.teller == "claimant" and one.words >= SAID_WORDS)
    return next((one for one in near if one.own_words >= OWN_WORDS and _agrees(one)), None)


def assertion(
    claim: Claim, found: Sequence[Echo], *, supports: float, refutes: float, cautious: bool = False
) -> Echo | None:
    """The echo in which somebody else asserts what the claim says; None where none is near enough, or the judge leans the other way.

    `supports` and `refutes` are the judge's chances; a `cautious` engine asks for near the same words and a shared figure or day too. For a claim that somebody made, only the outlet's own voice counts: whether
    another speaker is not the same party after all, rules cannot tell.
    """
    tellers = ("outlet",) if claim.attribution else ("outlet", "other")
    candid = (one for one in found if one.teller in tellers and _asserts(one))
    return next((one for one in candid if _near(one, supports=supports, refutes=refutes, cautious=cautious)), None)


def _near(one: Echo, *, supports: float, refutes: float, cautious: bool) -> bool:
    """Near the same words and the judge not against it; or fewer, with a figure or day in common and the judge for it."""
    same = one.words >= SAME_WORDS and one.own_words >= OWN_WORDS and supports >= refutes
    if cautious:
        return same and one.tells_apart
    fewer = one.words >= FEWER_WORDS and one.own_words >= FEWER_OWN and one.tells_apart
    return same or (fewer and supports >= 2 * refutes)


def _asserts(one: Echo) -> bool:
    if one.names < 1.0 or not _agrees(one):
        return False
    if (one.speaker or "").casefold() in _NOBODY or not one.claim.checkable:
        return False
    return not hedged(one.claim.text) and not _TOLD.search(one.claim.text)


def _agrees(one: Echo) -> bool:
    return one.figures and not one.opposite and one.same_day is not False


def _echo(claim: Claim, one: Claim, passage: str, ends: Sequence[Span], published: Published | None) -> Echo:
    wanted, own = stems(claim.text), stems(one.text)
    common = len(wanted & own)
    # Rules blank what they know for a date, so the day that both are reckoned from matters little here.
    day = published.day if published else None
    asked, read, around = look(claim.text, day), look(one.text, day), look(passage, day)
    wanted_figures = {number.value for number in asked.figures}
    same_day = _same_time(claim.when, one.when)
    return Echo(
        claim=one,
        sentence=next((end for end in ends if end.overlaps(one.span)), one.span),
        words=common / len(wanted) if wanted else 0.0,
        own_words=common / len(own) if own else 0.0,
        figures=wanted_figures <= {number.value for number in read.figures},
        tells_apart=bool(wanted_figures) or same_day is True,
        names=len(asked.names & (around.names | around.stems)) / len(asked.names) if asked.names else 1.0,
        same_day=same_day,
        opposite=differ_in_polarity(claim.text, one.text),
        teller=_teller(claim, one),
    )


def _teller(claim: Claim, one: Claim) -> VoiceKind:
    if not one.attribution:
        return "outlet"
    namings = [naming for link in claim.attribution for naming in (link.source, link.role) if naming]
    tellers = [naming for link in one.attribution for naming in (link.source, link.role) if naming]
    return "claimant" if any(same_party(a, b) for a in namings for b in tellers) else "other"


def _same_time(asked: When | None, found: When | None) -> bool | None:
    """Days must meet; of stretches longer than a month the beginnings must agree; a claim "since 2016" needs one that says so."""
    if asked is None or asked.start is None or asked.end is None:
        return None
    long = (asked.end - asked.start).days > LONGEST
    if found is None or found.start is None or found.end is None:
        return False if long else None
    if long or (found.end - found.start).days > LONGEST:
        return asked.start == found.start
    return asked.start <= found.end and found.start <= asked.end
