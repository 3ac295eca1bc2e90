"""Where one proposition of a sentence may end and the next begin: commas, conjunctions, dashes, relative pronouns.

Only borders that leave full propositions on both sides count.
"""

import re
from collections.abc import Sequence

from claimcheck.grammar.phrases import group_start, subject_before
from claimcheck.grammar.token import DASHES, Token
from claimcheck.grammar.verbs import forms, s_of
from claimcheck.propositions.proposition import FINITE, NONFINITE, finite

_NO_PARTICIPLE = frozenset(
    [
        "including",
        "according",
        "following",
        "regarding",
        "concerning",
        "depending",
        "starting",
        "beginning",
        "pending",
        "considering",
        "excluding",
        "involving",
        "meaning",
        "saying",
        "adding",
        "owing",
    ]
)


_SPLITTING = frozenset(["because", "while", "although", "though", "whereas", "after", "since", "as", "before"])


_BARE_SPLITTING = frozenset(["because", "while", "although", "though", "whereas", "after"])


_SUPERLATIVE = re.compile(r"(?:est|most|least|first|last|worst|best|record|only)$")


def border_at(tokens: Sequence[Token], lo: int, begun: int, place: int, hi: int) -> tuple[int, str] | None:
    """Where a new piece begins if there is a border at `place`, and of what kind."""
    token = tokens[place]
    left = finite(tokens, begun, place)
    if in_brackets(tokens, lo, place):
        return None
    if token.text == ";" or (token.text in DASHES and token.text != "-"):
        depends = place + 1 < hi and tokens[place + 1].lower in (
            "unless",
            "if",
            "because",
            "though",
            "although",
            "while",
        )
        if left is not None and not depends and _own_subject(tokens, place + 1, hi):
            return place + 1, "clause"
        return None
    if token.text == ":" and left is not None and _own_subject(tokens, place + 1, hi) and place - begun > 3:
        return place + 1, "clause"
    if token.text == "," and tokens[place - 1].lower == "that" and tokens[place - 2].tag != "PREP":
        return None  # "were livid that, after two delays, ..."
    if token.text == ",":
        return _at_comma(tokens, begun, place, hi, left)
    if left is None:
        return None
    if token.tag == "CC" and token.lower in ("and", "but", "yet") and not _in_a_number(tokens, place):
        return _at_conjunction(tokens, begun, place, hi)
    dangling = tokens[place - 1].text == "," and tokens[place - 2].lower == "that"
    if (
        token.tag in ("SUB", "PREP")
        and token.lower in _BARE_SPLITTING
        and not _measured(tokens, place)
        and not dangling
    ):
        if _own_subject(tokens, place + 1, hi):
            return place + 1, "clause"
        if token.lower == "after" and place + 1 < hi and tokens[place + 1].tag == "ING" and place + 2 < hi:
            return place + 1, "participle"
    return None


def in_brackets(tokens: Sequence[Token], lo: int, place: int) -> bool:
    """Whether a place lies between an opening bracket and its end: `Rep. Alma Corte (D-N|.Y.)`."""
    opened = next((n for n in range(place - 1, lo - 1, -1) if tokens[n].text in ("(", ")")), None)
    if opened is None or tokens[opened].text == ")":
        return False
    return any(token.text == ")" for token in tokens[place : opened + 60])


def _in_a_number(tokens: Sequence[Token], place: int) -> bool:
    """Whether "and" stands inside a count: "four |and a half years"."""
    words = [token.lower for token in tokens[place + 1 : place + 3]]
    return tokens[place - 1].tag == "NUM" and words[:1] in (["a"], ["one"], ["three"]) and words[1:2] in _PARTS


_PARTS = (["half"], ["third"], ["quarter"], ["quarters"])


def _measured(tokens: Sequence[Token], place: int) -> bool:
    """Whether a length of time leads the conjunction, or a word that needs it: "five days |after contact was lost", "until |after the vote"."""
    return tokens[place - 1].lower in _MEASURES


_MEASURES = frozenset(
    [
        "second",
        "seconds",
        "minute",
        "minutes",
        "hour",
        "hours",
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "morning",
        "afternoon",
        "evening",
        "night",
        "weekend",
        "shortly",
        "soon",
        "long",
        "just",
        "even",
        "only",
        "until",
        "till",
        "right",
        "immediately",
        "directly",
    ]
)


