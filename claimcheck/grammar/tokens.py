"""Tokens with offsets and a rough class each, by word lists and neighbours.

The classes serve one end: to find verb groups and what stands as their subject. `tagged("The firm cut jobs") -> DET NOUN FIN NOUN`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from claimcheck.claims import Span
from claimcheck.grammar import words as w
from claimcheck.grammar.verbs import RARE, Form, forms

Tag = Literal[
    "DET", "POSS", "PRON", "WH", "MODAL", "BE", "HAVE", "DO", "FIN", "BASE", "PART", "ING", "TO", "PREP", "CC", "SUB", "ADV", "NEG",
    "NUM", "NAME", "NOUN", "QUOTE", "PUNCT",
]  # fmt: skip

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|[ap]\.m\.|\d+(?:[.,:]\d+)*(?:-[a-z]+)+|\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s|m|bn|pm|am|C|F|kg|km)?(?![\w])|[$€£]\s?\d[\d.,]*\d?|@\w+|#\w+"
    r"|(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Capt|Sen|Rep|Gov|Rev|St|Jr|Sr|No|Inc|Co|Corp|Ltd|Cllr|Supt|Det|Insp|vs|Maj|Hon)\.(?=\s)"
    r"|\w+(?:[-–]\w+)*?(?=n['’]t\b)|n['’]t\b|['’](?:s|re|ve|ll|d|m)\b|\w+(?:[-–&/]\w+)*|[“”\"„«»]|['‘’]|\.\.\.|…|--|[^\w\s]"
)
QUOTE_MARKS = frozenset("“”\"„«»‘’'")
DASHES = frozenset({"—", "–", "--", "-"})


@dataclass(frozen=True)
class Token:
    """A word or mark with its place in the text and its class."""

    text: str
    start: int
    end: int
    tag: Tag = "NOUN"
    base: str = ""
    """Base form of a verb; empty for other words."""

    @property
    def lower(self) -> str:
        """The word in lower case, with a plain apostrophe."""
        return self.text.lower().replace("’", "'")

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(start=self.start, end=self.end)


@lru_cache(maxsize=512)
def tagged(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """Tokens of `text[start:end]` with their classes; offsets point into `text`."""
    stop = len(text) if end is None else end
    raw = [Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text, start, stop)]
    names = _names(text) if len(text) > stop - start else frozenset()
    tags: list[Tag] = [_closed(raw, place, names) for place in range(len(raw))]
    bases = [""] * len(raw)
    for place, token in enumerate(raw):
        if tags[place] == "NOUN":
            tags[place], bases[place] = _open(raw, tags, place)
        elif tags[place] in ("BE", "HAVE", "DO"):
            bases[place] = tags[place].lower()
        del token
    _second_look(raw, tags, bases)
    return tuple(
        Token(token.text, token.start, token.end, tag, base) for token, tag, base in zip(raw, tags, bases, strict=True)
    )


@lru_cache(maxsize=32)
def _names(text: str) -> frozenset[str]:
    """Words that have a capital inside sentences and never stand without one: names also where a sentence opens with them."""
    capitals = {match[0] for match in _INNER_CAPITAL.finditer(text)}
    capitals |= {word for word in _OPENS_NAME.findall(text) if not forms(word.lower()) and word.lower() not in w.TITLES}
    plain = set(_PLAIN_WORD.findall(text))
    return frozenset(word for word in capitals if word.lower() not in plain)


_INNER_CAPITAL = re.compile(r"(?<=[\w,;)’'] )[A-Z][\w-]+")
_OPENS_NAME = re.compile(r"\b([A-Z][a-z][\w-]+) (?:[A-Z]\. )?[A-Z][a-z]")
_PLAIN_WORD = re.compile(r"\b[a-z][\w-]+")


def _closed(tokens: Sequence[Token], place: int, names: frozenset[str] = frozenset()) -> Tag:
    """The class of a word that belongs to a closed class, of a number, mark or name; NOUN for what is left."""
    token = tokens[place]
    word = token.lower
    following = tokens[place + 1].lower if place + 1 < len(tokens) else ""
    if token.text in QUOTE_MARKS:
        return "POSS" if _plural_possessive(tokens, place) else "QUOTE"
    if not re.search(r"\w", word):
        return "PUNCT"
    if re.match(r"[$€£]?\s?\d", word):
        return "NUM"
    if word == "'s":
        return (
            "BE"
            if place and tokens[place - 1].lower in w.SUBJECT_PRONOUNS | {"that", "here", "where", "what"}
            else "POSS"
        )
    if word in ("may", "will", "might", "can", "must") and token.text[0].isupper() and _name_around(tokens, place):
        return "NAME"
    if token.text == "May" and place and tokens[place - 1].lower in _BEFORE_MONTH:
        return "NAME"
    if word in w.MODALS:
        return "MODAL"
    if word == "n't" or word in ("not", "never"):
        return "NEG"
    if word in w.BE:
        return "BE"
    if word in w.HAVE:
        return "HAVE"
    if word in w.DO:
        return "DO"
    if word == "according":
        return "PREP"
    if word == "to":
        return "PREP" if place and tokens[place - 1].lower == "according" else "TO"
    if word == "that" or word in ("this", "these", "those"):
        return "DET"
    if word == "so" and following in ("that",):
        return "SUB"
    if word == "no" and following not in ("longer", "one"):
        return "DET"
    if word in ("who", "which", "whom", "whose", "what", "how", "why"):
        return "WH"
    if word in w.POSSESSIVES:
        return "POSS"
    if word in w.COORDINATORS and word not in ("yet", "plus"):
        return "CC"
    if word in ("as", "than", "like") or word in w.PREPOSITIONS - w.ADVERBS:
        return "PREP"
    if word in (
        "because",
        "although",
        "though",
        "while",
        "whereas",
        "unless",
        "if",
        "until",
        "till",
        "when",
        "whenever",
        "where",
        "once",
        "lest",
        "whether",
    ):
        return "SUB"
    if word in ("since", "after", "before"):
        return "SUB"
    if word in w.PRONOUNS and not (word == "us" and token.text == "US"):
        return "PRON"
    if word in w.DETERMINERS - {"half", "more", "most", "much", "few", "many"}:
        return "DET"
    if word in w.NUMBER_WORDS and not (token.text[0].isupper() and place and tokens[place - 1].text[:1].isupper()):
        return "NUM"
    if token.text[0].isupper() and ((token.text in names and word != "said") or _is_name(tokens, place)):
        return "NAME"
    if word in w.ADVERBS or (word.endswith("ly") and len(word) > 4 and word not in w.NOT_ADVERBS):
        return "ADV"
    return "NOUN"


_BEFORE_MONTH = frozenset(
    "in since until till by of from last next this early late mid during before after to and through".split()
)


def _plural_possessive(tokens: Sequence[Token], place: int) -> bool:
    """Whether a single mark is the apostrophe of "the workers' union": it touches an "s", and no single quotation is open."""
    if tokens[place].text not in ("'", "’") or place == 0 or place + 1 >= len(tokens):
        return False
    touches = tokens[place - 1].end == tokens[place].start and tokens[place - 1].text.endswith("s")
    spaced = tokens[place + 1].start > tokens[place].end and tokens[place + 1].text[:1].isalnum()
    opened = any(
        token.text in ("'", "‘") and token.end == following.start and (number == 0 or before.end < token.start)
        for number, (before, token, following) in enumerate(
            zip((tokens[0], *tokens), tokens[:place], tokens[1:], strict=False)
        )
    )
    return touches and spaced and not opened


def _name_around(tokens: Sequence[Token], place: int) -> bool:
    before = tokens[place - 1].text if place else ""
    after = tokens[place + 1].text if place + 1 < len(tokens) else ""
    return before[:1].isupper() and bool(place > 1 or before.lower() in w.TITLES) and not after[:1].isupper()


def _is_name(tokens: Sequence[Token], place: int) -> bool:
    """Capitalised, and not merely because a sentence or quotation begins there."""
    token = tokens[place]
    if token.lower in w.WEEKDAYS or token.lower in w.MONTHS:
        return True
    opening = place == 0 or tokens[place - 1].text in QUOTE_MARKS | {".", "!", "?", ":", "•", "...", "…"}
    if not opening:
        return True
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    if len(token.text) > 1 and token.text.isupper():
        return True
    if token.lower in ("said", "says", "asked"):
        return False
    if following and (following.text[:1].isupper() and following.text.lower() not in ("i",)):
        return not (forms(token.lower) and token.lower.endswith("ing")) and token.lower not in w.ADVERBS
    known = forms(token.lower) or token.lower in w.ADVERBS or token.lower.endswith("ly")
    return not known and bool(following) and _verb_like(following.lower if following else "")


def _verb_like(word: str) -> bool:
    return word in w.BE | w.HAVE | w.DO | w.MODALS or bool(set(forms(word)) & {"past", "s"}) or word == "'s"


def _open(tokens: Sequence[Token], tags: Sequence[Tag], place: int) -> tuple[Tag, str]:
    """Verb or noun, by the word's forms and what stands before it."""
    word = tokens[place].lower
    found = forms(word)
    if not found:
        return "NOUN", ""
    before = place - 1
    while before >= 0 and (tags[before] in ("ADV", "NEG") or tokens[before].text in QUOTE_MARKS):
        before -= 1
    left: Tag | None = tags[before] if before >= 0 else None
    following: Tag | None = tags[place + 1] if place + 1 < len(tokens) else None
    if left == "TO" and "base" in found and before == place - 1 - (before != place - 1):
        return "BASE", found["base"]
    if left in ("TO", "MODAL", "DO") and "base" in found:
        return "BASE", found["base"]
    if "part" in found and following == "NOUN" and left in ("DET", "POSS", "NUM") and word not in RARE:
        return "PART", found["part"]
    if left == "BE":
        if "ing" in found:
            return "ING", found["ing"]
        return ("PART", found["part"]) if "part" in found else ("NOUN", "")
    if left == "HAVE" and "part" in found and not (tokens[place].lower in RARE and tags[place - 1] in ("DET", "NUM")):
        return "PART", found["part"]
    if "ing" in found:
        return ("NOUN" if left in ("DET", "POSS") else "ING"), found["ing"]
    if (
        left in ("DET", "POSS", "NUM")
        and tags[place - 1] not in ("ADV",)
        and not _subject_like(tokens, tags, before, word)
    ):
        if "part" in found and "past" in found and word not in RARE:
            return "PART", found["part"]
        return "NOUN", ""
    if left in ("DET", "POSS") and "part" in found:
        return "PART", found["part"]
    if left == "PREP" and tokens[before].lower == "than" and "past" in found and word not in RARE:
        return "FIN", found["past"]
    if left == "PREP":
        return ("PART", found["part"]) if "part" in found and word not in RARE else ("NOUN", "")
    if "past" in found and not (word in RARE and following not in _AFTER_VERB | {"QUOTE"}):
        return "FIN", found["past"]
    if "part" in found and "past" not in found:
        return "PART", found["part"]
    if "s" in found:
        return _present(tokens, tags, place, left, following, found["s"])
    if "base" in found:
        return _plain(tokens, tags, place, left, following, found["base"])
    return "NOUN", ""


