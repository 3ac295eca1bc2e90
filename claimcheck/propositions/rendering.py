"""A proposition as a sentence, and whether it is one."""

import re
from collections.abc import Sequence

from claimcheck.grammar.token import Token
from claimcheck.propositions.proposition import FINITE, Word


def render(text: str, tokens: Sequence[Token], words: Sequence[Word], replaced: dict[int, str] | None = None) -> str:
    """A proposition as a sentence: the article's own spacing where its words follow each other, a capital and a full stop.

    `replaced` maps token numbers to other words; an empty one drops the token.
    """
    pieces: list[str] = []
    previous: Word | None = None
    for word in words:
        shown = word if isinstance(word, str) else (replaced or {}).get(word, tokens[word].text)
        if shown == "":
            continue
        joined = isinstance(word, int) and isinstance(previous, int) and word == previous + 1
        gap = text[tokens[word - 1].end : tokens[word].start] if joined and isinstance(word, int) else " "
        pieces.append((gap if pieces else "") + shown)
        previous = word
    sentence = _tidied("".join(pieces))
    return sentence[:1].upper() + sentence[1:] + ("" if sentence.endswith(("?", "!", ".")) else ".") if sentence else ""


def _tidied(sentence: str) -> str:
    sentence = re.sub(r"\s+", " ", sentence).strip(" ,;:—–")
    sentence = re.sub(r"\s+([,.;:!?%)]|['’]s\b|n['’]t\b)", r"\1", sentence)
    sentence = re.sub(r"([,;:])(?:\s*[,;:])+", r"\1", sentence)
    for opening, closing in (("“", "”"), ("(", ")")):
        if sentence.count(opening) != sentence.count(closing):
            sentence = sentence.replace(opening, "").replace(closing, "")
    if sentence.count('"') % 2:
        sentence = sentence.replace('"', "")
    return re.sub(r",\s*$", "", sentence.replace(" ,", ",")).strip()


def is_full(tokens: Sequence[Token], words: Sequence[Word]) -> bool:
    """Whether a proposition has a finite verb with something before it."""
    return any(
        (isinstance(word, int) and tokens[word].tag in FINITE and place > 0)
        or (isinstance(word, str) and place > 0 and word not in ("'s", "in", ",", "at"))
        for place, word in enumerate(words)
    )
