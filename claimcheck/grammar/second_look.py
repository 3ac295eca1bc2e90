"""What the classes of neighbours tell of a word that its own form does not: participles, conjunctions, missing verbs.

Runs after every word has a first class; changes classes in place.
"""

from collections.abc import Sequence

from claimcheck.grammar.token import Tag, Token
from claimcheck.grammar.verbs import RARE, Form, forms

VERBS = frozenset({"FIN", "MODAL", "BE", "HAVE", "DO"})


SAYS = frozenset(
    "says estimates claims reports insists notes argues shows forecasts calculates suggests predicts finds reckons".split()
)


def second_look(tokens: Sequence[Token], tags: list[Tag], bases: list[str]) -> None:
    """Participles that pass for a past tense: "the men accused of it were", "a letter sent by"."""
    for place, token in enumerate(tokens):
        if tags[place] == "FIN" and "part" in forms(token.lower) and _reduced(tokens, tags, place):
            tags[place] = "PART"
        if token.lower == "her" and tags[place] == "POSS" and _objective(tags, place):
            tags[place] = "PRON"
        if tags[place] == "FIN" and _adjectival(tokens, tags, place):
            tags[place] = "PART"
        if tags[place] in ("PART", "NOUN") and place > 1 and _after_relative_that(tokens, tags, place):
            tags[place] = "FIN"
            bases[place] = next(iter(forms(token.lower).values()))
    for place, token in enumerate(tokens):
        if (
            tags[place] == "SUB"
            and token.lower in ("since", "after", "before", "until", "till", "once")
            and not _clause_follows(tags, place, tokens)
        ):
            tags[place] = "PREP" if token.lower != "once" else "ADV"
        if tags[place] == "DET" and token.lower == "that" and _conjunction(tokens, tags, place):
            tags[place] = "SUB"
        if (
            tags[place] == "TO"
            and place + 1 < len(tokens)
            and tags[place + 1] not in ("BASE", "BE", "HAVE", "DO", "ADV", "NEG", "PUNCT", "QUOTE")
        ):
            tags[place] = "PREP"
        if tags[place] == "PREP" and token.lower == "as" and _clause_follows(tags, place, tokens, near=6):
            tags[place] = "SUB"
    _promoted(tokens, tags, bases)


_FINITE: tuple[Form, ...] = ("s", "past", "base")


def _promoted(tokens: Sequence[Token], tags: list[Tag], bases: list[str]) -> None:
    """Finds the verb of a clause that has none: the first word that may be one and stands like one."""
    for start, end in _clauses(tokens, tags):
        if any(tag in ("FIN", "MODAL", "BE", "HAVE", "DO") for tag in tags[start:end]):
            continue
        options: list[tuple[bool, int, Form]] = [
            (form not in ("s", "past"), place, form)
            for place in range(start + 1, end)
            for form in _FINITE
            if _may_be_verb(tokens, tags, place, form)
        ]
        if options:
            _, place, form = min(options)
            tags[place] = "FIN"
            if tags[place - 1] == "POSS":
                tags[place - 1] = "NAME"
            bases[place] = forms(tokens[place].lower)[form]


def _may_be_verb(tokens: Sequence[Token], tags: Sequence[Tag], place: int, form: Form) -> bool:
    found = forms(tokens[place].lower)
    if (
        form not in found
        or tags[place] not in ("NOUN", "PART")
        or tags[place - 1] not in ("NOUN", "NAME", "PRON", "NUM", "POSS")
    ):
        return False
    if tags[place - 1] == "POSS" and not (form == "past" and place > 1 and tags[place - 2] == "NAME"):
        # "The juice maker Brambly's paid for the study": an apostrophe of a firm's own name.
        return False
    following = tags[place + 1] if place + 1 < len(tags) else None
    if tags[place] == "PART" and following == "PREP" and "s" not in found and tags[place - 1] != "POSS":
        return False
    if form == "base" and not tokens[place - 1].lower.endswith("s"):
        return False
    if following == "NOUN":
        return form == "past" and tokens[place - 1].lower.endswith("s") and "base" in found
    return following in ("DET", "POSS", "PREP", "ADV", "TO", "NUM", "PRON", "SUB", "NAME", "QUOTE", "WH")


def _clauses(tokens: Sequence[Token], tags: Sequence[Tag]) -> list[tuple[int, int]]:
    """Stretches that should hold a verb: the sentence, up to ", according" too, and what follows "that" up to the next comma."""
    stretches = [(0, len(tokens))]
    aside = next(
        (n for n in range(1, len(tokens)) if tokens[n].lower == "according" and tokens[n - 1].text == ","), None
    )
    if aside is not None:
        stretches.append((0, aside))
    last = next((n for n in range(len(tokens) - 1, 0, -1) if tags[n] not in ("PUNCT", "QUOTE")), 0)
    if tags[last] == "FIN" and tokens[last].lower in SAYS | {"said", "found", "show", "say"}:
        comma = next((n for n in range(last, 0, -1) if tokens[n].text == ","), None)
        if comma is not None:
            stretches.append((0, comma))
    for place, tag in enumerate(tags):
        if tag == "SUB" and tokens[place].lower == "that":
            end = next((n for n in range(place + 1, len(tags)) if tokens[n].text in (",", ";", ".", ":")), len(tags))
            stretches.append((place + 1, end))
    return stretches


