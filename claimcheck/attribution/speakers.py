"""Who is meant: full names for surnames, pronouns and "the ministry", and what a speaker is, from the article alone.

Knows no world beyond the article. Where nobody fits, the words stay as printed: a wrong name is worse than "he".
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from claimcheck.attribution import lexicon as lex
from claimcheck.attribution.unit import Unit
from claimcheck.claims import Span
from claimcheck.grammar import words as w
from claimcheck.grammar.phrases import Phrase, Range, walk_right
from claimcheck.grammar.tokens import Token

_HE = frozenset({"he", "him", "his", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})
_THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
_IT = frozenset({"it", "its", "itself"})
_FIRST = frozenset({"i", "me", "my", "we", "us", "our", "mine", "ours"})
_ORDER = _HE | _SHE | _THEY | _IT
_ROLE_WORDS = w.TITLES | lex.PERSON_NOUNS | frozenset({"minister", "secretary", "chief", "head", "editor", "boss"})
_UNORDERED = 5000
"""Characters by which mentions may stand out of the order of the text: a speaker named after his words is noted first."""
_LOOSE = frozenset(
    "former acting deputy then-president ex interim outgoing retired shadow veteran late the a an one".split()
)
_BODY_CAPS = frozenset(word for word in lex.BODY_NOUNS) | frozenset(
    "inc ltd plc corp co gmbh ag llc holdings industries foods systems works motors airways airlines news times post tribune herald monitor"
    " ledger gazette courier examiner radio tv television bank partners brothers sons stores line lines energy water power rail institute kremlin pentagon"
    " parliament downing treasury unicef nato opec eu un fbi cia nhs who imf partnership services labs pharma media network insurance".split()
)


@dataclass(frozen=True)
class Speaker:
    """One who speaks, as named in the article."""

    name: str
    """Full name, or the words for somebody unnamed: "two people familiar with the matter"."""
    role: str | None = None
    """What the article says he or she is."""
    named: bool = True
    """Whether `name` is a proper name."""
    sex: str | None = None
    """`m`, `f`; None where nothing tells, or for a body."""
    body: bool = False
    """Whether it is an institution rather than a person."""
    plural: bool = False
    """Whether several speak."""


@dataclass
class _Mention:
    place: int
    speaker: Speaker
    head: str
    subject: bool
    located: bool = False
    """Whether a preposition of place stands before it: "off Cape Sorrel"."""


@dataclass
class Cast:
    """Everybody mentioned so far; grows as the article is read from its beginning."""

    full: dict[str, str] = field(default_factory=dict)
    """Surname or short name -> full name as first given."""
    roles: dict[str, str] = field(default_factory=dict)
    sexes: dict[str, str] = field(default_factory=dict)
    bodies: set[str] = field(default_factory=set)
    mentions: list[_Mention] = field(default_factory=list)

    def mention(
        self, speaker: Speaker, place: int, *, head: str = "", subject: bool = False, located: bool = False
    ) -> None:
        """Remember that somebody was named at a place in the text."""
        self.mentions.append(_Mention(place, speaker, head.lower(), subject, located))

    def pronoun(
        self, word: str, place: int, *, speaking: bool, exclude: str | None = None, apart_from: str = ""
    ) -> Speaker | None:
        """Whom a pronoun at `place` means: the nearest one that fits in number and sex; None where nobody does.

        Not whoever `exclude` names, nor anybody named in full in the words `apart_from`: what one says of others.
        """
        near = [
            m
            for m in self._before(place)
            if m.speaker.name != exclude and not (m.speaker.named and m.speaker.name in apart_from)
        ]
        fitting = [m for m in near if _fits(m.speaker, word) and (word.lower() not in _HE | _SHE or _is_person(m))]
        if not fitting:
            return None
        if speaking:
            subjects = [m for m in fitting if m.subject]
            known = [m for m in subjects if m.speaker.sex or word.lower() not in _HE | _SHE]
            return (
                (known or subjects or fitting)[0].speaker
                if _close(known, subjects)
                else (subjects or fitting)[0].speaker
            )
        subjects = [m for m in fitting if m.subject]
        return (subjects or fitting)[0].speaker

    def _before(self, place: int, within: int = 900) -> Iterator[_Mention]:
        """Mentions before a place, the nearest first, as far back as one looks."""
        for m in reversed(self.mentions):
            if place - m.place >= within + _UNORDERED:
                return
            if m.place < place and place - m.place < within:
                yield m

    def body(self, head: str, place: int, words: str = "") -> Speaker | None:
        """Which institution "the ministry" means: the last one named with that word."""
        if head in lex.MESSAGES:
            return None
        for m in reversed(self.mentions):
            if m.place < place and m.speaker.name.lower() != words.lower() and _named_with(m.speaker.name, head):
                return m.speaker
        return None

    def person(self, place: int) -> Speaker | None:
        """Whom "the 27-year-old" means: the last one named, subjects first."""
        people = [m for m in self._before(place) if m.speaker.named and not m.speaker.body and not m.speaker.plural]
        return next((m.speaker for m in people if m.subject), people[0].speaker if people else None)

    def by_head(self, head: str, place: int) -> Speaker | None:
        """Whom "the envoy" means: the last one introduced by that word."""
        for m in self._before(place, 2500):
            own_name = head in lex.MESSAGES and m.speaker.name.lower().endswith(head)
            if m.head == head and not own_name:
                return m.speaker
        return None


def _is_person(mention: _Mention) -> bool:
    """Whether anything tells that a person is meant: a sex, an office, or that he does something; "off Cape Sorrel" does not."""
    speaker = mention.speaker
    return bool(speaker.sex or speaker.role or mention.subject or not speaker.named or not mention.located)


def _close(known: Sequence[_Mention], subjects: Sequence[_Mention]) -> bool:
    return bool(known and subjects and known[0].place >= subjects[0].place - 250)


def _fits(speaker: Speaker, word: str) -> bool:
    word = word.lower()
    if word in _HE:
        return not speaker.body and not speaker.plural and speaker.sex != "f"
    if word in _SHE:
        return not speaker.body and not speaker.plural and speaker.sex != "m"
    if word in _IT:
        return speaker.body and not speaker.plural
    if word in _THEY:
        return speaker.plural
    return False


def _named_with(name: str, head: str) -> bool:
    return (
        bool(re.search(rf"\b{re.escape(head)}$", name, re.IGNORECASE))
        and len(name.split()) > 1
        and not name.lower().startswith(("the " + head, "its ", "his ", "her "))
    )


def read_names(units: Iterable[Unit]) -> Cast:
    """All full names of the article, so that a surname can be led back to one given later as well."""
    cast = Cast()
    titled: dict[str, str] = {}
    for unit in units:
        for run in _name_runs(unit.tokens):
            words = [token.text for token in unit.tokens[run[0] : run[1]]]
            role, name = _without_titles(words)
            before = _role_before(unit.tokens, run[0])
            if len(name) >= 2:
                full = " ".join(name)
                body = _bodylike(name)
                cast.full.setdefault(name[-1] if not body else full, full)
                if body:
                    cast.bodies.add(full)
                    cast.full.setdefault(name[0], full)
                elif role or before:
                    cast.roles.setdefault(full, " ".join(role) or _clean_role(before or "") or "")
                _note_sex(cast, full, [*words, *(before or "").split()])
            elif name and role:
                titled.setdefault(name[-1], f"{role[-1]} {name[-1]}")
                if role[-1].rstrip(".").lower() in ("mr", "ms", "mrs", "miss"):
                    _note_sex(cast, name[-1], words)
    for surname, name_with_title in titled.items():
        # Never given in full: "Mr Osei" says more than "Osei".
        if surname not in cast.full and surname.lower() not in _BODY_CAPS:
            cast.full[surname] = name_with_title
    for short, full in cast.full.items():
        if short in cast.sexes:
            cast.sexes.setdefault(full, cast.sexes[short])
    return cast


def _note_sex(cast: Cast, name: str, words: Sequence[str]) -> None:
    for word in [*words, *name.split()[:1]]:
        plain = word.rstrip(".").lower()
        if plain in w.MALE_TITLES or plain in w.MALE_NAMES:
            cast.sexes.setdefault(name, "m")
            return
        if plain in w.FEMALE_TITLES or plain in w.FEMALE_NAMES:
            cast.sexes.setdefault(name, "f")
            return


def _name_runs(tokens: Sequence[Token]) -> list[Range]:
    runs: list[Range] = []
    place = 0
    while place < len(tokens):
        if tokens[place].tag == "NAME" and tokens[place].lower not in w.WEEKDAYS | w.MONTHS:
            end = place + 1
            while end < len(tokens) and (
                tokens[end].tag == "NAME"
                and tokens[end].lower not in w.WEEKDAYS | w.MONTHS
                or (
                    tokens[end].text in ("&",)
                    or tokens[end].lower
                    in ("of", "for", "de", "van", "von", "al", "bin", "der", "da", "di", "du", "la", "le", "el")
                )
                and end + 1 < len(tokens)
                and tokens[end + 1].tag == "NAME"
                and (tokens[end].lower not in ("of", "for") or _bodylike([t.text for t in tokens[place:end]]))
            ):
                end += 1
            runs.append((place, end))
            place = end
        else:
            place += 1
    return runs


def _bodylike(words: Sequence[str]) -> bool:
    return (
        any(word.lower().rstrip(".") in _BODY_CAPS for word in words)
        or (len(words) == 1 and words[0].isupper() and len(words[0]) > 1)
        or "&" in words
    )


def _without_titles(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Splits capitalised titles off a name: `["Interior", "Minister", "Paulo", "Restrick"] -> (["Interior", "Minister"], [...])`."""
    if _bodylike(words):
        return [], list(words)
    last = max(
        (n for n, word in enumerate(words) if word.rstrip(".").lower() in w.TITLES | lex.PERSON_NOUNS), default=-1
    )
    if 0 <= last < len(words) - 1:
        return list(words[: last + 1]), list(words[last + 1 :])
    return [], list(words)


