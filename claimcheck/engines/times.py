"""When a claim's matter happened and when it was said: expressions of an article resolved one after the other.

Knows which events the article has dated ("the fire", "the vote"), so that "three weeks before the fire" hangs on the fire and not on
whatever date stood last. Leaves out the calendar itself, which is `claimcheck.dates`.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from claimcheck.attribution.chains import Attributed
from claimcheck.attribution.unit import Unit
from claimcheck.claims import Article, Span, When
from claimcheck.dates import Found, find, resolve
from claimcheck.propositions.proposition import Proposition

_HANGS = re.compile(r"(?:\b(?:before|after|earlier than)|\bthe eve)$", re.IGNORECASE)
"""An expression whose event follows: "three weeks before |the fire|"."""
_EVENT = re.compile(r"\s+(?:of\s+)?(?:the|a|an|its|his|her|their|that|this)?\s*((?:[\w-]+\s*){1,3})")
_RELATIVE = re.compile(r"[^,.;]*,\s+(?:which|who)\s([^,.;]*)")
_NO_SAYING = re.compile(r"(?:since|by|until|till|from|for|over|through|throughout|within|between)\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"\b(?:shortly |just |soon )?(?:(?:at|after|before|around|about|by) )?\d{1,2}(?:[.:]\d\d)? ?(?:[ap]\.m\.|[ap]m\b)",
    re.IGNORECASE,
)
_CARRIED = 400
"""Characters over which a time of day still belongs to the day named before."""
_VOTING = frozenset(["vote", "voti", "elec", "poll", "ball", "turn", "refe"])
_COMPARED = re.compile(r"\bthan\s+(?:in\s+|on\s+|at\s+)?$", re.IGNORECASE)


@dataclass(frozen=True)
class _Told:
    """An event that the article has given a day."""

    stems: frozenset[str]
    when: When
    end: int


@dataclass
class Times:
    """What has been dated so far, in the order of the text."""

    article: Article
    before: When | None = None
    """The date named last."""
    _told: list[_Told] = field(default_factory=list)

    def saying(self, unit: Unit, item: Attributed) -> When | None:
        """When the innermost speaker spoke: a time in the sentence outside of what is said and of what explains the speaker."""
        cue = item.chain[-1].cue_span
        if cue is None:
            return None
        closed = [*item.content, *([item.chain[-1].source_span] if item.chain[-1].source_span else [])]
        sentence = _sentence(unit, cue.start)
        words = sentence.of(unit.text)
        for expression in find(words):
            span = _moved(expression, sentence.start)
            if any(span.overlaps(part) for part in closed) or not _near_cue(unit, span, cue, sentence):
                continue
            when = self._resolved(unit, expression.expression, sentence, span, self.before, today=self.article.day)
            if not _may_be_of_saying(when):
                continue
            if when.start is not None:
                self.before = when
            return when
        return None

    def matter(self, unit: Unit, piece: Proposition, said: When | None) -> When | None:
        """The time of a proposition: the first expression in its own words that can be resolved, else a time of day."""
        unresolved: When | None = None
        today = self._spoken_on(unit, piece, said)
        for start, end in piece.own:
            span = unit.place(start, end)
            for expression in find(span.of(unit.text)):
                place = _moved(expression, span.start)
                if _COMPARED.search(unit.text[: place.start][-12:]):
                    continue
                sentence = _sentence(unit, place.start)
                when = self._resolved(unit, expression.expression, sentence, place, said or self.before, today=today)
                if when.start is not None:
                    self._remember(unit, when, place)
                    return when
                unresolved = unresolved or when
        return unresolved or self._of_day(unit, piece)

    def _spoken_on(self, unit: Unit, piece: Proposition, said: When | None) -> dt.date | None:
        """The day from which the words count: between quotation marks that of the saying, where it is known, else the article's."""
        quoted = bool(piece.own) and unit.quoted[piece.own[0][0]] >= 0
        return said.start if quoted and said is not None and said.precision == "day" else self.article.day

    def _resolved(
        self, unit: Unit, expression: str, sentence: Span, span: Span, previous: When | None, *, today: dt.date | None
    ) -> When:
        anchor = previous
        if _HANGS.search(expression):
            event = self._event(unit, span, sentence)
            anchor = event or (None if expression.lower().endswith("eve") else previous)
        when = resolve(expression, published=today, sentence=sentence.of(unit.text), previous=anchor)
        return when.model_copy(update={"span": span})

    def _event(self, unit: Unit, span: Span, sentence: Span) -> When | None:
        """The date of the event that an expression hangs on: told before, or in a clause on it: `the stage, which was on 21 July`."""
        after = unit.text[span.end : sentence.end]
        relative = _RELATIVE.match(after)
        for expression in find(relative[1]) if relative else []:
            when = resolve(expression.expression, published=self.article.day, sentence=sentence.of(unit.text))
            if when.start is not None:
                return when
        named = _EVENT.match(after)
        stems = _stems(named[1]) if named else frozenset()
        return next((told.when for told in reversed(self._told) if stems & told.stems), None)

    def _remember(self, unit: Unit, when: When, place: Span) -> None:
        if not _HANGS.search(when.expression):
            self.before = when
        if when.precision == "day":
            sentence = _sentence(unit, place.start)
            self._told.append(_Told(_stems(sentence.of(unit.text)), when, sentence.end))

    def _of_day(self, unit: Unit, piece: Proposition) -> When | None:
        """A time of day alone, on the day named shortly before: `The blaze started shortly after 4 a.m.`"""
        for start, end in piece.own:
            span = unit.place(start, end)
            clock = _CLOCK.search(span.of(unit.text))
            last = self._told[-1] if self._told else None
            if clock and last is not None and span.start - last.end < _CARRIED:
                return last.when.model_copy(update={"expression": clock[0].strip(), "span": None})
        return None