def _own_subject(tokens: Sequence[Token], start: int, hi: int) -> bool:
    """Whether a subject with its finite verb begins here, adverbials before it allowed."""
    verb = finite(tokens, start, hi)
    if verb is None:
        return False
    subject = subject_before(tokens, group_start(tokens, verb, start), start)
    if subject is None:
        return False
    between = tokens[start : subject.whole[0]]
    return (
        all(token.tag in ("ADV", "PREP", "NUM", "NAME", "NOUN", "DET", "PUNCT", "QUOTE", "SUB") for token in between)
        and len(between) <= 8
        and not any(token.lower == "if" for token in between)
    )


def _at_comma(tokens: Sequence[Token], begun: int, place: int, hi: int, left: int | None) -> tuple[int, str] | None:
    after = place + 1
    if after >= hi:
        return None
    token = tokens[after]
    if token.tag == "CC":
        return None
    preposed = token.tag == "PREP" and after + 1 < hi and tokens[after + 1].lower in ("which", "whom")
    counted = (
        token.tag == "PREP" and token.lower == "of" and after + 1 < hi and tokens[after + 1].lower in ("whom", "which")
    )
    if (token.lower in ("who", "which", "whose", "where") and token.tag in ("WH", "SUB")) or counted or preposed:
        return (after, "relative") if finite(tokens, after + 1, hi) is not None else None
    if left is None:
        return None
    if (
        token.tag == "ING"
        and token.lower not in _NO_PARTICIPLE
        and not any(item.lower == "including" for item in tokens[begun:place])
        and after + 1 < hi
        and tokens[after + 1].tag
        in ("DET", "NUM", "NAME", "NOUN", "POSS", "PRON", "ADV", "SUB", "PREP", "QUOTE", "PART", "TO")
    ):
        return after, "participle"
    if token.lower in _SPLITTING | {"when"} and token.tag in ("SUB", "PREP") and _own_subject(tokens, after + 1, hi):
        return after + 1, "clause"
    if token.lower == "that" and token.tag == "SUB" and _own_subject(tokens, after + 1, hi):
        return after + 1, "clause"
    if _asserting_apposition(tokens, after, hi):
        return after, "apposition"
    return None


def _asserting_apposition(tokens: Sequence[Token], start: int, hi: int) -> bool:
    """Whether a phrase after a comma says something of its own: "its lowest level since 2008", "up from 4 percent"."""
    end = next(
        (n for n in range(start, hi) if tokens[n].text in (",", ";") or (tokens[n].tag == "CC" and n > start + 6)), hi
    )
    words = tokens[start:end]
    if (
        not words
        or any(token.tag in FINITE for token in words)
        or (end < hi and tokens[end].text == "," and finite(tokens, end + 1, min(hi, end + 3)) is None)
    ):
        return False
    first = words[0].lower
    figure = any(token.tag == "NUM" for token in words)
    if first in ("up", "down") and figure:
        return True
    if first in ("its", "their", "the", "a") and any(_SUPERLATIVE.search(token.lower) for token in words[1:4]):
        return len(words) > 2
    return (
        first == "a"
        and figure
        and len(words) > 3
        and words[1].lower in ("gain", "rise", "fall", "drop", "increase", "decline", "loss", "jump", "cut", "record")
    )


def _half(tokens: Sequence[Token], begun: int, place: int) -> bool:
    """Whether what stands before a conjunction is no statement yet: `what used to be a list of oil |and coal`, `not only greens |but`."""
    first = next((t for t in tokens[begun:place] if t.tag not in ("ADV", "PUNCT", "QUOTE", "CC")), None)
    if first is not None and first.tag == "WH" and first.lower in ("what", "whoever", "whatever"):
        return True
    pairs = zip(tokens[begun:place], tokens[begun + 1 : place], strict=False)
    return tokens[place].lower == "but" and any((a.lower, b.lower) == ("not", "only") for a, b in pairs)