def _role_before(tokens: Sequence[Token], start: int) -> str | None:
    """The lower-case role right before a name: `Kremlin spokesman |Dmitri` -> "Kremlin spokesman"."""
    place = start - 1
    words: list[str] = []
    while place >= 0 and tokens[place].tag in ("NOUN", "NAME", "POSS", "PART", "ADV", "ING") and len(words) < 8:
        if (
            tokens[place].lower in w.WEEKDAYS | w.MONTHS
            or tokens[place].lower in w.ADVERBS
            and tokens[place].lower not in ("then", "now")
        ):
            break
        words.insert(0, tokens[place].text)
        place -= 1
    if not words or tokens[start - 1].tag != "NOUN" or tokens[start - 1].lower not in _ROLE_WORDS:
        return None
    return _joined(words)


def _joined(words: Sequence[str]) -> str:
    return re.sub(r"\s+(['’](?:s\b|(?=\s))|,)", r"\1", " ".join(words)).strip()


def speaker_of(unit: Unit, phrase: Phrase, cast: Cast, *, speaking: bool = True, apart_from: str = "") -> Speaker:
    """The speaker that a source phrase names, led back to the full name where the article gives one.

    A pronoun means nobody who is named in full in the words `apart_from`.
    """
    tokens = unit.tokens
    start, end = phrase.head
    place = tokens[start].start
    if end - start == 1 and tokens[start].lower in _ORDER:
        found = cast.pronoun(tokens[start].lower, place, speaking=speaking, apart_from=apart_from)
        return found or Speaker(tokens[start].text, named=False, plural=tokens[start].lower in _THEY)
    aside = _aside_name(unit, phrase)
    if aside is not None:
        role = _clean_role(unit.words(start, end))
        return _named(cast, aside, role)
    several = _several(unit, start, end, cast)
    if several is not None:
        return several
    head = _head_name(unit, start, end)
    if head is not None:
        name, role = head
        later = _aside_role(unit, phrase)
        return _named(cast, name, role or later)
    return _unnamed(unit, phrase, cast, place)


