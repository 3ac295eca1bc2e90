"""Predicates, relative clauses, participles and appositions made into sentences of their own, with the subject they hang on."""

from collections.abc import Sequence

from claimcheck.grammar.phrases import Range, group_start, subject_before
from claimcheck.grammar.token import Token
from claimcheck.grammar.verbs import past_of, s_of
from claimcheck.propositions.proposition import Piece, Proposition, Word, finite, subject_of, tail
from claimcheck.propositions.wording import in_step


def _host_subject(tokens: Sequence[Token], host: Sequence[Piece]) -> tuple[Range, int] | None:
    """Subject and verb of the host, also where an insertion stands between the two."""
    first = host[0]
    found = subject_of(tokens, _main_clause(tokens, first), first.end)
    if found is not None:
        return found
    for piece in host[1:]:
        verb = finite(tokens, piece.start, piece.end)
        if verb is not None:
            phrase = subject_before(tokens, first.end, first.start)
            return (phrase.head, verb) if phrase else None
    return None


def _main_clause(tokens: Sequence[Token], piece: Piece) -> int:
    """Past a clause that stands before the main one: `Once the window closes, |the Greens will have ...`."""
    if tokens[piece.start].tag != "SUB":
        return piece.start
    verb = finite(tokens, piece.start, piece.end)
    comma = next((n for n in range(verb or piece.start, piece.end) if tokens[n].text == ","), None)
    return comma + 1 if comma is not None and finite(tokens, comma, piece.end) is not None else piece.start


def predicate(tokens: Sequence[Token], piece: Piece, host: Sequence[Piece]) -> Proposition | None:
    found = _host_subject(tokens, host)
    if found is None:
        return None
    (start, end), verb = found
    begin = piece.start
    lead: tuple[Word, ...] = ()
    first = next((n for n in range(begin, piece.end) if tokens[n].tag not in ("ADV", "NEG", "PUNCT")), begin)
    if tokens[first].tag == "PART":
        lead = tuple(
            n for n in range(verb, piece.start) if tokens[n].tag in ("BE", "HAVE", "MODAL", "NEG") and n < verb + 4
        )
    own = tail(tokens, piece)
    if own[0] >= own[1]:
        return None
    return Proposition((own,), (*range(start, end), *lead, *range(*own)), "predicate")


def second_predicate(tokens: Sequence[Token], piece: Piece, made: Sequence[Proposition]) -> Proposition | None:
    """`the act, which was passed in May |and takes effect in June|`: what stands right after a relative clause shares its subject."""
    if not made or made[-1].shape != "relative":
        return None
    clause = made[-1]
    own = tail(tokens, piece)
    subject = clause.words[: len(clause.words) - sum(1 for word in clause.words if _within(word, clause.own[0]))]
    if clause.own[0][1] + 1 < piece.start or own[0] >= own[1] or not subject:
        return None
    if not all(isinstance(word, int) for word in subject):
        return None
    return Proposition((own,), (*subject, *range(*own)), "predicate")


def _within(word: Word, own: Range) -> bool:
    return isinstance(word, int) and own[0] <= word < own[1]


def _antecedent(tokens: Sequence[Token], host: Sequence[Piece]) -> Range | None:
    """The phrase right before a relative clause or participle."""
    last = host[-1]
    end = last.end
    while end > last.start and tokens[end - 1].tag in ("PUNCT", "QUOTE"):
        end -= 1
    phrase = subject_before(tokens, end, last.start)
    if phrase is None or tokens[phrase.head[1] - 1].tag == "PRON":
        return None
    start = phrase.head[0]
    for place in range(*phrase.head):
        # "at Monte Serra on the eve of the final stage, which was ...": the stage.
        if tokens[place].tag in ("PREP", "TO") and (tokens[place].lower != "of" or tokens[place - 1].lower in _OF):
            start = place + 1
    return (start, phrase.head[1]) if start < phrase.head[1] else None


_OF = frozenset(["eve", "clear", "short", "ahead", "full", "free", "aware", "capable", "because", "out"])
"""Whose "of" leads to another thing: `on the eve of |the stage|, which`, `to steer clear of |the convention|, where`."""


_OCCASIONS = frozenset(
    [
        "congress",
        "convention",
        "meeting",
        "summit",
        "conference",
        "rally",
        "trial",
        "match",
        "game",
        "concert",
        "party",
        "ceremony",
        "event",
        "briefing",
        "hearing",
        "wedding",
        "funeral",
        "march",
        "protest",
        "festival",
    ]
)


def _agreeing(tokens: Sequence[Token], antecedent: Range, verb: int) -> Range:
    """`the origins of the fire, which was ...`: the fire, for the verb is singular."""
    start, end = antecedent
    of = next((n for n in range(end - 1, start, -1) if tokens[n].lower == "of"), None)
    singular = tokens[verb].lower in ("was", "is", "has") or tokens[verb].lower == s_of(tokens[verb].base or "?")
    if of is None or not singular or not _plural(tokens, start, of) or _plural(tokens, of + 1, end):
        return antecedent
    return (of + 1, end)


