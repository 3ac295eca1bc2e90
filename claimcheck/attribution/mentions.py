"""Who is mentioned in a stretch of text, entered into the cast: names, and descriptions that a short form may point back to."""

from claimcheck.attribution import lexicon as lex
from claimcheck.attribution.cast import Cast, Speaker
from claimcheck.attribution.naming import (
    ROLE_WORDS,
    is_title_only,
    name_runs,
    role_before,
    sex_of,
    speaker_named,
    without_titles,
)
from claimcheck.attribution.unit import Unit
from claimcheck.grammar import words as w

_NO_PERSON_AFTER = frozenset(["in", "at", "off", "near", "from", "to", "into", "around", "the"])
"""What stands before a place, or before a name that is no person's: "the Harbour Corps"."""


def note_mentions(unit: Unit, cast: Cast, upto: int, since: int) -> None:
    """Adds everybody named between two places of the text to the cast, subjects marked."""
    tokens = unit.tokens
    for start, end in name_runs(tokens):
        place = tokens[start].start
        if not since <= place < upto or end < len(tokens) and tokens[end].lower in ("'s",) and False:
            continue
        _, name = without_titles([token.text for token in tokens[start:end]])
        if not name or is_title_only(name):
            continue
        role = role_before(tokens, start)
        speaker = speaker_named(cast, name, role)
        head = tokens[start - 1].lower if role else ""
        located = start > 0 and tokens[start - 1].lower in _NO_PERSON_AFTER
        cast.mention(speaker, place, head=head, subject=_is_subject(unit, start, end), located=located)
    for place, token in enumerate(tokens):
        if (
            since <= token.start < upto
            and token.tag == "NOUN"
            and unit.quoted[place] < 0
            and token.lower in lex.BODY_NOUNS | lex.PERSON_NOUNS | lex.GROUP_NOUNS | lex.DOCUMENTS
        ):
            _note_description(unit, cast, place)


def _note_description(unit: Unit, cast: Cast, place: int) -> None:
    """ "A Treasury source", "the foreign ministry", "the firm's auditors": mentions that a short form may point back to."""
    tokens = unit.tokens
    start = place
    while (
        start - 1 >= 0
        and tokens[start - 1].tag in ("NOUN", "NAME", "POSS", "PART", "NUM")
        and tokens[start - 1].lower not in w.WEEKDAYS
    ):
        start -= 1
    if place + 1 < len(tokens) and tokens[place + 1].tag in ("NOUN", "NAME", "POSS"):
        if tokens[place + 1].tag == "POSS":
            pass
        else:
            return
    words = unit.words(start, place + 1)
    article = tokens[start - 1].lower if start > 0 and tokens[start - 1].tag == "DET" else ""
    head = tokens[place].lower
    if start > 0 and tokens[start - 1].lower in ("for", "as") and start == place and head in lex.PERSON_NOUNS:
        return  # "candidates for president": an office, nobody
    named = _aside_after(unit, cast, place)
    if named is not None:
        cast.mention(named, tokens[start].start, head=head, subject=_is_subject(unit, start, place + 1))
        return
    if article == "the" and start == place and cast.by_head(head, tokens[start].start):
        previous = cast.by_head(head, tokens[start].start)
        if previous is not None:
            cast.mention(previous, tokens[start].start, head=head, subject=_is_subject(unit, start, place + 1))
        return
    body = head in lex.BODY_NOUNS | lex.DOCUMENTS
    plural = head in lex.GROUP_NOUNS or head.endswith("s") and not body
    name = f"{article} {words}".strip() if article else words
    if words[:1].islower() and article:
        name = f"the {words}" if article == "the" else f"{article} {words}"
    speaker = Speaker(
        name if not words[:1].isupper() else words, None, named=False, sex=sex_of(words), body=body, plural=plural
    )
    cast.mention(speaker, tokens[start].start, head=head, subject=_is_subject(unit, start, place + 1))


def _aside_after(unit: Unit, cast: Cast, place: int) -> Speaker | None:
    """The named person in "the supervisor, Ansel Gray," after the noun."""
    tokens = unit.tokens
    if place + 2 < len(tokens) and tokens[place + 1].text == "," and tokens[place + 2].tag == "NAME":
        run = next((r for r in name_runs(tokens[place + 2 :])), None)
        if run and run[0] == 0 and tokens[place].lower in ROLE_WORDS:
            end = place + 2 + run[1]
            if end >= len(tokens) or tokens[end].text in (",", ".") or tokens[end].tag == "QUOTE":
                return speaker_named(cast, [token.text for token in tokens[place + 2 : end]], tokens[place].text)
    return None


def _is_subject(unit: Unit, start: int, end: int) -> bool:
    """Whether a verb follows the mention, an aside between commas allowed, and no preposition leads it."""
    tokens = unit.tokens
    if start > 0 and tokens[start - 1].tag in ("PREP",):
        return False
    place = end
    if place < len(tokens) and tokens[place].text == ",":
        closing = next((n for n in range(place + 1, min(len(tokens), place + 16)) if tokens[n].text == ","), None)
        place = closing + 1 if closing is not None else place
    while place < len(tokens) and tokens[place].tag == "ADV":
        place += 1
    if (
        place < len(tokens)
        and tokens[place].tag == "DO"
        and (place + 1 == len(tokens) or tokens[place + 1].tag == "PUNCT")
    ):
        return False  # "in the same way Mr Hask did"
    if place < len(tokens) and tokens[place].tag in ("FIN", "MODAL", "BE", "HAVE", "DO"):
        return True
    return start > 0 and tokens[start - 1].tag == "FIN" and tokens[start - 1].base in lex.SAYING