def _several(unit: Unit, start: int, end: int, cast: Cast) -> Speaker | None:
    """`Mr Grassley and Mr Leahy`: two people named, both in full; None for one, and for a body like "Health and Safety Office"."""
    tokens = unit.tokens[start:end]
    joint = next((n for n, token in enumerate(tokens) if token.tag == "CC" and token.lower == "and"), None)
    if joint is None or any(token.tag in ("PREP", "POSS") for token in tokens):
        return None
    names: list[str] = []
    for side in (tokens[:joint], tokens[joint + 1 :]):
        words = [token.text for token in side if token.tag == "NAME"]
        titles, name = _without_titles(words)
        if not name or _bodylike(name) or (len(name) == 1 and not titles and name[0] not in cast.full):
            return None
        names.append(_named(cast, name, None).name)
    return Speaker(" and ".join(names), None, plural=True)


def _aside_name(unit: Unit, phrase: Phrase) -> list[str] | None:
    """The name between commas after a description: "The foreign minister, |Ilse Vantongeren|"."""
    if phrase.aside is None:
        return None
    start, end = phrase.aside
    tokens = unit.tokens[start:end]
    if not tokens or _head_is_name(unit, phrase.head):
        return None
    run = next((r for r in _name_runs(unit.tokens[start:end])), None)
    if run is None or run[0] != 0:
        return None
    rest = tokens[run[1] :]
    if rest and rest[0].text != "," and rest[0].tag not in ("PREP",):
        return None
    _, name = _without_titles([token.text for token in tokens[run[0] : run[1]]])
    return name