def shared(pieces: Sequence[tuple[Proposition, When | None]], unit: Unit) -> list[When | None]:
    """The times of the propositions of one statement, a time lent to those that belong to the same happening.

    `It swept through the mill on Wednesday, |killing 23|`; `The ferry |capsized| and sank on Sunday evening`.
    """
    times = [when for _, when in pieces]
    for n, (piece, when) in enumerate(pieces):
        if when is not None or n == 0:
            continue
        host, lent = pieces[n - 1][0], times[n - 1]
        same = piece.shape in ("participle", "apposition") or (
            piece.shape == "predicate" and _simple_past(unit, piece) and _simple_past(unit, host)
        )
        if same and _dated_day(lent) and host.shape in ("clause", "predicate") and _near(unit, host, piece):
            times[n] = lent.model_copy(update={"span": None}) if lent else None
    for n in range(len(pieces) - 1):
        piece, follower = pieces[n][0], pieces[n + 1][0]
        lent = times[n + 1]
        both = _simple_past(unit, piece) and _simple_past(unit, follower)
        if (
            times[n] is None
            and follower.shape == "predicate"
            and both
            and _dated_day(lent)
            and _ends_in_verb(unit, piece)
        ):
            times[n] = lent.model_copy(update={"span": None}) if lent else None
    return times


def _dated_day(when: When | None) -> bool:
    return when is not None and when.start is not None and when.precision == "day"


def _near(unit: Unit, one: Proposition, other: Proposition) -> bool:
    """Whether one piece follows the other within a sentence."""
    return _sentence(unit, unit.tokens[one.own[-1][1] - 1].start) == _sentence(unit, unit.tokens[other.own[0][0]].start)


def _simple_past(unit: Unit, piece: Proposition) -> bool:
    verb = next((unit.tokens[n] for n in piece.words if isinstance(n, int) and unit.tokens[n].tag in _VERBS), None)
    return verb is not None and verb.tag == "FIN" and verb.lower not in (verb.base, verb.base + "s", verb.base + "es")


def _ends_in_verb(unit: Unit, piece: Proposition) -> bool:
    """Whether a piece stops at its verb, so that what follows the next verb belongs to both: "capsized"."""
    return unit.tokens[piece.own[-1][1] - 1].tag == "FIN"


_VERBS = frozenset({"FIN", "MODAL", "BE", "HAVE", "DO"})


def _may_be_of_saying(when: When) -> bool:
    """Whether a time can be when somebody spoke: a day or a few, no "since 1995"."""
    if _NO_SAYING.match(when.expression) or when.precision in ("year", "decade", "season", "quarter"):
        return False
    return when.start is None or when.end is None or (when.end - when.start).days <= 31


def _stems(text: str) -> frozenset[str]:
    """The beginnings of longer words, votes and elections alike: `"the vote" -> {"vote"}`."""
    stems = {word[:4].lower() for word in re.findall(r"[^\W\d_]{4,}", text)} - {
        "the",
        "that",
        "with",
        "from",
        "were",
        "have",
    }
    return frozenset(stems | ({"vote"} if stems & _VOTING else set()))


def _sentence(unit: Unit, place: int) -> Span:
    return next((span for span in unit.sentences if span.start <= place < span.end), unit.span)


def _moved(expression: Found, start: int) -> Span:
    return Span(start=start + expression.span.start, end=start + expression.span.end)


def _near_cue(unit: Unit, span: Span, cue: Span, sentence: Span) -> bool:
    """Whether a time belongs to the saying: it leads the sentence, or follows the cue before the next clause."""
    if span.end <= cue.start:
        return not re.search(r"[;“”\"]", unit.text[sentence.start : span.start])
    between = unit.text[cue.end : span.start]
    return len(between) < 90 and not re.search(r"[;“”\"]| that ", between)
