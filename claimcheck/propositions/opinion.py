"""Whether evidence about the world could settle a proposition, and what kind it is: by cue words, verb forms and how it was said.

Rules first, because they can be read; a trained classifier may be blended in where they are unsure. Figures, dates and names speak for
the checkable side, verdicts of taste and plans for the other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claimcheck.claims import Kind
from claimcheck.grammar.token import Token
from claimcheck.propositions.proposition import Word, finite

CHECKABLE: frozenset[Kind] = frozenset({"event", "quantity", "state", "comparison"})


def _words(listed: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(listed.split())})\b", re.IGNORECASE)


_JUDGING = _words(
    r"""disgrac\w* sham(?:e|eful|efully|bles|eless) outrag\w* scandal(?:ous)? appalling dreadful terrible horribl[ey] horrific disastrous catastroph\w* reckless\w* shabby
    absurd\w* ridiculous\w* ludicrous nonsens\w* laughable farc\w* pathetic foolish\w* stupid\w* idiotic insane crazy madness lunacy folly hypocri\w* cowardly coward\w* heroic hero(?:es)?
    brilliant\w* wonderful\w* marvellous magnificent superb splendid excellent fantastic amazing beautiful\w* gorgeous lovely charming ugly hideous dull boring tedious dreary bleak
    unforgivable unacceptable unjust unfair unthinkable intolerable inexcusable indefensible irresponsible immoral wicked evil cruel callous heartless tragic tragedy sad(?:ly)? sorry
    triumph\w* masterpiece genius miracle miraculous treasure gift blessing curse betray\w* insult\w* mockery joke farce circus stunt theatre charade sham fantasy fiction fairy\s?tale
    greatest finest worst best proud\w* ashamed delighted thrilled disappoint\w* heartbr\w* gutted devastat(?:ed|ing) furious regrettabl[ey] welcome unfortunate\w*
    missed\s+opportunit\w+ wake-up deserv\w* worth(?:y|while) sensible reasonable wise unwise fair honest(?:ly)? decent indecent arrogan\w* greed\w* lazy clumsy timid brave courag\w*
    hopeless\w* meaningless pointless useless worthless priceless toothless spineless shameless dangerous nightmare hell heaven paradise menace monster vandal\w* robbery murder\s+by
    breathtaking crushing stunning shocking disturbing alarming worrying encouraging promising impressive remarkable extraordinary historic landmark
    humiliat\w* embarrass\w* glorious noble dignity vindict\w* bully\w* cynical\w* naive pettty petty smug fatuous vandalism unhelpful irrelevant excessive disproportionate overdue
    (?:black|dark|sad|bad|good|great|proud|shameful)\s+day common\s+sense good\s+news bad\s+news right\s+thing wrong\s+thing no\s+excuse enough\s+is\s+enough so\s+much\s+for a\s+steal cannot\s+be\s+trusted too\s+(?:late|little|much|long|soon|far)"""
)
_BLAMING = _words(
    r"""blam\w+ to\s+blame fault culprit responsib(?:le|ility)\s+(?:for|lies|rests) rests?\s+(?:entirely|solely|squarely) negligen\w+ lied\s+to cover-up guilty\s+of\s+neglect
    own\s+(?:it|that)\b betrayed sold\s+out failed\s+(?:us|them|the\s+\w+|its|his|her|their)"""
)
_TASTE = _words(
    r"""(?:i|we|he|she|they)\s+(?:\w+\s+)?(?:love|loves|loved|like|likes|liked|hate|hates|hated|prefer|prefers|preferred|enjoy|enjoys|enjoyed|adore|adores|admire|admires|miss|fear|regret)s?
    is\s+pleased are\s+pleased delighted favourite favorite tastes? delicious"""
)
_OUGHT = _words(
    r"should ought must needs?\s+to has\s+to have\s+to had\s+better it\s+is\s+time it's\s+time time\s+to cannot\s+afford let\s+us let's had\s+to\s+stop"
)
_AHEAD = _words(
    r"will won't shall going\s+to 'll’?ll is\s+likely are\s+likely was\s+likely likely\s+to is\s+expected are\s+expected expected\s+to is\s+set are\s+set bound\s+to doomed destined"
)
_LAW = _words(
    r"by\s+law under\s+(?:article|section|the\s+(?:law|act|terms|rules?|treaty|deal|agreement)) is\s+required are\s+required legally rules?\s+require"
)
_SCHEDULED = _words(
    r"is\s+due are\s+due was\s+due were\s+due scheduled is\s+to\s+\w+ are\s+to\s+\w+ timetabled opens? sits? resumes? starts? begins? meets? plays? leaves?"
)
_FIGURE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|billions?|half|third|quarter|twice|double[ds]?|halved|percent)\b",
    re.IGNORECASE,
)
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_CALENDAR = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: (?:to|or|and) \d{{1,2}})? (?:{_MONTH})(?: \d{{4}})?\b"
    rf"|\b(?:{_MONTH}) \d{{1,2}}(?:, \d{{4}})?\b|\b(?:1[89]|20)\d\d\b"
)
_COMPARING = _words(
    r"more\s+than less\s+than fewer\s+than higher lower larger smaller faster slower than highest lowest largest smallest"
)
_IMAGE = _words(
    r"""as\s+if as\s+though nobody\s+(?:voted|asked|cares) everyone\s+knows ask\s+any\w* make\s+no\s+mistake on\s+its\s+knees house\s+of\s+cards\s* a\s+story\s+of the\s+price\s+of
    not\s+an?\s+\w+ anything\s+but nothing\s+but nothing\s+less so-called nothing\s+short plain\s+and\s+simple once\s+again\s+proves"""
)
_LIKENED = re.compile(r"\blike\s+an?\s+\w+", re.IGNORECASE)
"""A likeness is an image where it is all that is said ("is like a prison"), not where something happened ("leaked like a sieve")."""
_VERDICT = re.compile(
    r"(?:it|this|that)(?: is| was|['’]s| has been)(?: just| simply| really)? (?:an?|no|the (?:most|best|worst|\w+est)|more of)\b",
    re.IGNORECASE,
)
"""What somebody says of a thing that only he points at: "This is no tax reform"."""
_REFUSED = re.compile(r"\b(?:would not|wouldn['’]t)\b", re.IGNORECASE)
"""In the outlet's own voice a refusal, not a forecast: "His rival would not concede"."""
_STATES = frozenset(
    [
        "be",
        "have",
        "own",
        "hold",
        "contain",
        "include",
        "belong",
        "cost",
        "stand",
        "lie",
        "remain",
        "live",
        "consist",
        "measure",
        "weigh",
        "employ",
        "require",
        "need",
        "mean",
        "know",
        "run",
        "serve",
        "cover",
        "house",
        "lack",
        "keep",
        "stay",
        "exist",
        "sit",
    ]
)


