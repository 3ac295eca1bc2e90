"""Who is meant in a claim's wording: names for pronouns, full names for surnames, and the verb forms that go with them.

Replaces only where one reading is safe; else the words stay as printed: a wrong name is worse than "he". A pronoun that its own clause
explains ("the firm cut its jobs") stays, for it reads well alone.
"""

import re
from collections.abc import Sequence

from claimcheck.attribution import lexicon as lex
from claimcheck.attribution.cast import PRONOUNS, Cast, Speaker
from claimcheck.attribution.chains import Link, Reading
from claimcheck.attribution.naming import is_personal
from claimcheck.attribution.unit import Unit
from claimcheck.engines.topics import Topic, topic_before
from claimcheck.grammar import words as w
from claimcheck.grammar.verbs import forms, s_of
from claimcheck.propositions.proposition import Word

_PLEONASTIC = re.compile(
    r"\bit\b(?:['’]s| is| was| has been| will be| would be)(?: \w+ly)? (?:\w+ )?(?:that|to|who|like)\b"
    r"|\bit (?:(?!\w+(?:s|ed)\b)\w+ )?(?:that|to|who|like)\b|\bit (?:turns|turned|emerged|follows|happens|happened|transpired)\b"
    r"|\bit (?:took|takes|rained|snowed|seems?|appears?|remains|costs?)\b"
    r"|\bit(?:['’]s| is| was| has been| will be| would be| had been)(?: not| n['’]t)? (?:an?|the|one|another|clear|unclear|only|just|all|time)\b"
    r"|\bit (?:does |did )?(?:not |n['’]t )?(?:means?|meant)\b",
    re.IGNORECASE,
)
"""An "it" that stands for nothing, or for what has just been told rather than for a thing."""
_FIRST = frozenset(["i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"])
_OURS = frozenset(["we", "us", "our", "ours", "ourselves"])
_PERSONAL = frozenset(["he", "she", "his", "her", "him"])
_THINGS = frozenset(["it", "its", "they", "their", "them"])
_SHIPS = frozenset(
    [
        "ship",
        "ferry",
        "boat",
        "vessel",
        "yacht",
        "frigate",
        "trawler",
        "tanker",
        "barge",
        "liner",
        "cruiser",
        "schooner",
    ]
)
_THIRD = {
    "m": {"my": "his", "me": "him", "myself": "himself", "i": "he"},
    "f": {"my": "her", "me": "her", "myself": "herself", "i": "she"},
    "body": {"our": "its", "us": "it", "ourselves": "itself", "we": "it"},
    None: {"my": "their", "me": "them", "myself": "themselves", "i": "they"},
}
_AGREEING = {
    "am": "is", "'m": " is", "have": "has", "'ve": " has", "'ll": " will", "'d": " would", "do": "does", "'re": " is", "are": "is", "were": "was",
}  # fmt: skip


def replacements(unit: Unit, words: Sequence[Word], reading: Reading, link: Link | None) -> dict[int, str]:
    """Names for pronouns, full names for surnames, by token; each person named once. `link` is who says the words."""
    replaced: dict[int, str] = {}
    named = {word for word in words if isinstance(word, str)}
    for word in words:
        if not isinstance(word, int):
            continue
        token = unit.tokens[word]
        if token.tag == "NAME":
            _expand(unit, word, words, reading.cast, replaced, named)
        elif token.tag == "NOUN" and word > 0 and unit.tokens[word - 1].lower == "the":
            _spell_out(unit, word, words, reading.cast, replaced, named)
        elif token.tag in ("PRON", "POSS") and token.lower not in ("'s", "'"):
            _replace(unit, word, words, reading, link, replaced, named)
    return replaced


def shown(who: Speaker) -> str:
    """How somebody is named in running text: `"a customs officer" -> "the customs officer"`."""
    name = " ".join(who.name.split())
    return name if who.named else re.sub(r"^(?:A|An|a|an|The) (?=[a-z])", "the ", name)


def _replace(
    unit: Unit,
    word: int,
    words: Sequence[Word],
    reading: Reading,
    link: Link | None,
    replaced: dict[int, str],
    named: set[str],
) -> None:
    """Puts a name for one pronoun, where somebody is safely meant and not named already."""
    token = unit.tokens[word]
    low = token.lower
    direct = unit.quoted[word] >= 0 or (link is not None and link.mode == "direct")
    if low in _FIRST:
        who = _first_person(low, link) if direct and not _quoted_within(unit, words, word) else None
        name = shown(who) if who is not None else None
        if name in named and who is not None:
            replaced[word] = _THIRD["body" if who.body else who.sex].get(low) or token.text
    else:
        name = _third_person(unit, word, words, reading, link, direct=direct, replaced=replaced)
    if name is not None and word not in replaced and not _told_before(unit, word, words, name, named):
        named.add(name)
        replaced[word] = _owned(name) if token.tag == "POSS" else name
    if low in ("i", "we") and word in replaced:
        _agree(unit, words, word, replaced)