def _at_conjunction(tokens: Sequence[Token], begun: int, place: int, hi: int) -> tuple[int, str] | None:
    if _half(tokens, begun, place):
        return None
    after = place + 1
    while (after < hi and tokens[after].tag in ("ADV", "NEG")) or (after < hi and tokens[after].text == ","):
        after += 1
    if after >= hi:
        return None
    token = tokens[after]
    if token.lower == "that" and token.tag == "SUB":
        return after + 1, "clause"
    if token.tag in FINITE and token.lower not in NONFINITE and _verb_phrase(tokens, after, hi):
        if _second_participle(tokens, begun, place, after) or _second_infinitive(tokens, begun, place, after):
            return None
        if _bare(tokens, after) and not _shares_bare(tokens, begun, place):
            return None
        return place + 1, "predicate"
    if token.tag == "PART" and _shares_auxiliary(tokens, begun, place) and after + 1 < hi:
        return place + 1, "predicate"
    if token.lower in ("if", "unless", "because") or token.tag in ("TO", "BASE", "ING"):
        return None
    verb = finite(tokens, after, hi)
    if verb is None:
        return None
    begins = group_start(tokens, verb, place + 1)
    if tokens[begins - 1].lower in ("that", "which", "who") and begins - 1 > place + 1:
        return None  # "and another that would ..."
    subject = subject_before(tokens, begins, place + 1)
    if subject is None or subject.whole[0] - (place + 1) > 8:
        return None
    between = tokens[place + 1 : subject.whole[0]]
    if any(item.tag in ("WH", "CC", "FIN", "BASE", "SUB") or item.lower == "that" for item in between) or _contact(
        tokens, place, subject.whole[0]
    ):
        return None
    # "sure that he and Putin would talk": the two are one subject where their clause has no verb yet.
    last = place - 2 if tokens[place - 1].text == "," else place - 1
    opened = next(
        (n for n in range(last, begun - 1, -1) if tokens[n].tag in ("SUB", "WH") or tokens[n].text == ","),
        begun - 1,
    )
    if finite(tokens, opened + 1, place) is None and subject.whole[0] <= place + 1:
        return None
    return place + 1, "clause"


def _contact(tokens: Sequence[Token], place: int, subject: int) -> bool:
    """`to read and |delete the data| it collects`: a noun right before a pronoun is what the clause hangs on, unless it is a time."""
    noun = tokens[subject - 1]
    return tokens[subject].tag == "PRON" and subject - 1 > place and noun.tag == "NOUN" and noun.lower not in _MEASURES


def _second_participle(tokens: Sequence[Token], begun: int, place: int, verb: int) -> bool:
    """`had been closed and |locked| when ...`: one more participle of the passive, not a verb with a subject."""
    word = tokens[verb]
    passive = tokens[place - 1].tag == "PART" and any(token.tag == "BE" for token in tokens[begun:place])
    following = tokens[verb + 1].tag if verb + 1 < len(tokens) else None
    objectless = following in ("PREP", "SUB", "PUNCT", "ADV", "CC", "TO", None)
    return passive and objectless and word.tag == "FIN" and "part" in forms(word.lower)


def _bare(tokens: Sequence[Token], verb: int) -> bool:
    """Whether a verb shows no tense: "provide", and not "put"."""
    word = tokens[verb]
    return word.tag == "FIN" and word.lower == word.base and "past" not in forms(word.lower)


def _shares_bare(tokens: Sequence[Token], begun: int, place: int) -> bool:
    """Whether the main verb can lend its subject to one without tense: `they may come |and go|`, `hens eat |and sleep|`."""
    main = finite(tokens, begun, place)
    if main is None:
        return True
    nested = any(tokens[n].lower in ("that", "which", "who") or tokens[n].tag == "TO" for n in range(main + 1, place))
    if tokens[main].tag in ("MODAL", "DO"):
        return True
    plural = tokens[main].lower in ("are", "have") or _bare(tokens, main)
    return plural and not nested


def _second_infinitive(tokens: Sequence[Token], begun: int, place: int, verb: int) -> bool:
    """`wants users to read and |delete| it`: a base form cannot share the subject of "wants", so it belongs to "to read"."""
    if tokens[verb].tag != "FIN" or tokens[verb].lower != tokens[verb].base or "past" in forms(tokens[verb].lower):
        return False
    main = finite(tokens, begun, place)
    singular = main is not None and tokens[main].tag == "FIN" and tokens[main].lower == s_of(tokens[main].base)
    return singular and any(
        tokens[n].tag == "TO" and tokens[n + 1].tag == "BASE" for n in range(main or begun, place - 1)
    )


def _verb_phrase(tokens: Sequence[Token], verb: int, hi: int) -> bool:
    """Whether a verb right after a conjunction has something to say: an object, a complement, or at least an end."""
    return (
        tokens[verb].tag != "FIN"
        or verb + 1 >= hi
        or tokens[verb + 1].tag != "NOUN"
        or tokens[verb].lower.endswith("ed")
    )


def _shares_auxiliary(tokens: Sequence[Token], begun: int, place: int) -> bool:
    verb = finite(tokens, begun, place)
    return verb is not None and tokens[verb].tag in ("BE", "HAVE") and any(t.tag == "PART" for t in tokens[verb:place])