def _reduced(tokens: Sequence[Token], tags: Sequence[Tag], place: int) -> bool:
    """A past form right after a noun, with "by" or a preposition after it, and the real verb further on in the clause."""
    if place == 0 or (tags[place - 1] not in ("NOUN", "NAME", "NUM", "PRON") and tokens[place - 1].text != ","):
        return False
    if set(forms(tokens[place].lower)) & {"past"} and tokens[place].lower in _NEVER_REDUCED:
        return False
    if place + 1 >= len(tokens):
        return False
    following = tokens[place + 1]
    if following.lower == "by" and place + 2 < len(tokens) and tags[place + 2] not in ("NUM", "ING"):
        return True
    if tags[place + 1] not in ("PREP", "TO") and following.lower not in ("overnight", "yesterday"):
        return False
    for later in range(place + 2, len(tokens)):
        if tags[later] in ("PUNCT", "SUB", "WH", "CC", "QUOTE"):
            return False
        if tags[later] in ("FIN", "MODAL", "BE", "HAVE", "DO"):
            return True
    return False


def _objective(tags: Sequence[Tag], place: int) -> bool:
    """Whether "her" is who something is done to: no noun follows: `told |her| in May`."""
    following = tags[place + 1] if place + 1 < len(tags) else None
    return following in ("PREP", "TO", "PUNCT", "SUB", "CC", "WH", "DET", "POSS", "PRON", "MODAL", "BE", "HAVE", None)


def _adjectival(tokens: Sequence[Token], tags: Sequence[Tag], place: int) -> bool:
    """`said |retired| commodore Velasco`, `"...," |ousted| mayor Krol said`: a participle before a noun, beside the real verb."""
    if place == 0 or place + 1 >= len(tags) or tags[place + 1] not in ("NOUN", "NAME"):
        return False
    if "part" not in forms(tokens[place].lower) or tokens[place].lower in _NEVER_REDUCED:
        return False
    if tags[place - 1] == "FIN" and place > 1:
        return tags[place - 2] in ("QUOTE", "PUNCT")
    if tags[place - 1] != "QUOTE" or tokens[place - 1].end == tokens[place].start:
        return False
    later = next((n for n in range(place + 2, len(tags)) if tags[n] in ("PUNCT", "QUOTE", *VERBS)), None)
    return later is not None and tags[later] == "FIN"


def _after_relative_that(tokens: Sequence[Token], tags: Sequence[Tag], place: int) -> bool:
    """Whether a verb form right after "that" is the verb of a relative clause: "an offer that reached the firm"."""
    found = set(forms(tokens[place].lower))
    following = tags[place + 1] if place + 1 < len(tags) else None
    return (
        tokens[place - 1].lower == "that"
        and tags[place - 2] in ("NOUN", "NAME")
        and bool(found & {"past", "s"})
        and following in ("DET", "POSS", "PREP", "TO", "NUM", "NAME", "PRON", "ADV", "NOUN")
        and tokens[place].lower not in RARE
    )


_NEVER_REDUCED = frozenset(
    "said told went came became began fell rose grew did took gave saw knew wrote ran spoke".split()
)


def _clause_follows(
    tags: Sequence[Tag], place: int, tokens: Sequence[Token], *, near: int = 14, aside: bool = False
) -> bool:
    """Whether a finite verb comes before the next mark; an `aside` between commas is passed over."""
    for later in range(place + 1, min(len(tags), place + near)):
        if tags[later] in ("FIN", "MODAL", "BE", "HAVE", "DO") and tokens[later].lower not in (
            "being",
            "be",
            "having",
            "been",
        ):
            return later > place + 1
        if tags[later] in ("SUB", "WH") or tokens[later].text in (";", ".", ":", "?", "!"):
            return False
        if tokens[later].text == "," and not aside:
            return False
    return False


def _conjunction(tokens: Sequence[Token], tags: Sequence[Tag], place: int) -> bool:
    """Whether "that" opens a clause: a verb, noun or mark before it, and a subject or verb after it."""
    if place == 0:
        return False
    if tags[place - 1] in ("PREP",) and tokens[place - 1].lower not in ("in", "except"):
        return False
    after = next((n for n in range(place + 1, len(tags)) if tags[n] != "NEG"), None)
    following = tags[after] if after is not None else None
    if following in ("DET", "POSS", "PRON", "NAME", "WH", "SUB", "PREP"):
        return True
    if following in ("FIN", "MODAL", "BE", "HAVE", "DO"):
        return tags[place - 1] in ("NOUN", "NAME")
    if following in ("NOUN", "NUM", "PART", "ING", "ADV", "QUOTE", "PUNCT", "CC"):
        return tags[place - 1] in (
            "FIN",
            "BASE",
            "PART",
            "ING",
            "NOUN",
            "NAME",
            "PRON",
            "ADV",
            "CC",
            "PUNCT",
        ) and _clause_follows(tags, place, tokens, near=20, aside=True)
    return False
