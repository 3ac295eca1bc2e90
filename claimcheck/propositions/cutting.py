"""Cuts what somebody asserts into atomic propositions, each a sentence of its own with subject and verb.

Works on rough word classes. Whatever it cannot cut into full propositions it leaves whole: a long claim can be checked, half a
claim cannot. Leaves out who asserts it (`attribution`) and whether evidence could settle it (`checkable.py`).
"""

from collections.abc import Sequence

from claimcheck.grammar.phrases import Range
from claimcheck.grammar.token import DASHES, Token
from claimcheck.propositions.dependent import apposition, participle, predicate, relative, second_predicate
from claimcheck.propositions.joints import border_at, in_brackets
from claimcheck.propositions.proposition import FINITE, NONFINITE, Piece, Proposition, finite, tail


def split(tokens: Sequence[Token], start: int, end: int) -> list[Proposition]:
    """The propositions of a statement that lies between two tokens, in order; at least one, unless there is no word."""
    start, end = _trimmed(tokens, start, end)
    if start >= end:
        return []
    found: list[Proposition] = []
    for lo, hi in _sentences(tokens, start, end):
        found += _of_sentence(tokens, lo, hi)
    return found


def _trimmed(tokens: Sequence[Token], start: int, end: int) -> Range:
    """Without marks, quotation marks, a leading "that" and a leading conjunction."""
    while start < end and (
        (tokens[start].tag in ("PUNCT", "QUOTE") and tokens[start].text not in ("(",))
        or tokens[start].tag == "CC"
        or _leading_that(tokens, start, end)
    ):
        start += 1
    while end > start and tokens[end - 1].tag in ("PUNCT", "QUOTE") and tokens[end - 1].text not in (")", "?"):
        end -= 1
    return start, end


def _leading_that(tokens: Sequence[Token], start: int, end: int) -> bool:
    return tokens[start].lower == "that" and tokens[start].tag == "SUB"


def _sentences(tokens: Sequence[Token], start: int, end: int) -> list[Range]:
    """Sentences of a quotation: borders at full stops that a new sentence follows."""
    parts: list[Range] = []
    begin = start
    for place in range(start, end):
        if tokens[place].text in (".", "!", "?", "...", "…") and place + 1 < end and place > begin:
            if in_brackets(tokens, begin, place):
                continue
            following = next((n for n in range(place + 1, end) if tokens[n].tag not in ("QUOTE", "PUNCT")), None)
            if following is not None and tokens[following].text[:1].isupper():
                parts.append((begin, place + 1))
                begin = place + 1
    parts.append((begin, end))
    return [part for part in (_trimmed(tokens, *p) for p in parts) if part[0] < part[1]]


def _of_sentence(tokens: Sequence[Token], lo: int, hi: int) -> list[Proposition]:
    pieces = _pieces(tokens, lo, hi)
    made: list[Proposition] = []
    main = pieces[0]
    host: list[Piece] = [main]
    for piece in pieces[1:]:
        if piece.opened == "resume":
            host.append(piece)
            continue
        if piece.opened in ("clause", "predicate"):
            made_main = _main(tokens, host)
            if piece.opened == "predicate":
                own = second_predicate(tokens, piece, made) or predicate(tokens, piece, host)
                if own is not None:
                    made.append(own)
                    continue
                host.append(piece)
                continue
            made.insert(_place_of(made, host), made_main)
            host = [piece]
            continue
        own = {"relative": relative, "participle": participle, "apposition": apposition}[piece.opened](
            tokens, piece, host
        )
        if own is None:
            host.append(piece)
        else:
            made.append(own)
    made.insert(_place_of(made, host), _main(tokens, host))
    return [item for item in made if item.words]


def _place_of(made: Sequence[Proposition], host: Sequence[Piece]) -> int:
    """Keeps the order of the text: the host stands before what hangs on it."""
    return next((n for n, item in enumerate(made) if item.own[0][0] > host[0].start), len(made))


def _main(tokens: Sequence[Token], host: Sequence[Piece]) -> Proposition:
    ranges = [
        _trimmed(tokens, piece.start, piece.end) if n == 0 else _with_comma(tokens, piece)
        for n, piece in enumerate(host)
    ]
    ranges = [part for part in ranges if part[0] < part[1]]
    words = tuple(n for part in ranges for n in range(*part))
    return Proposition(tuple(ranges), words, "clause")


def _with_comma(tokens: Sequence[Token], piece: Piece) -> Range:
    """A piece that stays with its host, the comma before it too; what follows an insertion that was taken out needs none."""
    start, end = tail(tokens, piece)
    kept = piece.opened != "resume" and start < end and tokens[start - 1].text == ","
    return (start - 1, end) if kept else (start, end)


def _pieces(tokens: Sequence[Token], lo: int, hi: int) -> list[Piece]:
    """Cuts a sentence at every border that leaves full propositions."""
    borders: list[tuple[int, int, str]] = [(lo, lo, "start")]
    place = lo + 1
    while place < hi:
        border = border_at(tokens, lo, borders[-1][1], place, hi)
        if border is None:
            place += 1
            continue
        begins, kind = border
        borders.append((place, begins, kind))
        if kind in ("relative", "apposition", "participle"):
            back = _resumes(tokens, begins, hi, kind)
            if back is not None:
                borders.append((back, back + 1, "resume"))
                place = back + 1
                continue
        place = begins + 1
    ends = [border[0] for border in borders[1:]] + [hi]
    return [Piece(begins, end, kind) for (_, begins, kind), end in zip(borders, ends, strict=True)]


def _resumes(tokens: Sequence[Token], start: int, hi: int, kind: str) -> int | None:
    """The comma that closes an inserted clause or phrase: a finite verb of the host follows it."""
    for place in range(start + 1, hi):
        if tokens[place].text in (",",) or tokens[place].text in DASHES:
            after = place + 1
            while after < hi and tokens[after].tag == "ADV":
                after += 1
            if after < hi and tokens[after].tag in FINITE and tokens[after].lower not in NONFINITE:
                inside = finite(tokens, start, place)
                if kind != "relative" or inside is not None:
                    return place
    return None