def relative(tokens: Sequence[Token], piece: Piece, host: Sequence[Piece]) -> Proposition | None:
    antecedent = _antecedent(tokens, host)
    own = tail(tokens, piece)
    if antecedent is None or own[1] - own[0] < 3 or _host_goes_on(tokens, antecedent, own):
        return None
    name: tuple[Word, ...] = tuple(range(*antecedent))
    start = own[0]
    pronoun = tokens[start].lower
    if pronoun == "whose":
        return Proposition((own,), (*name, "'s", *range(start + 1, own[1])), "relative")
    if pronoun == "where":
        listed = any(tokens[n].lower == "where" for part in host for n in range(part.start, part.end))
        if listed or _runs_into_its_host(tokens, own):
            return None
        place = "at" if tokens[antecedent[1] - 1].lower in _OCCASIONS else "in"
        return Proposition((own,), (place, *name, ",", *range(start + 1, own[1])), "relative")
    if tokens[start].tag == "PREP":
        if tokens[start].lower == "for":
            return None
        return Proposition((own,), (start, *name, ",", *range(start + 2, own[1])), "relative")
    verb = finite(tokens, start + 1, own[1])
    if verb is None:
        return None
    name = tuple(range(*_agreeing(tokens, antecedent, verb)))
    begins = group_start(tokens, verb, start + 1)
    inserted = tokens[start + 1].tag == "PREP" and subject_before(tokens, begins, start + 2) is not None
    phrase = subject_before(tokens, begins, start + 1)
    if (inserted and (phrase is None or phrase.head[0] == start + 2)) or all(
        tokens[n].tag in ("ADV", "NEG", "PUNCT") for n in range(start + 1, begins)
    ):
        return Proposition((own,), (*name, *range(start + 1, own[1])), "relative")
    end = verb + 1
    while end < own[1] and tokens[end].tag in ("PART", "BASE", "BE", "HAVE", "ADV", "NEG"):
        end += 1
    return Proposition((own,), (*range(start + 1, end), *name, *range(end, own[1])), "relative")


def _host_goes_on(tokens: Sequence[Token], antecedent: Range, own: Range) -> bool:
    """`among voters, |who want none of it, and among donors|`: the second half of the host stands within the clause."""
    before = tokens[antecedent[0] - 1]
    return before.tag == "PREP" and any(
        tokens[n].text == "," and tokens[n + 1].tag == "CC" and tokens[n + 2].lower == before.lower
        for n in range(own[0], own[1] - 2)
    )


def _runs_into_its_host(tokens: Sequence[Token], own: Range) -> bool:
    """`rich members like Vessland, |where it began, pay more|`: a comma behind its verb, and no verb that the rules know after it."""
    verb = finite(tokens, *own)
    comma = next((n for n in range(verb or own[0], own[1]) if tokens[n].text == ","), None)
    return verb is not None and comma is not None and finite(tokens, comma, own[1]) is None


def participle(tokens: Sequence[Token], piece: Piece, host: Sequence[Piece]) -> Proposition | None:
    found = _host_subject(tokens, host)
    own = tail(tokens, piece)
    if found is None or own[1] - own[0] < 2:
        return None
    (start, end), verb = found
    plural = _plural(tokens, start, end)

    def tensed(base: str) -> str:
        return _tensed(tokens, verb, base, plural=plural)

    rest = in_step(tokens, own[0] + 1, own[1], tensed)
    return Proposition((own,), (*range(start, end), tensed(tokens[own[0]].base), *rest), "participle")


def _tensed(tokens: Sequence[Token], verb: int, base: str, *, plural: bool) -> str:
    """A participle's verb in the tense of its host: past unless the host is present or future."""
    word = tokens[verb].lower
    if tokens[verb].tag == "MODAL":
        return f"{word} {base}"
    if base == "have":
        return "had"
    present = word in ("is", "are", "has", "have", "does", "do") or (
        tokens[verb].tag == "FIN" and word in (tokens[verb].base, s_of(tokens[verb].base))
    )
    if not present or word in ("has", "have"):
        return past_of(base)
    return base if plural else s_of(base)


def _plural(tokens: Sequence[Token], start: int, end: int) -> bool:
    last = next(
        (tokens[n].lower for n in range(end - 1, start - 1, -1) if tokens[n].tag in ("NOUN", "NAME", "PRON", "NUM")), ""
    )
    return (last.endswith("s") and not last.endswith("ss")) or last in ("they", "we", "people", "police")


def apposition(tokens: Sequence[Token], piece: Piece, host: Sequence[Piece]) -> Proposition | None:
    """`X fell to 5 percent, its lowest level since 2008` -> "X was at its lowest level since 2008"."""
    found = _host_subject(tokens, host)
    own = tail(tokens, piece)
    if found is None or own[1] - own[0] < 2:
        return None
    (start, end), verb = found
    first = tokens[own[0]].lower
    be = "were" if _plural(tokens, start, end) else "was"
    if first in ("up", "down"):
        return Proposition((own,), (*range(start, end), be, *range(*own)), "apposition")
    if first in ("its", "their"):
        return Proposition((own,), (*range(start, end), be, "at", *range(*own)), "apposition")
    if first == "a":
        return Proposition(
            (own,),
            (*range(start, end), "had" if tokens[verb].tag != "MODAL" else "would have", *range(*own)),
            "apposition",
        )
    # "the most since April" says nothing without the figure it speaks of.
    return Proposition(
        (own,), (*(n for part in host for n in range(*tail(tokens, part))), ",", *range(*own)), "apposition"
    )
