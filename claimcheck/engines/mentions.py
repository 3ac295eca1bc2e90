"""Who is meant in a claim's wording: names for pronouns, full names for surnames, and the verb forms that go with them.

Replaces only where one reading is safe; else the words stay as printed.
"""

import re
from collections.abc import Sequence

from claimcheck.attribution.speakers import Cast, Speaker
from claimcheck.attribution.unit import Unit
from claimcheck.grammar import words as w
from claimcheck.grammar.verbs import s_of
from claimcheck.propositions.cutting import Word

_PLEONASTIC = re.compile(
    r"\bit\b(?:['’]s| is| was| has been| will be| would be)? (?:\w+ly )?(?:\w+ )?(?:that|to|who|like)\b"
    r"|\bit (?:took|takes|rained|snowed|seems?|appears?|remains|costs?)\b",
    re.IGNORECASE,
)


_FIRST = frozenset(["i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"])
_THIRD = {
    "m": {"my": "his", "me": "him", "myself": "himself", "i": "he"},
    "f": {"my": "her", "me": "her", "myself": "herself", "i": "she"},
    "body": {"our": "its", "us": "it", "ourselves": "itself", "we": "it"},
    None: {"my": "their own", "me": "them", "myself": "themselves", "i": "they"},
}
_AGREEING = {
    "am": "is", "'m": " is", "have": "has", "'ve": " has", "'ll": " will", "'d": " would", "do": "does", "'re": " is", "are": "is", "were": "was",
}  # fmt: skip


def replacements(
    unit: Unit, words: Sequence[Word], cast: Cast, speaker: Speaker | None, *, direct: bool
) -> dict[int, str]:
    """Names for pronouns, full names for surnames, by token; each person named once."""
    replaced: dict[int, str] = {}
    named = {word for word in words if isinstance(word, str)}
    sentence = " ".join(unit.tokens[word].text if isinstance(word, int) else word for word in words)
    for word in words:
        if not isinstance(word, int):
            continue
        token = unit.tokens[word]
        low = token.lower
        if token.tag == "NAME":
            _expand(unit, word, words, cast, replaced, named)
            continue
        if token.tag not in ("PRON", "POSS") or low in ("'s", "'"):
            continue
        inside = direct or unit.quoted[word] >= 0
        who = _meant(unit, word, low, cast, speaker, direct=inside, sentence=sentence)
        if who is None:
            continue
        name = shown(who)
        if low in _FIRST and name in named:
            replaced[word] = _third(who, low) or token.text
        elif name not in named and not (who.name in sentence and not _later(unit, word, words, who.name)):
            named.add(name)
            replaced[word] = _owned(name) if token.tag == "POSS" else name
        if low in ("i", "we") and word in replaced:
            _agree(unit, words, word, replaced)
    return replaced


def shown(who: Speaker) -> str:
    """How somebody is named in running text: `"a customs officer" -> "the customs officer"`."""
    name = " ".join(who.name.split())
    return name if who.named else re.sub(r"^(?:A|An|a|an|The) (?=[a-z])", "the ", name)


def _third(who: Speaker, low: str) -> str | None:
    return _THIRD["body" if who.body else who.sex].get(low)


def _agree(unit: Unit, words: Sequence[Word], subject: int, replaced: dict[int, str]) -> None:
    """Puts the verb after "I" into the third person: "I recognise" -> "Krol recognises"."""
    rest = [word for word in words if isinstance(word, int) and word > subject]
    for word in rest[:3]:
        token = unit.tokens[word]
        if token.tag == "ADV":
            continue
        if token.lower in _AGREEING:
            replaced[word] = _AGREEING[token.lower]
        elif token.tag == "FIN" and token.lower == token.base:
            replaced[word] = s_of(token.base)
        return


def _later(unit: Unit, place: int, words: Sequence[Word], name: str) -> bool:
    """Whether a name stands only after the pronoun, so that the pronoun may still take it."""
    before = " ".join(unit.tokens[word].text for word in words if isinstance(word, int) and word < place)
    return name not in before and name.split()[-1] not in before


def _owned(name: str) -> str:
    return f"{name}'" if name.endswith("s") and not name[:1].isupper() else f"{name}'s"


def _meant(
    unit: Unit, place: int, low: str, cast: Cast, speaker: Speaker | None, *, direct: bool, sentence: str
) -> Speaker | None:
    """Who a pronoun stands for, where that is safe."""
    if low in _FIRST:
        if speaker is None or not direct or speaker.plural:
            return None
        plural = low in ("we", "us", "our", "ours", "ourselves")
        return speaker if speaker.body == plural else None
    if low in ("it",) and _PLEONASTIC.search(sentence):
        return None
    if low not in ("he", "she", "it", "they", "his", "her", "its", "their", "him", "them"):
        return None
    if speaker is not None and not direct and _could_be(speaker, low):
        return speaker
    at = unit.tokens[place].start
    found = cast.pronoun(low, at, speaking=True, exclude=speaker.name if speaker is not None and direct else None)
    return (
        found
        if found is not None and (found.named or found.body or found.plural or len(found.name.split()) <= 6)
        else None
    )


def _could_be(speaker: Speaker, low: str) -> bool:
    if low in ("he", "his", "him"):
        return not speaker.body and not speaker.plural and speaker.sex != "f"
    if low in ("she", "her"):
        return not speaker.body and not speaker.plural and speaker.sex != "m"
    if low in ("it", "its"):
        return speaker.body
    return speaker.plural


def _expand(
    unit: Unit, word: int, words: Sequence[Word], cast: Cast, replaced: dict[int, str], named: set[str]
) -> None:
    """A surname by itself becomes the full name, once."""
    tokens = unit.tokens
    alone = not (
        (word > 0 and tokens[word - 1].tag == "NAME" and tokens[word - 1].lower not in w.WEEKDAYS | w.MONTHS)
        or (word + 1 < len(tokens) and tokens[word + 1].tag == "NAME")
    )
    full = cast.full.get(tokens[word].text)
    if not alone or full is None or full == tokens[word].text or full in named or full in cast.bodies:
        return
    if any(isinstance(other, int) and other < word and tokens[other].text == full.split()[0] for other in words):
        return
    title = tokens[word - 1].text if word > 0 else ""
    if title.rstrip(".").lower() in ("mr", "mrs", "ms", "miss", "dr"):
        return
    named.add(full)
    replaced[word] = full