def _subject_like(tokens: Sequence[Token], tags: Sequence[Tag], place: int, word: str) -> bool:
    """Whether a determiner stands alone as a subject: "this shows", "each said"; a number likewise: "three died"."""
    found = forms(word)
    if tags[place] == "NUM":
        return bool({"past"} & set(found)) and word not in RARE
    if tokens[place].lower in ("this", "that", "it"):
        return ("s" in found or "past" in found) and word not in RARE
    return (
        tokens[place].lower in ("all", "both", "each", "some", "many", "most", "neither", "either", "none")
        and "past" in found
        and word not in RARE
    )


def _present(
    tokens: Sequence[Token], tags: Sequence[Tag], place: int, left: Tag | None, following: Tag | None, base: str
) -> tuple[Tag, str]:
    """A word in -s: verb after a singular subject or where no noun makes sense, else a plural noun."""
    word = tokens[place].lower
    before = tokens[place - 1].lower if place else ""
    if left in ("PRON", "WH"):
        return "FIN", base
    if (
        tokens[place - 1].text in QUOTE_MARKS | {","}
        and following in ("NAME", "DET", "POSS", "PRON")
        and word in ("says", "writes", "adds", "notes", "argues", "claims", "reports")
    ):
        return "FIN", base
    if left == "PUNCT" and word in RARE:
        resumes = following in ("DET", "POSS", "PRON") and any(token.text == "," for token in tokens[: place - 1])
        return ("FIN", base) if resumes and tokens[place - 1].text == "," else ("NOUN", "")
    if left is None or left in ("PREP", "CC", "SUB", "PUNCT", "ING", "PART", "FIN", "BASE"):
        strong = word not in RARE and following in _AFTER_VERB | {"ING"}
        return ("FIN", base) if strong and left in ("CC", "PUNCT") else ("NOUN", "")
    plural = before.endswith("s") and not before.endswith(("ss", "us", "is")) and tags[place - 1] == "NOUN"
    if plural and not (word in _SAYS and _closing(tokens, tags, place)):
        return "NOUN", ""
    if place + 1 < len(tokens) and tokens[place + 1].lower in ("show", "say", "suggest", "indicate", "reveal"):
        return "NOUN", ""
    if word in RARE:
        verbal = following in ("DET", "POSS", "PRON", "TO", "WH", "SUB", "NUM") or (
            following == "NAME" and left == "NAME"
        )
        verbal = verbal or (following == "NAME" and word in _SAYS) or (word in _SAYS and _closing(tokens, tags, place))
        return ("FIN", base) if verbal and left in ("NOUN", "NAME") else ("NOUN", "")
    fits = following in _AFTER_VERB | {"NEG", None, "PUNCT", "QUOTE", "NOUN", "PART", "ING"}
    return ("FIN", base) if fits else ("NOUN", "")


