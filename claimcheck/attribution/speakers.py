"""Who is meant: full names for surnames, pronouns and "the ministry", and what a speaker is, from the article alone.

Knows no world beyond the article. Where nobody fits, the words stay as printed: a wrong name is worse than "he".
"""

from collections.abc import Sequence

from claimcheck.attribution import lexicon as lex
from claimcheck.attribution.cast import PRONOUNS, THEY, Cast, Speaker
from claimcheck.attribution.naming import (
    AGED,
    ROLE_WORDS,
    clean_role,
    is_body,
    is_personal,
    is_title_only,
    name_runs,
    sex_of,
    speaker_named,
    without_titles,
    words_joined,
)
from claimcheck.attribution.unit import Unit
from claimcheck.grammar import words as w
from claimcheck.grammar.phrases import Phrase, Range, walk_right
from claimcheck.grammar.token import Token


def speaker_of(unit: Unit, phrase: Phrase, cast: Cast, *, speaking: bool = True, apart_from: str = "") -> Speaker:
    """The speaker that a source phrase names, led back to the full name where the article gives one.

    A pronoun means nobody who is named in full in the words `apart_from`.
    """
    tokens = unit.tokens
    start, end = phrase.head
    place = tokens[start].start
    if end - start == 1 and tokens[start].lower in PRONOUNS:
        found = cast.pronoun(tokens[start].lower, place, speaking=speaking, apart_from=apart_from)
        return found or Speaker(tokens[start].text, named=False, plural=tokens[start].lower in THEY)
    aside = _aside_name(unit, phrase)
    if aside is not None:
        role = clean_role(unit.words(start, end))
        return speaker_named(cast, aside, role)
    several = _several(unit, start, end, cast)
    if several is not None:
        return several
    head = _head_name(unit, start, end)
    if head is not None:
        name, role = head
        later = _aside_role(unit, phrase)
        return speaker_named(cast, name, role or later)
    return _unnamed(unit, phrase, cast, place)


def _several(unit: Unit, start: int, end: int, cast: Cast) -> Speaker | None:
    """`Mr Grassley and Mr Leahy`: two people named, both in full; None for one, and for a body like "Health and Safety Office"."""
    tokens = unit.tokens[start:end]
    joint = next((n for n, token in enumerate(tokens) if token.tag == "CC" and token.lower == "and"), None)
    if joint is None or any(token.tag in ("PREP", "POSS") for token in tokens):
        return None
    names: list[str] = []
    for side in (tokens[:joint], tokens[joint + 1 :]):
        words = [token.text for token in side if token.tag == "NAME"]
        titles, name = without_titles(words)
        if not name or is_body(name) or (len(name) == 1 and not titles and name[0] not in cast.full):
            return None
        names.append(speaker_named(cast, name, None).name)
    return Speaker(" and ".join(names), None, plural=True)


def _aside_name(unit: Unit, phrase: Phrase) -> list[str] | None:
    """The name between commas after a description: "The foreign minister, |Ilse Vantongeren|"."""
    if phrase.aside is None:
        return None
    start, end = phrase.aside
    tokens = unit.tokens[start:end]
    if not tokens or _head_is_name(unit, phrase.head):
        return None
    run = next((r for r in name_runs(unit.tokens[start:end])), None)
    if run is None or run[0] != 0:
        return None
    rest = tokens[run[1] :]
    if rest and rest[0].text != "," and rest[0].tag not in ("PREP",):
        return None
    _, name = without_titles([token.text for token in tokens[run[0] : run[1]]])
    return name


def _head_is_name(unit: Unit, head: Range) -> bool:
    return all(token.tag == "NAME" for token in unit.tokens[head[0] : head[1]])


def _head_name(unit: Unit, start: int, end: int) -> tuple[list[str], str | None] | None:
    """Name and role of a phrase that ends in a name; None for descriptions."""
    tokens = unit.tokens[start:end]
    runs = name_runs(tokens)
    for run in runs:
        words = [token.text for token in tokens[run[0] : run[1]]]
        follows = tokens[run[1]] if run[1] < len(tokens) else None
        if follows is not None and not (
            follows.tag in ("PREP", "NUM", "WH") or follows.text in (",", "(") or follows.lower in ("familiar",)
        ):
            continue
        before = tokens[: run[0]]
        if [token.lower for token in before] in (["a"], ["an"]) and len(words) == 1 and follows is None:
            continue  # "a Liberal" is no name
        if any(token.tag == "PREP" for token in before) and not (
            before[-1].tag in ("NOUN",) and before[-1].lower in ROLE_WORDS
        ):
            continue
        titles, name = without_titles(words)
        if len(titles) == 0 and is_title_only(words):
            continue
        if (
            follows is not None
            and follows.tag == "PREP"
            and not titles
            and not before
            and is_body(words) is False
            and follows.lower not in ("of", "at", "from", "for")
        ):
            continue
        role = words_joined([token.text for token in before] + titles)
        return name, clean_role(role)
    return None