def _head_is_name(unit: Unit, head: Range) -> bool:
    return all(token.tag == "NAME" for token in unit.tokens[head[0] : head[1]])


def _head_name(unit: Unit, start: int, end: int) -> tuple[list[str], str | None] | None:
    """Name and role of a phrase that ends in a name; None for descriptions."""
    tokens = unit.tokens[start:end]
    runs = _name_runs(tokens)
    for run in runs:
        words = [token.text for token in tokens[run[0] : run[1]]]
        follows = tokens[run[1]] if run[1] < len(tokens) else None
        if follows is not None and not (
            follows.tag in ("PREP", "NUM", "WH") or follows.text in (",", "(") or follows.lower in ("familiar",)
        ):
            continue
        before = tokens[: run[0]]
        if any(token.tag == "PREP" for token in before) and not (
            before[-1].tag in ("NOUN",) and before[-1].lower in _ROLE_WORDS
        ):
            continue
        titles, name = _without_titles(words)
        if len(titles) == 0 and _title_only(words):
            continue
        if (
            follows is not None
            and follows.tag == "PREP"
            and not titles
            and not before
            and _bodylike(words) is False
            and follows.lower not in ("of", "at", "from", "for")
        ):
            continue
        role = _joined([token.text for token in before] + titles)
        return name, _clean_role(role)
    return None


def _title_only(words: Sequence[str]) -> bool:
    return words[-1].lower() in _ROLE_WORDS


def _clean_role(role: str) -> str | None:
    plain = re.sub(r"^(?:the|a|an|his|her|its|their|one|another)\b\s*", "", role.strip(" ,"), flags=re.IGNORECASE)
    if not plain or plain.rstrip(".").lower() in ("mr", "mrs", "ms", "miss"):
        return None
    return plain


def _aside_role(unit: Unit, phrase: Phrase) -> str | None:
    """The role after a name: "Carla Venn, |the firm's managing director|"."""
    if phrase.aside is None:
        return None
    tokens = unit.tokens[phrase.aside[0] : phrase.aside[1]]
    words = {token.lower for token in tokens[:8]}
    if not words & (_ROLE_WORDS | lex.BODY_NOUNS) or tokens[0].tag in ("WH", "ING", "PART", "NUM"):
        return None
    return _clean_role(unit.words(*phrase.aside))


