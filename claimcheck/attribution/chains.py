"""From frames to attributions: nesting, quotations that go on without a cue, and speakers across sentences."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from claimcheck.attribution import lexicon as lex
from claimcheck.attribution.cast import Cast, Speaker
from claimcheck.attribution.frames import Frame, frames, frames_within
from claimcheck.attribution.mentions import note_mentions
from claimcheck.attribution.naming import read_names
from claimcheck.attribution.quotes import is_speech, plain_marks
from claimcheck.attribution.reach import source_range
from claimcheck.attribution.signs import CueTagger
from claimcheck.attribution.speakers import speaker_of
from claimcheck.attribution.stances import with_stances
from claimcheck.attribution.unit import Unit, units
from claimcheck.claims import Mode, Span
from claimcheck.grammar.phrases import Range

UNNAMED = "unnamed sources"


@dataclass(frozen=True)
class Link:
    """One speaker of a chain."""

    speaker: Speaker
    """Who, with the name in full."""
    cue: str | None
    """The words that attribute; None where only quotation marks do."""
    base: str
    """Base form of the cue's verb or noun; empty without a cue."""
    mode: Mode
    """How the words are given."""
    source_span: Span | None
    """Where the speaker is mentioned."""
    cue_span: Span | None
    """Where the cue stands."""


@dataclass(frozen=True)
class Attributed:
    """Content with the chain of those who are said to have said it."""

    content: tuple[Span, ...]
    """What is said, in text order; several pieces where the speaker stands between them."""
    chain: tuple[Link, ...]
    """Outermost first."""
    sort: str
    """How the cue governs: saying, naming, charge, vow, denial, noun, according, hearsay, label, attitude, question, quote."""
    negated: bool
    """Whether the saying itself is denied."""
    unit: int
    """Number of the unit it stands in."""
    ranges: tuple[Range, ...]
    """The content as token ranges of that unit."""


@dataclass(frozen=True)
class Reading:
    """An article read for attribution."""

    units: tuple[Unit, ...]
    attributed: tuple[Attributed, ...]
    cast: Cast
    """Everybody named, in order of mention."""


def attributions(
    text: str, sentences: Sequence[Span], *, broad: bool = False, tagger: CueTagger | None = None
) -> list[Attributed]:
    """Every attribution in the text, by place of its content.

    `broad` adds reported stances and acts of speech: those of verbs that rules know, and with a `tagger` those that it finds.
    """
    return list(read(text, sentences, broad=broad, tagger=tagger).attributed)


def read(text: str, sentences: Sequence[Span], *, broad: bool = False, tagger: CueTagger | None = None) -> Reading:
    """Attributions together with the units they stand in and everybody named."""
    parts = units(plain_marks(text), sentences)
    cast = read_names(parts)
    state = _State()
    found: list[Attributed] = []
    for number, unit in enumerate(parts):
        found += _of_unit(number, unit, parts, cast, state, broad=broad, tagger=tagger if broad else None)
    return Reading(tuple(parts), tuple(found), cast)


@dataclass
class _State:
    """Who spoke last, for quotations that go on."""

    last: Link | None = None
    paragraph_start: int = 0
    above: tuple[Link, ...] = ()


def _of_unit(
    number: int,
    unit: Unit,
    parts: Sequence[Unit],
    cast: Cast,
    state: _State,
    *,
    broad: bool,
    tagger: CueTagger | None,
) -> list[Attributed]:
    found = frames(unit, broad=broad)
    if tagger is not None:
        found = with_stances(unit, found, tagger)
    links: dict[int, Link] = {}
    seen = unit.span.start
    previous: Link | None = None
    for place, frame in sorted(enumerate(found), key=lambda item: _source_place(unit, item[1])):
        at = _source_place(unit, frame)
        note_mentions(unit, cast, at, seen)
        seen = max(seen, at)
        links[place] = _link(unit, frame, cast, previous, broad=broad)
        previous = links[place]
        cast.tells(links[place].speaker, [unit.place(*part) for part in frame.content])
        if frame.source is not None:
            cast.mention(links[place].speaker, at, head=_head(unit, frame), subject=True)
        occasion = _occasion(unit, frame)
        if occasion is not None:
            cast.mention(links[place].speaker, at, head=occasion, subject=True)
    note_mentions(unit, cast, unit.span.end, seen)
    made = [_attributed(number, unit, found, links, place) for place in range(len(found))]
    made += _inside_quotations(number, unit, made, cast)
    made += _free_quotations(number, unit, parts, made, cast, state)
    spoken = [item for item in made if item.sort in ("saying", "label", "quote", "according") and item.chain]
    if spoken:
        state.last = spoken[-1].chain[0]
    return sorted(made, key=lambda item: (item.content[0].start if item.content else 0, -len(item.chain)))