def _quoted_within(unit: Unit, words: Sequence[Word], word: int) -> bool:
    """Whether single marks inside a quotation give the words to somebody else: `"His words: 'I will not pay'," she said`."""
    first = next((place for place in words if isinstance(place, int)), word)
    before = unit.text[unit.tokens[first].start : unit.tokens[word].start]
    return len(re.findall(r"(?<![\w,.!?])['‘](?=\w|$)", before)) > len(re.findall(r"(?<=[\w,.!?])['’](?!\w)", before))


def _first_person(low: str, link: Link | None) -> Speaker | None:
    if link is None or link.speaker.plural:
        return None
    return link.speaker if link.speaker.body == (low in _OURS) else None


def _third_person(
    unit: Unit,
    word: int,
    words: Sequence[Word],
    reading: Reading,
    link: Link | None,
    *,
    direct: bool,
    replaced: dict[int, str],
) -> str | None:
    """The name for "he", "its", "they"; None where the words explain it themselves or nobody is safely meant."""
    low = unit.tokens[word].lower
    if low not in _PERSONAL | _THINGS or (low in _THINGS and direct) or _explained(unit, word, words, low, replaced):
        return None
    sentence = " ".join(unit.tokens[place].text for place in words if isinstance(place, int))
    sentence = re.sub(r" (?=['’]s\b|n['’]t\b)", "", sentence)
    if low == "it" and _PLEONASTIC.search(sentence):
        return None
    if link is not None and not direct and _could_be(link.speaker, low) and _comes_first(unit, word, link):
        return shown(link.speaker) if link.speaker.name.lower() not in PRONOUNS else None
    if low in ("she", "her"):
        ship = topic_before(reading, unit, word, plural=False)
        if ship is not None and ship.words.split()[-1].lower() in _SHIPS:
            return ship.words
    if low in _PERSONAL:
        theirs = _whose(unit, link, reading.cast, low) if link is not None and not direct else None
        theirs = theirs or (_addressee(link, reading.cast, low) if link is not None and not direct else None)
        if theirs is not None:
            return theirs
        exclude = link.speaker.name if link is not None and direct else None
        who = reading.cast.pronoun(low, unit.tokens[word].start, speaking=True, exclude=exclude)
        safe = who is not None and (who.named or len(who.name.split()) <= 6) and (not direct or who.sex is not None)
        return shown(who) if who is not None and safe and who.name.lower() not in PRONOUNS else None
    topic = topic_before(reading, unit, word, plural=low in ("they", "their", "them"))
    if topic is None or (link is not None and _is_source(unit, link, topic)):
        return None
    return topic.words


def _is_source(unit: Unit, link: Link, topic: Topic) -> bool:
    """Whether a topic is who says the words: "a memo says it will shut" is not about the memo."""
    said = link.source_span.of(unit.text).lower() if link.source_span is not None else ""
    return topic.words.lower().removeprefix("the ") in said and not link.speaker.named


def _whose(unit: Unit, link: Link, cast: Cast, low: str) -> str | None:
    """`Critics of |Mr Hask| accused him`: whoever the speakers are critics, friends or lawyers of, where he fits."""
    if link.source_span is None or not link.speaker.plural:
        return None
    tokens = [t for t in unit.tokens if link.source_span.start <= t.start < link.source_span.end]
    along = next(
        (n for n, t in enumerate(tokens) if t.tag == "CC" and tokens[n + 1 : n + 2] and tokens[n + 1].tag == "POSS"),
        None,
    )
    last = along - 1 if along else len(tokens) - 1
    related = along is not None or any(token.lower == "of" for token in tokens)
    if len(tokens) < 3 or not related or tokens[last].tag != "NAME":
        return None
    name = cast.full.get(tokens[last].text, tokens[last].text)
    if name in cast.bodies or cast.sexes.get(name) == ("f" if low in ("he", "his", "him") else "m"):
        return None
    return name


def _addressee(link: Link, cast: Cast, low: str) -> str | None:
    """`The staff have informed |Karel Ditz| that they will charge him`: who was told, where he fits."""
    words = re.findall(r"[A-Z][\w’'-]+", link.cue or "")
    name = cast.full.get(words[-1], " ".join(words)) if words else None
    if name is None or name in cast.bodies or " " not in name:
        return None
    return None if cast.sexes.get(name) == ("f" if low in ("he", "his", "him") else "m") else name