@dataclass(frozen=True)
class Judged:
    """What a proposition is taken for."""

    kind: Kind
    sure: float
    """Between 0 and 1: how firmly the rules say so; what is unsure may be overruled by a classifier."""

    @property
    def checkable(self) -> bool:
        """Whether evidence could settle it."""
        return self.kind in CHECKABLE


def kind_of(
    wording: str,
    tokens: Sequence[Token],
    words: Sequence[Word],
    *,
    sort: str = "",
    attributed: bool = False,
    own_plan: bool = False,
) -> Judged:
    """Kind of a proposition: `kind_of("The rise is a disgrace.", ...) -> Judged("value", .9)`.

    `sort` is how its cue governs it ("naming", "charge", "vow", ...), `own_plan` whether its subject is who says it.
    """
    by_cue = _by_cue(sort, wording)
    if by_cue is not None:
        return by_cue
    places = [word for word in words if isinstance(word, int)]
    verb = next(
        (
            tokens[n]
            for n in places
            if tokens[n].tag in ("FIN", "MODAL", "BE", "HAVE", "DO") and tokens[n].lower not in ("be", "been", "being")
        ),
        None,
    )
    if wording.rstrip().endswith("?"):
        return Judged("rhetoric", 0.9)
    ahead = _ahead(wording, verb, own_plan=own_plan, attributed=attributed)
    if ahead is not None:
        return ahead
    figure = bool(_FIGURE.search(_CALENDAR.sub(" ", wording)))
    if _BLAMING.search(wording):
        return Judged("blame", 0.8)
    if _OUGHT.search(wording) and not _LAW.search(wording):
        return Judged("value", 0.7) if attributed else Judged("state", 0.3)
    if _JUDGING.search(wording):
        return Judged("value", 0.75 if not figure else 0.55)
    if _TASTE.search(wording):
        return Judged("value", 0.6)
    if _IMAGE.search(wording) and not figure:
        return Judged("rhetoric", 0.55)
    if verb is not None and verb.tag == "BE" and not figure and _LIKENED.search(wording):
        return Judged("rhetoric", 0.55)
    if attributed and not figure and _VERDICT.match(wording):
        return Judged("value", 0.4)
    return _plain(wording, verb, figure=figure)