def _source_place(unit: Unit, frame: Frame) -> int:
    return unit.tokens[frame.source.whole[0] if frame.source else frame.cue[0]].start


def _head(unit: Unit, frame: Frame) -> str:
    if frame.source is None:
        return ""
    tokens = [
        token for token in unit.tokens[frame.source.head[0] : frame.source.head[1]] if token.tag in ("NOUN", "NAME")
    ]
    return tokens[-1].lower if tokens else ""


def _occasion(unit: Unit, frame: Frame) -> str | None:
    """What a speaker says it in: `said in a press |release|`; later "according to the release" is the same speaker."""
    for place in range(frame.cue[1], min(frame.cue[1] + 10, len(unit.tokens))):
        token = unit.tokens[place]
        if unit.quoted[place] >= 0 or token.tag == "PUNCT":
            return None
        if token.lower in lex.MESSAGES and unit.tokens[place - 1].tag in ("DET", "NOUN", "PART", "NAME"):
            return token.lower
    return None


def _link(unit: Unit, frame: Frame, cast: Cast, previous: Link | None, *, broad: bool = False) -> Link:
    if frame.source is not None:
        said = " ".join(unit.words(*part) for part in frame.content)
        speaker = speaker_of(unit, frame.source, cast, apart_from=said)
        span: Span | None = unit.place(*(source_range(unit, frame) if broad else frame.source.whole))
    elif frame.inherits and previous is not None:
        speaker, span = previous.speaker, previous.source_span
    else:
        speaker, span = Speaker(UNNAMED, named=False, plural=True), None
    return Link(
        speaker, unit.words(*_cue(unit, frame)), frame.base, _mode(unit, frame), span, unit.place(*_cue(unit, frame))
    )


def _cue(unit: Unit, frame: Frame) -> Range:
    """The cue as printed, with a short addressee: "told reporters"."""
    if frame.addressee and frame.addressee[1] - frame.addressee[0] <= 4 and frame.addressee[0] == frame.cue[1]:
        return (frame.cue[0], frame.addressee[1])
    return frame.cue


def _mode(unit: Unit, frame: Frame) -> Mode:
    if frame.direct:
        return "direct"
    quoted = any(unit.quoted[n] >= 0 for part in frame.content for n in range(*part))
    return "mixed" if quoted else "indirect"


def _attributed(number: int, unit: Unit, found: Sequence[Frame], links: dict[int, Link], place: int) -> Attributed:
    """A frame with the chain of the frames whose content holds it."""
    frame = found[place]
    outer = [n for n in range(len(found)) if n != place and _holds(found[n], frame)]
    outer.sort(key=lambda n: -sum(b - a for a, b in found[n].content))
    chain = [links[n] for n in outer if found[n].sort not in ("attitude",) and not found[n].negated] + [links[place]]
    nested = [
        replace(link, mode="indirect") if link.mode == "mixed" and _inner_mixed(unit, found[n], frame) else link
        for n, link in zip([*outer, place], chain, strict=False)
    ]
    if len(nested) > 1 and nested[-1].speaker.name.lower() in ("he", "she", "it", "they"):
        # "He blamed the state, said Krol": nobody before whom "he" could mean.
        nested[-1] = replace(nested[-1], speaker=nested[-2].speaker)
    return Attributed(
        content=tuple(unit.place(*part) for part in frame.content),
        chain=_without_echo(nested),
        sort=frame.sort,
        negated=frame.negated,
        unit=number,
        ranges=frame.content,
    )


def _without_echo(chain: Sequence[Link]) -> tuple[Link, ...]:
    """Two links in a row of one speaker are one saying: "Krol said he had reported that ..."."""
    return tuple(
        link for n, link in enumerate(chain) if n + 1 == len(chain) or chain[n + 1].speaker.name != link.speaker.name
    )


def _inner_mixed(unit: Unit, outer: Frame, inner: Frame) -> bool:
    """Whether all quoted words of an outer link lie in what the inner one says."""
    if outer is inner:
        return False
    inside = {n for part in inner.content for n in range(*part)}
    quoted = {n for part in outer.content for n in range(*part) if unit.quoted[n] >= 0}
    return quoted <= inside


def _holds(outer: Frame, inner: Frame) -> bool:
    """Whether the inner cue lies in the outer content, and is not the outer cue's own parenthesis."""
    at = inner.verb
    inside = any(start <= at < end for start, end in outer.content)
    return inside and not any(start <= outer.verb < end for start, end in inner.content)