def _plain(
    tokens: Sequence[Token], tags: Sequence[Tag], place: int, left: Tag | None, following: Tag | None, base: str
) -> tuple[Tag, str]:
    """A base form without "to" or a modal: verb after a plural subject, else a noun."""
    word = tokens[place].lower
    before = tokens[place - 1].lower if place else ""
    if word == "say" and left in ("NOUN", "NAME", "NUM", "PRON", "PREP") and following != "PREP":
        return "FIN", base
    if left == "PRON" and before not in ("it", "him", "her", "me", "us", "them"):
        return "FIN", base
    if left == "WH" and word not in RARE:
        return "FIN", base
    plural = (
        before.endswith("s") and not before.endswith(("ss", "us", "is", "'s")) and tags[place - 1] in ("NOUN", "NAME")
    )
    plural = plural or before in _PLURAL
    if plural and (following in _AFTER_VERB or word in _SPEAKING):
        return ("NOUN", "") if word in RARE and following == "PREP" else ("FIN", base)
    if word in ("show", "suggest", "indicate") and plural and _closing(tokens, tags, place):
        return "FIN", base
    if (
        word in _SPEAKING
        and left in ("NOUN", "NAME", "PUNCT", "NUM")
        and following in ("PRON", "DET", "POSS", "SUB", "QUOTE", None)
    ):
        return "FIN", base
    return "NOUN", ""