def _named(cast: Cast, name: Sequence[str], role: str | None) -> Speaker:
    words = list(name)
    short = words[-1]
    body = _bodylike(words)
    full = " ".join(words)
    if len(words) == 1 or (not body and full not in cast.full.values()):
        full = cast.full.get(short, full) if len(words) == 1 else full
    if full in cast.full.values():
        body = full in cast.bodies
    sex = cast.sexes.get(full) or cast.sexes.get(short)
    if role:
        cast.roles.setdefault(full, role)
        sex = sex or _sex_of(role)
        if sex:
            cast.sexes.setdefault(full, sex)
    known = role or cast.roles.get(full)
    if known and full.lower().startswith(known.lower() + " "):
        known = None
    body = body or bool(role and re.split(r",| of | at | for ", role)[0].split()[-1].lower() in lex.BODY_NOUNS)
    person = bool(known) or sex is not None or full in cast.full.values() and not body
    return Speaker(full, known, sex=sex, body=body or not person and _maybe_body(full), plural=False)


def _sex_of(role: str) -> str | None:
    words = {word.lower().rstrip(".") for word in role.split()}
    if words & w.FEMALE_TITLES:
        return "f"
    return "m" if words & w.MALE_TITLES else None


def _maybe_body(name: str) -> bool:
    """A single capitalised word without role, sex or fuller form may be a firm or a state."""
    return len(name.split()) == 1


def _unnamed(unit: Unit, phrase: Phrase, cast: Cast, place: int) -> Speaker:
    """A description: led back to whoever was introduced by it, else its own words."""
    start, end = phrase.head
    tokens = unit.tokens[start:end]
    head = _head_noun(tokens)
    definite = tokens[0].lower == "the"
    words = unit.words(start, end)
    short = len([token for token in tokens if token.tag in ("NOUN", "NAME")]) == 1
    author = _author(unit, phrase, cast, head)
    if author is not None:
        return author
    if definite and (short or head in lex.MESSAGES):
        found = cast.body(head, place, words) or cast.by_head(head, place)
        if found is not None:
            return found
    if definite and _AGED.fullmatch(head):
        found = cast.person(place)
        if found is not None:
            return found
    if tokens[0].tag == "POSS" and tokens[0].lower in ("his", "her", "its", "their"):
        owner = cast.pronoun(tokens[0].lower, place, speaking=False)
        if owner is not None and len(owner.name) < 60:
            words = f"{_possessive(owner.name)} {unit.words(start + 1, end)}"
    plural = _plural(tokens, head)
    body = (
        head in lex.BODY_NOUNS
        or head in lex.DOCUMENTS
        or any(t.tag == "NAME" for t in tokens)
        and head not in _ROLE_WORDS
        and not plural
    )
    body = (body or not plural) and not is_personal(head)
    return Speaker(_lowered(words), None, named=False, sex=_sex_of(words), body=body, plural=plural)


_AGED = re.compile(r"\d+-year-old")
_AGENTS = re.compile(r".{3,}(?:er|or|ist|ian|man|woman|men|women|ee)")
_NO_AGENTS = frozenset(
    "paper letter number order power matter newspaper offer computer centre center river water weather winter summer register ledger"
    " error factor sector minor tower tanker cover border disorder murder fever answer poster banner folder committee guarantee fee degree"
    " specimen document".split()
)


def is_personal(head: str) -> bool:
    """Whether a noun names a person: listed, or built like one: "zookeeper"."""
    if head in _ROLE_WORDS or head in ("anyone", "someone", "one", "other", "woman", "man") or _AGED.fullmatch(head):
        return True
    listed = head in lex.BODY_NOUNS | lex.DOCUMENTS | lex.MESSAGES | lex.COUNTS | _NO_AGENTS
    return not listed and bool(_AGENTS.fullmatch(head))