def _explained(unit: Unit, word: int, words: Sequence[Word], low: str, replaced: dict[int, str]) -> bool:
    """Whether somebody whom the pronoun may mean is named before it in the same words."""
    for place in words:
        if place == word:
            return False
        if isinstance(place, str):
            if place[:1].isupper():
                return True
            continue
        token = unit.tokens[place]
        if (
            low in _THINGS
            and (token.tag in ("NAME", "NOUN") or place in replaced)
            and token.lower not in w.WEEKDAYS | w.MONTHS
        ):
            return True
        if low in ("she", "her") and token.lower in _SHIPS:
            return True
        if low in _PERSONAL and (place in replaced or _names_person(unit, place)):
            return True
    return False


def _names_person(unit: Unit, place: int) -> bool:
    token = unit.tokens[place]
    if token.tag == "NOUN":
        return is_personal(token.lower) and not (place + 1 < len(unit.tokens) and unit.tokens[place + 1].tag == "NAME")
    if token.tag != "NAME" or token.lower in w.WEEKDAYS | w.MONTHS:
        return False
    # Somebody's name has a surname: a single capitalised word may be a place.
    return (
        place > 0
        and unit.tokens[place - 1].tag == "NAME"
        and unit.tokens[place - 1].lower in w.MALE_NAMES | w.FEMALE_NAMES
    )


def _comes_first(unit: Unit, word: int, link: Link) -> bool:
    """Whether the speaker stands before the pronoun, or is a pronoun too: in "It had cash, the bank said" it is not the bank."""
    span = link.source_span
    if span is None or span.start < unit.tokens[word].start:
        return True
    return span.of(unit.text).lower() in ("he", "she", "it", "they")


def _told_before(unit: Unit, word: int, words: Sequence[Word], name: str, named: set[str]) -> bool:
    """Whether the words name him before the pronoun, so that the pronoun may stay."""
    before = " ".join(unit.tokens[place].text for place in words if isinstance(place, int) and place < word)
    return name in named or name in before or name.split()[-1] in before.split()


def _agree(unit: Unit, words: Sequence[Word], subject: int, replaced: dict[int, str]) -> None:
    """Puts the verb after "I" into the third person: "I recognise" -> "Krol recognises"; "I shut" may be past and stays."""
    rest = [word for word in words if isinstance(word, int) and word > subject]
    for word in rest[:3]:
        token = unit.tokens[word]
        if token.tag == "ADV":
            continue
        if token.lower in _AGREEING:
            replaced[word] = _AGREEING[token.lower]
        elif token.tag == "FIN" and token.lower == token.base and "past" not in forms(token.lower):
            replaced[word] = s_of(token.base)
        return


def _owned(name: str) -> str:
    return f"{name}'" if name.endswith("s") and not name[:1].isupper() else f"{name}'s"


def _could_be(speaker: Speaker, low: str) -> bool:
    if low in ("he", "his", "him"):
        return not speaker.body and not speaker.plural and speaker.sex != "f"
    if low in ("she", "her"):
        return not speaker.body and not speaker.plural and speaker.sex != "m"
    if low in ("it", "its"):
        return speaker.body and (speaker.named or speaker.name.split()[-1].lower() not in lex.DOCUMENTS)
    return speaker.plural


def _spell_out(
    unit: Unit, word: int, words: Sequence[Word], cast: Cast, replaced: dict[int, str], named: set[str]
) -> None:
    """An institution in short takes its full name, once: `the |trust| -> the |Marl Canal Trust|`."""
    tokens = unit.tokens
    head = tokens[word].lower
    if head not in lex.BODY_NOUNS or word - 1 not in words:
        return
    if word + 1 < len(tokens) and (tokens[word + 1].tag in ("NOUN", "NAME") or tokens[word + 1].lower in ("of", "for")):
        return
    who = cast.body(head, tokens[word].start, "the " + head)
    name = re.sub(r"^(?:the|an?) ", "", who.name, flags=re.IGNORECASE) if who is not None and who.named else None
    if name is None or name in named or not name[:1].isupper() or "'" in name or "’" in name:
        return
    named.add(name)
    replaced[word] = name


_KIN = frozenset(["sons", "daughters", "brothers", "co", "company", "partners"])
"""What follows a surname in the name of a firm: "Brandl and Sons" is not Otto Brandl."""


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
    following = [token.lower.rstrip(".") for token in tokens[word + 1 : word + 3]]
    if following[:1] in (["and"], ["&"]) and following[1:] and following[1] in _KIN:
        return
    qualifies = (
        word > 0 and tokens[word - 1].tag == "DET" and tokens[word + 1 : word + 2] and tokens[word + 1].tag == "NOUN"
    )
    if not alone or qualifies or full is None or full == tokens[word].text or full in named or full in cast.bodies:
        return
    if any(isinstance(other, int) and other < word and tokens[other].text == full.split()[0] for other in words):
        return
    title = tokens[word - 1].text if word > 0 else ""
    if title.rstrip(".").lower() in ("mr", "mrs", "ms", "miss", "dr"):
        return
    named.add(full)
    replaced[word] = full
