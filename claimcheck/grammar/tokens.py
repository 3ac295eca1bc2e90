"""Tokens with offsets and a rough class each, by word lists and neighbours.

The classes serve one end: to find verb groups and what stands as their subject. `tagged("The firm cut jobs") -> DET NOUN FIN NOUN`.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from claimcheck.grammar import words as w
from claimcheck.grammar.second_look import SAYS, VERBS, second_look
from claimcheck.grammar.token import QUOTE_MARKS, Tag, Token
from claimcheck.grammar.verbs import RARE, forms

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|[ap]\.m\.|(?:i\.e|e\.g)\.|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.(?=\s\d)|\d+(?:[.,:]\d+)*(?:-[a-z]+)+|\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s|m|bn|pm|am|C|F|kg|km)?(?![\w])|[$€£]\s?\d[\d.,]*\d?|@\w+|#\w+"
    r"|[ODL]['’][A-Z][\w-]+|[A-Z]-[A-Z][a-z]+\.(?=[,)])|(?:Mr|Mrs|Ms|Dr|Profs?|Gens?|Col|Lt|Sgt|Capt|Sens?|Reps?|Govs?|Rev|St|Jr|Sr|No|Inc|Co|Corp|Ltd|Cllr|Supt|Det|Insp|vs|Maj|Hon)\.(?=\s)"
    r"|\w+(?:[-–]\w+)*?(?=n['’]t\b)|n['’]t\b|['’](?:s|re|ve|ll|d|m)\b|\w+(?:[-–&/]\w+)*|[“”\"„«»]|['‘’]|\.\.\.|…|--|[^\w\s]"
)


@lru_cache(maxsize=512)
def tagged(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """Tokens of `text[start:end]` with their classes; offsets point into `text`."""
    stop = len(text) if end is None else end
    raw = _with_initials([Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text, start, stop)])
    names = _names(text) if len(text) > stop - start else frozenset()
    tags: list[Tag] = [_closed(raw, place, names) for place in range(len(raw))]
    bases = [""] * len(raw)
    for place, token in enumerate(raw):
        if tags[place] == "NOUN":
            tags[place], bases[place] = _open(raw, tags, place)
        elif tags[place] in ("BE", "HAVE", "DO"):
            bases[place] = tags[place].lower()
        del token
    second_look(raw, tags, bases)
    return tuple(
        Token(token.text, token.start, token.end, tag, base) for token, tag, base in zip(raw, tags, bases, strict=True)
    )


def _with_initials(tokens: Sequence[Token]) -> list[Token]:
    """Joins the full stop of "Paul |D.| Ryan" to its letter: it ends no sentence."""
    made: list[Token] = []
    for place, token in enumerate(tokens):
        if token.text == "." and _is_initial(tokens, place):
            made[-1] = Token(made[-1].text + ".", made[-1].start, token.end)
        else:
            made.append(token)
    return made


def _is_initial(tokens: Sequence[Token], stop: int) -> bool:
    if stop < 2 or stop + 1 >= len(tokens):
        return False
    first, letter, last = tokens[stop - 2], tokens[stop - 1], tokens[stop + 1]
    named = first.lower in w.MALE_NAMES | w.FEMALE_NAMES | w.TITLES or (stop > 2 and tokens[stop - 3].lower in w.TITLES)
    return named and len(letter.text) == 1 and letter.text.isupper() and last.text[:1].isupper()


@lru_cache(maxsize=32)
def _names(text: str) -> frozenset[str]:
    """Words that have a capital inside sentences and never stand without one: names also where a sentence opens with them."""
    capitals = {match[0] for match in _INNER_CAPITAL.finditer(text)}
    capitals |= {
        word
        for word in _OPENS_NAME.findall(text)
        if not forms(word.lower()) and word.lower() not in w.TITLES | w.ADVERBS
    }
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
        return "NOUN" if word == "%" else "PUNCT"
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
    if token.text == "May" and ((place and tokens[place - 1].lower in _BEFORE_MONTH) or re.match(r"\d", following)):
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
    if word == "like" and place and tokens[place - 1].lower in _PLURAL_PRONOUNS and _liked(following):
        return "NOUN"
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
    if _ARABIC.match(token.text):
        return "NAME"
    if token.text[0].isupper() and ((token.text in names and word != "said") or _is_name(tokens, place)):
        return "NAME"
    if word in w.ADVERBS or (word.endswith("ly") and len(word) > 4 and word not in w.NOT_ADVERBS):
        return "ADV"
    return "NOUN"


_PLURAL_PRONOUNS = frozenset({"i", "we", "you", "they"})
_ARABIC = re.compile(r"(?:al|ad|ar|as|at|an|az|el|ed|ul|ibn|bin|ben)[-–][A-Z]")
"""A name with its article: "Nasir |el-Rufai|"."""
_BEFORE_MONTH = frozenset(
    "in since until till by of from last next this early late mid during before after to and through".split()
)


def _liked(word: str) -> bool:
    """Whether what follows makes "like" a verb: `I like |doing| it`, `they like |it|`; the class is left to the forms then."""
    return word in ("it", "him", "her", "them", "to", "how") or word.endswith("ing")


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


_NEVER_NOUNS = frozenset({"says", "tells"})
"""Verbs wherever they stand: `Krol, who has run the kiosk since 1992, |says| footfall has halved`."""


def _open(tokens: Sequence[Token], tags: Sequence[Tag], place: int) -> tuple[Tag, str]:
    """Verb or noun, by the word's forms and what stands before it."""
    word = tokens[place].lower
    found = forms(word)
    if not found:
        return "NOUN", ""
    if word in _NEVER_NOUNS:
        return "FIN", found["s"]
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
        heads = left in ("DET", "POSS") or (left in ("NAME", "NOUN") and following in ("BE", "HAVE", "MODAL", "DO"))
        return ("NOUN" if heads else "ING"), found["ing"]
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
        idiom = place + 1 < len(tokens) and tokens[place + 1].lower in _IDIOM.get(base, ())
        strong = idiom or (word not in RARE and following in _AFTER_VERB | {"ING"})
        return ("FIN", base) if strong and left in ("CC", "PUNCT") else ("NOUN", "")
    plural = before.endswith("s") and not before.endswith(("ss", "us", "is")) and tags[place - 1] == "NOUN"
    if plural and not (word in SAYS and _closing(tokens, tags, place)):
        return "NOUN", ""
    if place + 1 < len(tokens) and tokens[place + 1].lower in ("show", "say", "suggest", "indicate", "reveal"):
        return "NOUN", ""
    if word in RARE:
        verbal = following in ("DET", "POSS", "PRON", "TO", "WH", "SUB", "NUM") or (
            following == "NAME" and left == "NAME"
        )
        to_a_noun = following == "TO" and place + 2 < len(tokens) and "base" not in forms(tokens[place + 2].lower)
        verbal = verbal and not to_a_noun and not _leads_relative(tokens, place + 1)
        verbal = verbal or (following == "NAME" and word in SAYS) or (word in SAYS and _closing(tokens, tags, place))
        verbal = verbal or (word == "claims" and [t.lower for t in tokens[place + 1 : place + 3]] in _MORE_THAN)
        return ("FIN", base) if verbal and left in ("NOUN", "NAME") else ("NOUN", "")
    fits = following in _AFTER_VERB | {"NEG", None, "PUNCT", "QUOTE", "NOUN", "PART", "ING"}
    return ("FIN", base) if fits else ("NOUN", "")


def _leads_relative(tokens: Sequence[Token], that: int) -> bool:
    """Whether "that" is the subject of a verb right after it: `farm groups |that sought| licences`."""
    if that + 1 >= len(tokens) or tokens[that].lower != "that":
        return False
    found = forms(tokens[that + 1].lower)
    return bool(found.keys() & {"past", "part"}) or tokens[that + 1].lower in w.MODALS | w.HAVE | w.BE


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
    return comma is not None and place - comma > 1 and not any(tag in VERBS for tag in tags[comma:place])


_MORE_THAN = (["more", "than"], ["less", "than"], ["fewer", "than"], ["up", "to"], ["at", "least"])
_IDIOM = {"take": ("effect", "part", "place", "office", "aim"), "make": ("sense", "use"), "give": ("way",)}
"""Verbs in -s with a bare noun after them: `passed in May and |takes effect| in June`."""
_AFTER_VERB: frozenset[Tag | None] = frozenset({"DET", "POSS", "NAME", "NUM", "PREP", "TO", "ADV", "PRON", "SUB", "WH"})
_PLURAL = frozenset("people police men women children others many most some both few staff mps".split())
_SPEAKING = frozenset("say argue think believe insist fear want remain deny live warn suggest".split())