def _by_cue(sort: str, wording: str) -> Judged | None:
    if sort == "naming":
        return Judged("value", 0.8)
    if sort == "charge":
        return Judged("blame", 0.8)
    if sort == "vow":
        return Judged("promise", 0.95)
    return None


def _ahead(wording: str, verb: Token | None, *, own_plan: bool, attributed: bool) -> Judged | None:
    """Promises and predictions: what will be, might be, would be."""
    if verb is not None and verb.tag == "MODAL":
        word = verb.lower
        if word in ("will", "'ll", "wo", "shall") or (word == "would" and attributed):
            return Judged("promise" if own_plan else "prediction", 0.8)
        if word in ("may", "might"):
            return Judged("prediction", 0.7)
        if word == "could" and attributed:
            return Judged("prediction", 0.6)
        if word in ("should", "must", "ought") and not _LAW.search(wording):
            return Judged("value", 0.75) if attributed or word != "must" else Judged("state", 0.3)
        if word == "would" and _REFUSED.search(wording):
            return Judged("event", 0.5)
        if word == "would":
            return (
                Judged("quantity", 0.3) if _FIGURE.search(_CALENDAR.sub(" ", wording)) else Judged("prediction", 0.45)
            )
    if _AHEAD.search(wording) and not _SCHEDULED.search(wording):
        return Judged("prediction", 0.7)
    return None


def _plain(wording: str, verb: Token | None, *, figure: bool) -> Judged:
    if figure:
        return Judged(
            "comparison" if _COMPARING.search(wording) and re.search(r"\bthan\b", wording) else "quantity", 0.7
        )
    base = verb.base if verb is not None else ""
    present = verb is not None and verb.lower in ("is", "are", "has", "have", "does", "do", "can", "cannot", "ca")
    if base in _STATES or present:
        return Judged("state", 0.45)
    return Judged("event", 0.6)


def blended(judged: Judged, chance: float, kind: str, *, trust: float = 0.5) -> Judged:
    """The rules' word and a classifier's probability of being checkable, joined; a cue that settles it is not overruled.

    `trust` between 0 and 1 is the classifier's share where the rules are half sure.
    """
    rules = 0.5 + judged.sure / 2 if judged.checkable else 0.5 - judged.sure / 2
    share = trust * (1 - max(0.0, judged.sure - 0.5))
    joined = (1 - share) * rules + share * chance
    if (joined >= 0.5) == judged.checkable:
        return judged
    fallback: Kind = "state" if joined >= 0.5 else "value"
    options = (
        {"event", "quantity", "state"} if joined >= 0.5 else {"value", "blame", "prediction", "promise", "rhetoric"}
    )
    return Judged(kind if kind in options else fallback, abs(joined - 0.5))  # type: ignore[arg-type]


def evaluative(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """An adjective of judgement inside a report of fact: the place of "shameful" in "a shameful rise to 7 percent"."""
    for place in range(start, end - 1):
        if (
            tokens[place].tag in ("NOUN", "ADV", "PART", "ING")
            and _JUDGING.fullmatch(tokens[place].text)
            and place > start
            and tokens[place - 1].tag in ("DET", "POSS")
            and tokens[place + 1].tag == "NOUN"
        ):
            verb = finite(tokens, start, end)
            return place if verb is not None and any(tokens[n].tag == "NUM" for n in range(start, end)) else None
    return None