def _closing(tokens: Sequence[Token], tags: Sequence[Tag], place: int) -> bool:
    """Whether a cue ends the sentence after a comma and its speaker: `..., the Labour Institute |estimates|.`"""
    if place + 1 < len(tokens) and tags[place + 1] not in ("PUNCT", "QUOTE"):
        return False
    comma = next((n for n in range(place - 1, max(-1, place - 9), -1) if tokens[n].text in (",", "”", '"')), None)
    return comma is not None and place - comma > 1 and not any(tag in _VERBS for tag in tags[comma:place])


_VERBS = frozenset({"FIN", "MODAL", "BE", "HAVE", "DO"})
_SAYS = frozenset(
    "says estimates claims reports insists notes argues shows forecasts calculates suggests predicts finds reckons".split()
)
_AFTER_VERB: frozenset[Tag | None] = frozenset({"DET", "POSS", "NAME", "NUM", "PREP", "TO", "ADV", "PRON", "SUB", "WH"})
_PLURAL = frozenset("people police men women children others many most some both few staff mps".split())
_SPEAKING = frozenset("say argue think believe insist fear want remain deny live warn suggest".split())


def _second_look(tokens: Sequence[Token], tags: list[Tag], bases: list[str]) -> None:
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
    if tags[last] == "FIN" and tokens[last].lower in _SAYS | {"said", "found", "show", "say"}:
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
    later = next((n for n in range(place + 2, len(tags)) if tags[n] in ("PUNCT", "QUOTE", *_VERBS)), None)
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
    following = tags[place + 1] if place + 1 < len(tags) else None
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