def _author(unit: Unit, phrase: Phrase, cast: Cast, head: str) -> Speaker | None:
    """Who speaks through a message or a count: `a note that |the bank| sent`, `a count by |the fire service|`, `|Senn|'s email`."""
    if head not in lex.MESSAGES | lex.COUNTS:
        return None
    tokens = unit.tokens
    start, end = phrase.head
    for place in range(start, phrase.whole[1]):
        if tokens[place].lower in ("by", "from") or (tokens[place].lower in ("that", "which") and place > start):
            stop = walk_right(tokens, place + 1, phrase.whole[1])
            return speaker_of(unit, Phrase((place + 1, stop), (place + 1, stop)), cast) if stop > place + 1 else None
        if tokens[place].lower in ("'s", "'") and place > start and all(t.tag == "NAME" for t in tokens[start:place]):
            return speaker_of(unit, Phrase((start, place), (start, place)), cast)
        if place >= end and tokens[place].text in (",", ";"):
            return None
    return None


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") and not name[:1].isupper() else f"{name}'s"


def _head_noun(tokens: Sequence[Token]) -> str:
    """The noun a phrase turns on: the last one before a preposition."""
    head = tokens[0].lower
    for token in tokens:
        if token.tag in ("PREP", "WH", "PART") and head != tokens[0].lower:
            break
        if token.tag in ("NOUN", "NAME", "NUM"):
            head = token.lower
    return head


def _plural(tokens: Sequence[Token], head: str) -> bool:
    return (
        head in lex.GROUP_NOUNS
        or tokens[0].tag == "NUM"
        and tokens[0].lower not in ("one", "1")
        or head.endswith("s")
        and not head.endswith("ss")
        and head not in lex.BODY_NOUNS | {"minutes"}
        and tokens[0].lower not in ("a", "an")
    )


def _lowered(words: str) -> str:
    """`"The envoy" -> "the envoy"`; names keep their capitals."""
    first = words.split()[0]
    if first.lower() in w.DETERMINERS | {"one", "two", "three", "some", "former", "police", "officials"}:
        return words[:1].lower() + words[1:]
    return words


def note_mentions(unit: Unit, cast: Cast, upto: int, since: int) -> None:
    """Adds everybody named between two places of the text to the cast, subjects marked."""
    tokens = unit.tokens
    for start, end in _name_runs(tokens):
        place = tokens[start].start
        if not since <= place < upto or end < len(tokens) and tokens[end].lower in ("'s",) and False:
            continue
        _, name = _without_titles([token.text for token in tokens[start:end]])
        if not name or _title_only(name):
            continue
        role = _role_before(tokens, start)
        speaker = _named(cast, name, role)
        head = tokens[start - 1].lower if role else ""
        located = start > 0 and tokens[start - 1].lower in ("in", "at", "off", "near", "from", "to", "into", "around")
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
        name if not words[:1].isupper() else words, None, named=False, sex=_sex_of(words), body=body, plural=plural
    )
    cast.mention(speaker, tokens[start].start, head=head, subject=_is_subject(unit, start, place + 1))


def _aside_after(unit: Unit, cast: Cast, place: int) -> Speaker | None:
    """The named person in "the supervisor, Ansel Gray," after the noun."""
    tokens = unit.tokens
    if place + 2 < len(tokens) and tokens[place + 1].text == "," and tokens[place + 2].tag == "NAME":
        run = next((r for r in _name_runs(tokens[place + 2 :])), None)
        if run and run[0] == 0 and tokens[place].lower in _ROLE_WORDS:
            end = place + 2 + run[1]
            if end >= len(tokens) or tokens[end].text in (",", ".") or tokens[end].tag == "QUOTE":
                return _named(cast, [token.text for token in tokens[place + 2 : end]], tokens[place].text)
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
    if place < len(tokens) and tokens[place].tag in ("FIN", "MODAL", "BE", "HAVE", "DO"):
        return True
    return start > 0 and tokens[start - 1].tag == "FIN" and tokens[start - 1].base in lex.SAYING


def span_of(unit: Unit, span: Range) -> Span:
    """The characters of a token range."""
    return unit.place(*span)
