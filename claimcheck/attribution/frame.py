"""What one attribution is within a unit, and the sets of verbs that rules turn on."""

from dataclasses import dataclass
from typing import Literal

from claimcheck.attribution import lexicon as lex
from claimcheck.grammar.phrases import Phrase, Range

Sort = Literal[
    "saying", "naming", "charge", "vow", "urging", "denial", "figure", "noun", "according", "hearsay", "label", "attitude",
    "question",
]  # fmt: skip

FINITE = frozenset({"FIN", "MODAL", "BE", "HAVE", "DO"})
NP_START = frozenset({"NAME", "DET", "POSS", "NOUN", "NUM", "PRON", "PART"})
SPEECH = lex.SAYING | lex.TELLING | lex.NAMING | lex.CHARGING | lex.VOWING | lex.DENYING | lex.QUOTED_ONLY | lex.URGING
INVERTIBLE = (lex.SAYING | lex.QUOTED_ONLY | lex.ASKING | {"tell", "promise", "warn"}) - lex.NEVER_AFTER
HEARSAY = frozenset(
    "say believe think understand report allege rumour rumor suspect estimate claim forecast expect".split()
)
"""In the passive: "is understood to", "is said to"."""
CUES = SPEECH | lex.ATTITUDES | lex.ASKING | lex.FIGURES | HEARSAY | {"put"}
OWN_ACTS = frozenset("revise cite refer note speak point respond react describe quote".split())
"""Participles that tell what the speaker did, not what he said."""


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
    """What is said."""
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