def _aside_role(unit: Unit, phrase: Phrase) -> str | None:
    """The role after a name: "Carla Venn, |the firm's managing director|"."""
    if phrase.aside is None:
        return None
    tokens = unit.tokens[phrase.aside[0] : phrase.aside[1]]
    words = {token.lower for token in tokens[:8]}
    if not words & (ROLE_WORDS | lex.BODY_NOUNS) or tokens[0].tag in ("WH", "ING", "PART", "NUM"):
        return None
    return clean_role(unit.words(*phrase.aside))


def _unnamed(unit: Unit, phrase: Phrase, cast: Cast, place: int) -> Speaker:
    """A description: led back to whoever was introduced by it, else its own words."""
    start, end = phrase.head
    tokens = unit.tokens[start:end]
    head = _head_noun(tokens)
    definite = tokens[0].lower == "the"
    words = unit.words(start, end)
    short = len([token for token in tokens if token.tag in ("NOUN", "NAME")]) == 1
    author = _author(unit, phrase, cast, head)
    if author is not None:
        return author
    if definite and (short or head in lex.MESSAGES):
        found = cast.body(head, place, words) or cast.by_head(head, place)
        if found is not None:
            return found
    if definite and AGED.fullmatch(head):
        found = cast.person(place)
        if found is not None:
            return found
    if tokens[0].tag == "POSS" and tokens[0].lower in ("his", "her", "its", "their"):
        owner = cast.pronoun(tokens[0].lower, place, speaking=False)
        if owner is not None and len(owner.name) < 60:
            words = f"{_possessive(owner.name)} {unit.words(start + 1, end)}"
    plural = _plural(tokens, head)
    body = (
        head in lex.BODY_NOUNS
        or head in lex.DOCUMENTS
        or any(t.tag == "NAME" for t in tokens)
        and head not in ROLE_WORDS
        and not plural
    )
    one_of = tokens[0].lower in ("a", "an") and tokens[-1].tag == "NAME"
    body = (body or not plural) and not is_personal(head) and not one_of
    return Speaker(_lowered(words), None, named=False, sex=sex_of(words), body=body, plural=plural)


def _author(unit: Unit, phrase: Phrase, cast: Cast, head: str) -> Speaker | None:
    """Who speaks through a message or a count: `a note that |the bank| sent`, `a count by |the fire service|`, `|Senn|'s email`."""
    if head not in lex.MESSAGES | lex.COUNTS:
        return None
    tokens = unit.tokens
    start, end = phrase.head
    for place in range(start, phrase.whole[1]):
        if tokens[place].lower == "by" and tokens[place - 1].lower in (
            "seen",
            "obtained",
            "reviewed",
            "viewed",
            "read",
        ):
            return None
        if tokens[place].lower in ("by", "from") or (tokens[place].lower in ("that", "which") and place > start):
            stop = walk_right(tokens, place + 1, phrase.whole[1])
            return speaker_of(unit, Phrase((place + 1, stop), (place + 1, stop)), cast) if stop > place + 1 else None
        if tokens[place].lower in ("'s", "'") and place > start and all(t.tag == "NAME" for t in tokens[start:place]):
            return speaker_of(unit, Phrase((start, place), (start, place)), cast)
        if place >= end and tokens[place].text in (",", ";"):
            return None
    return None


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") and not name[:1].isupper() else f"{name}'s"


def _head_noun(tokens: Sequence[Token]) -> str:
    """The noun a phrase turns on: the last one before a preposition."""
    head = tokens[0].lower
    for token in tokens:
        if token.tag in ("PREP", "WH", "PART") and head != tokens[0].lower:
            break
        if token.tag in ("NOUN", "NAME", "NUM"):
            head = token.lower
    return head


def _plural(tokens: Sequence[Token], head: str) -> bool:
    return (
        head in lex.GROUP_NOUNS
        or tokens[0].tag == "NUM"
        and tokens[0].lower not in ("one", "1")
        or head.endswith("s")
        and not head.endswith("ss")
        and head not in lex.BODY_NOUNS | {"minutes"}
        and tokens[0].lower not in ("a", "an")
    )


def _lowered(words: str) -> str:
    """`"The envoy" -> "the envoy"`; names keep their capitals."""
    first = words.split()[0]
    if first.lower() in w.DETERMINERS | {"one", "two", "three", "some", "former", "police", "officials"}:
        return words[:1].lower() + words[1:]
    return words