def _inside_quotations(number: int, unit: Unit, made: Sequence[Attributed], cast: Cast) -> list[Attributed]:
    """Attributions within a quotation: "He told me the boat was safe," she said."""
    found: list[Attributed] = []
    for item in made:
        if item.chain[-1].mode == "indirect" or item.sort in ("naming", "charge", "attitude"):
            continue
        for start, end in _quoted_runs(unit, item.ranges):
            for frame in frames_within(unit, start, end):
                if frame.sort in ("attitude", "question") or frame.inherits:
                    continue
                link = _inner_link(unit, frame, cast, item.chain[-1].speaker)
                if link is not None:
                    found.append(
                        Attributed(
                            tuple(unit.place(*part) for part in frame.content),
                            (*item.chain, link),
                            frame.sort,
                            frame.negated,
                            number,
                            frame.content,
                        )
                    )
    return found


def _quoted_runs(unit: Unit, ranges: Sequence[Range]) -> list[Range]:
    runs: list[Range] = []
    for start, end in ranges:
        place = start
        while place < end:
            if unit.quoted[place] < 0:
                place += 1
                continue
            stop = place
            while stop < end and unit.quoted[stop] == unit.quoted[place]:
                stop += 1
            runs.append((place, stop))
            place = stop
    return runs


def _inner_link(unit: Unit, frame: Frame, cast: Cast, speaker: Speaker) -> Link | None:
    """The link inside a quotation; "I said" and "we believe" are the speaker's own and add none."""
    if frame.source is None or frame.base in ("show", "mean", "prove", "demonstrate"):
        return None
    words = unit.words(*frame.source.head).lower()
    if (
        words.split()[0] in ("my", "our")
        or words in ("i", "we", "you", "it")
        or re.match(r"(?:one|.*people|nobody|everybody|everyone|some|they)$", words)
    ):
        return None
    inner = speaker_of(unit, frame.source, cast, speaking=False)
    if inner.name == speaker.name:
        return None
    return Link(
        inner, unit.words(*frame.cue), frame.base, "indirect", unit.place(*frame.source.whole), unit.place(*frame.cue)
    )


def _free_quotations(
    number: int, unit: Unit, parts: Sequence[Unit], made: Sequence[Attributed], cast: Cast, state: _State
) -> list[Attributed]:
    """Quotations without a cue of their own: the speaker before goes on speaking, or the one announced does."""
    found: list[Attributed] = []
    covered = {n for item in made for part in item.ranges for n in range(*part)}
    for start, end in _quoted_runs(unit, [(0, len(unit.tokens))]):
        if set(range(start, end)) & covered or not is_speech(unit.text, unit.quotations[unit.quoted[start]]):
            continue
        opens = (
            start == 0
            or unit.tokens[start - 1].text in (".", ":", "!", "?", ",", "—", "–")
            or start in {s for s, _ in _sentence_starts(unit)}
        )
        if not opens:
            continue
        link = _going_on(number, unit, parts, made, cast, state, start)
        if link is not None:
            found.append(
                Attributed(
                    (unit.place(start, end),),
                    (replace(link, cue=None, cue_span=None, base="", mode="direct"),),
                    "quote",
                    False,
                    number,
                    ((start, end),),
                )
            )
    return found


def _sentence_starts(unit: Unit) -> list[Range]:
    return [
        (next((n for n, token in enumerate(unit.tokens) if token.start >= sentence.start), 0), 0)
        for sentence in unit.sentences
    ]


def _going_on(
    number: int, unit: Unit, parts: Sequence[Unit], made: Sequence[Attributed], cast: Cast, state: _State, start: int
) -> Link | None:
    own = [
        item.chain[0]
        for item in made
        if item.sort in ("saying", "label", "according", "naming", "quote") and item.chain
    ]
    if own:
        return own[-1]
    here = unit.tokens[start].start
    last_speaker = state.last
    gap = unit.text[parts[number - 1].span.end : unit.span.start] if number else "\n"
    subject = next((m for m in reversed(cast.mentions) if m.place < here and m.subject and not m.speaker.plural), None)
    if last_speaker is not None and last_speaker.source_span is not None:
        fresh = (
            subject is not None
            and subject.place > last_speaker.source_span.end
            and subject.speaker.name != last_speaker.speaker.name
        )
        if not fresh or "\n" in gap:
            return last_speaker
    if subject is not None and "\n" not in gap and here - subject.place < 400 and not subject.speaker.body:
        return Link(subject.speaker, None, "", "direct", None, None)
    return last_speaker
