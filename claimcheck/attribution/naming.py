"""Names in running text: where each begins and ends, what is title and what is name, and whether a body or a person bears it.

Rules and word lists; knows no world beyond the article.
"""

import re
from collections.abc import Iterable, Sequence

from claimcheck.attribution import lexicon as lex
from claimcheck.attribution.cast import Cast, Speaker
from claimcheck.attribution.unit import Unit
from claimcheck.grammar import words as w
from claimcheck.grammar.phrases import Range
from claimcheck.grammar.token import Token

ROLE_WORDS = w.TITLES | lex.PERSON_NOUNS | frozenset({"minister", "secretary", "chief", "head", "editor", "boss"})


_BODY_CAPS = frozenset(word for word in lex.BODY_NOUNS) | frozenset(
    "inc ltd plc corp co gmbh ag llc holdings industries foods systems works motors airways airlines news times post tribune herald monitor"
    " ledger gazette courier examiner radio tv television bank partners brothers sons stores line lines energy water power rail institute kremlin pentagon"
    " parliament downing treasury unicef nato opec eu un fbi cia nhs who imf partnership services labs pharma media network insurance corps legion".split()
)


_ACRONYM = re.compile(r"(?:[A-Z]\.){2,}|U\.?[SKN]\.?|E\.?U\.?")
"""Short for a country or union, and nobody's surname: "Liberal U.S."."""


def read_names(units: Iterable[Unit]) -> Cast:
    """All full names of the article, so that a surname can be led back to one given later as well."""
    cast = Cast()
    titled: dict[str, str] = {}
    for unit in units:
        for run in name_runs(unit.tokens):
            words = [token.text for token in unit.tokens[run[0] : run[1]]]
            role, name = without_titles(words)
            before = role_before(unit.tokens, run[0])
            if len(name) >= 2 and not (
                _ACRONYM.fullmatch(name[-1]) and name[-2].lower() not in w.MALE_NAMES | w.FEMALE_NAMES
            ):
                full = " ".join(name)
                body = is_body(name)
                cast.full.setdefault(name[-1] if not body else full, full)
                if body:
                    cast.bodies.add(full)
                    cast.full.setdefault(name[0], full)
                elif role or before:
                    cast.roles.setdefault(full, " ".join(role) or clean_role(before or "") or "")
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


def name_runs(tokens: Sequence[Token]) -> list[Range]:
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
                    in ("of", "for", "on", "de", "van", "von", "al", "bin", "der", "da", "di", "du", "la", "le", "el")
                )
                and end + 1 < len(tokens)
                and tokens[end + 1].tag == "NAME"
                and (tokens[end].lower != "on" or tokens[end + 1].lower not in w.WEEKDAYS | w.MONTHS)
                and (tokens[end].lower not in ("of", "for", "on") or is_body([t.text for t in tokens[place:end]]))
            ):
                end += 1
            runs.append((place, end))
            place = end
        else:
            place += 1
    return runs


def is_body(words: Sequence[str]) -> bool:
    return (
        any(word.lower().rstrip(".") in _BODY_CAPS for word in words)
        or (len(words) == 1 and words[0].isupper() and len(words[0]) > 1)
        or "&" in words
    )


def without_titles(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Splits capitalised titles off a name: `["Interior", "Minister", "Paulo", "Restrick"] -> (["Interior", "Minister"], [...])`."""
    if is_body(words):
        return [], list(words)
    last = max(
        (n for n, word in enumerate(words) if word.rstrip(".").lower() in w.TITLES | lex.PERSON_NOUNS), default=-1
    )
    if 0 <= last < len(words) - 1:
        return list(words[: last + 1]), list(words[last + 1 :])
    return [], list(words)


def role_before(tokens: Sequence[Token], start: int) -> str | None:
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
    if not words or tokens[start - 1].tag != "NOUN" or tokens[start - 1].lower not in ROLE_WORDS:
        return None
    return words_joined(words)


def words_joined(words: Sequence[str]) -> str:
    return re.sub(r"\s+(['’](?:s\b|(?=\s))|,)", r"\1", " ".join(words)).strip()


def is_title_only(words: Sequence[str]) -> bool:
    return words[-1].lower() in ROLE_WORDS


def clean_role(role: str) -> str | None:
    plain = re.sub(r"^(?:the|a|an|his|her|its|their|one|another)\b\s*", "", role.strip(" ,"), flags=re.IGNORECASE)
    if not plain or plain.rstrip(".").lower() in ("mr", "mrs", "ms", "miss"):
        return None
    return plain


def speaker_named(cast: Cast, name: Sequence[str], role: str | None) -> Speaker:
    words = list(name)
    short = words[-1]
    body = is_body(words)
    full = " ".join(words)
    if len(words) == 1 or (not body and full not in cast.full.values()):
        full = cast.full.get(short, full) if len(words) == 1 else full
    if full in cast.full.values():
        body = full in cast.bodies
    sex = cast.sexes.get(full) or cast.sexes.get(short)
    if role:
        cast.roles.setdefault(full, role)
        sex = sex or sex_of(role)
        if sex:
            cast.sexes.setdefault(full, sex)
    known = role or cast.roles.get(full)
    if known and full.lower().startswith(known.lower() + " "):
        known = None
    body = body or bool(role and re.split(r",| of | at | for ", role)[0].split()[-1].lower() in lex.BODY_NOUNS)
    person = bool(known) or sex is not None or full in cast.full.values() and not body
    return Speaker(full, known, sex=sex, body=body or not person and _maybe_body(full), plural=False)


def sex_of(role: str) -> str | None:
    words = {word.lower().rstrip(".") for word in role.split()}
    if words & w.FEMALE_TITLES:
        return "f"
    return "m" if words & w.MALE_TITLES else None


def _maybe_body(name: str) -> bool:
    """A single capitalised word without role, sex or fuller form may be a firm or a state."""
    return len(name.split()) == 1


AGED = re.compile(r"\d+-year-old")


_AGENTS = re.compile(r".{3,}(?:er|or|ist|ian|man|woman|men|women|ee)")


_NO_AGENTS = frozenset(
    "paper letter number order power matter newspaper offer computer centre center river water weather winter summer register ledger"
    " error factor sector minor tower tanker cover border disorder murder fever answer poster banner folder committee guarantee fee degree"
    " specimen document".split()
)


def is_personal(head: str) -> bool:
    """Whether a noun names a person: listed, or built like one: "zookeeper"."""
    if head in ROLE_WORDS or head in ("anyone", "someone", "one", "other", "woman", "man") or AGED.fullmatch(head):
        return True
    listed = head in lex.BODY_NOUNS | lex.DOCUMENTS | lex.MESSAGES | lex.COUNTS | _NO_AGENTS
    return not listed and bool(_AGENTS.fullmatch(head))
