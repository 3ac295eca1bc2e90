"""Who says what in a sentence, by rules: reporting cues, quotation marks, chains, and who "he" or "the ministry" is.

Sources, cues and contents as in PolNeAR (Newell et al., 2018). Pure: text in, records out. Leaves out what a content means, and every
case that would need more than the words around a cue: those stay the outlet's own voice.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from claimcheck.claims import Mode, Span

_SAY = [
    "said",
    "says",
    "saying",
    "added",
    "adds",
    "stated",
    "noted",
    "notes",
    "argued",
    "argues",
    "claimed",
    "claims",
    "insisted",
    "insists",
    "warned",
    "warns",
    "explained",
    "announced",
    "announces",
    "confirmed",
    "confirms",
    "reported",
    "reports",
    "revealed",
    "disclosed",
    "acknowledged",
    "admitted",
    "conceded",
    "alleged",
    "asserted",
    "maintained",
    "stressed",
    "emphasised",
    "emphasized",
    "declared",
    "wrote",
    "writes",
    "tweeted",
    "posted",
    "testified",
    "recalled",
    "predicted",
    "estimates",
    "estimated",
    "believes",
    "believed",
    "thinks",
    "thought",
    "suggested",
    "suggests",
    "concluded",
    "found",
    "observed",
    "remarked",
    "replied",
    "responded",
    "told",
    "informed",
    "assured",
    "reminded",
    "notified",
    "indicated",
    "indicates",
    "hinted",
    "complained",
    "promised",
    "pledged",
    "vowed",
    "denied",
    "denies",
    "rejected",
    "contends",
    "contended",
    "cautioned",
    "swore",
    "quipped",
    "affirmed",
    "reiterated",
    "repeated",
    "vowed",
    "ruled",
]
_OBJECT = {"told", "informed", "assured", "reminded", "notified", "warned", "promised", "asked"}
_DENY = {"denied", "denies"}
_AUX = r"(?:(?:has|have|had|also|later|then|again|repeatedly|previously|earlier|further|meanwhile|has also|had also|is|was|were|been|did)\s+){0,3}"
_CUE = rf"{_AUX}(?:{'|'.join(sorted(set(_SAY), key=len, reverse=True))})"
_CAP = r"[A-ZÀ-Þ][\w'’.&-]*"
_NP = r"(?:(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Oo]ne|[Tt]wo|[Tt]hree|[Ss]everal|[Ss]ome|[Mm]any)\s+)?[\w'’.&-]+(?:\s+(?:of\s+the\s+|for\s+the\s+)?[\w'’.&-]+){0,9}?"
_WHEN = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_TIME = r"(?:(?:Earlier|Late|Early|Last|On|In|Speaking|At|Yesterday|Meanwhile|However|Later|But|And|Still|Also)\b[^,]{0,80}?,?\s+)?"
_PRE = re.compile(
    rf"^(?P<lead>{_TIME})(?P<src>{_NP})(?:,\s(?P<appos>[^,]{{3,90}}),)?\s+(?P<cue>{_CUE})\b"
    r"(?P<obj>(?:\s(?:to\s(?:him|her|them|us|reporters|[A-Z]\w+)|reporters|journalists|parliament|lawmakers|MPs|the\s[\w'’ -]{2,40}?|him|her|them|us|me|[A-Z][\w'’.-]+(?:\s[A-Z][\w'’.-]+){0,3}))?)"
    rf"(?P<tail>(?:\s(?:in|on|at|during|after|by|through|via|late on|earlier|(?:a|the|two|three)\s(?:day|week|month)s?|yesterday|{_WHEN})\b[^,:;“\"]{{0,70}}?)?)"
    r"(?P<link>\s+that\s+(?!that\b|same\b|day\b)(?=\S)|,?\s*:\s*|,\s+(?=[“\"])|\s+(?=[“\"])|\s+(?=(?:he|she|it|they|the|there|no|its|his|her|their|a|an|about|some|more|[A-Z])\b))(?P<content>.+)$",
    re.DOTALL,
)
_POST = re.compile(
    rf"^(?P<content>.+?)(?:,[”\"’]?|[”\"])\s+(?P<src>{_NP})(?:,\s(?P<appos>[^,]{{3,90}}),)?\s+(?P<cue>{_CUE})\b(?P<tail>[^“\"]{{0,120}}?)[.]?$",
    re.DOTALL,
)
_INVERTED = re.compile(
    rf"^(?P<content>.+?)(?:,[”\"’]?|[.!?][”\"]|[”\"])\s+(?P<cue>(?:said|says|wrote|added|argued|warned|explained|asked|noted))\s+(?P<src>{_NP})(?P<tail>,[^“\"]{{0,140}})?[.]?$",
    re.DOTALL,
)
_ACCORDING = re.compile(
    rf"^(?P<cue>[Aa]ccording to)\s+(?P<src>{_NP})(?:,\s(?P<appos>[^,]{{3,60}}))?,\s+(?P<content>.+)$", re.DOTALL
)
_ACCORDING_POST = re.compile(rf"^(?P<content>.+?),?\s+(?P<cue>according to)\s+(?P<src>{_NP})[.]?$", re.DOTALL)
_CALLED = re.compile(
    rf"^(?P<lead>)(?P<src>{_NP})(?:,\s(?P<appos>[^,]{{3,60}}),)?\s+(?P<cue>called|described|denounced|dismissed|branded|labelled)\s+(?P<obj>[^“\"]{{2,90}}?)\s+(?:as\s+)?(?P<content>[“\"].+[”\"])[.]?$",
    re.DOTALL,
)
_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_VERBLIKE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|who|which|that|and|but|because|after|when|while|to|from|with|in|on|at|by)\b"
)
_PRONOUN = re.compile(r"^(?:he|she|they|it)$", re.IGNORECASE)
_TITLES = re.compile(r"^(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Dame|Lord|Lady|Sen|Rep|Gov|Gen|Col|Capt|Sgt)\.?\s+")
_ROLE = re.compile(
    r"\b(?:spokes\w+|minister|president|chief|director|manager|head|leader|mayor|chair\w*|secretary|officer|commissioner|judge|prosecutor|lawyer|"
    r"attorney|professor|analyst|economist|senator|governor|captain|coach|doctor|editor|engineer|councillor|ambassador|superintendent|inspector|"
    r"owner|founder|executive|treasurer|president|deputy|resident|farmer|survivor|witness|driver|nurse|teacher|convenor|king|queen|premier|chancellor)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Said:
    """One link of attribution in a sentence: spans into the text that was given."""

    source: Span
    cue: Span
    content: Span
    lead: Span | None
    """Words before the source that may tell when it was said."""
    tail: Span | None
    """Words after the cue that may tell when or where it was said."""
    apposition: str | None = None
    denies: bool = False


@dataclass(frozen=True)
class Speaker:
    """A source as a reader knows it."""

    name: str
    role: str | None


def links(text: str, *, depth: int = 3) -> list[Said]:
    """The chain in a sentence, outermost first; empty where it is the outlet's own voice.

    `"Peskov confirmed that no talks were planned." -> [Said(source="Peskov", cue="confirmed", content="no talks were planned")]`
    """
    outer = _link(text)
    if outer is None:
        return []
    if depth == 1:
        return [outer]
    inner = links(outer.content.of(text).rstrip(), depth=depth - 1)
    return [outer, *(_moved(link, outer.content.start) for link in inner)]


def mode(content: Span, text: str) -> Mode:
    """`direct` where the content lies inside quotation marks, `mixed` where it holds some, else `indirect`."""
    quoted = quotations(text)
    if any(span.start <= content.start and content.end <= span.end for span in quoted):
        return "direct"
    return "mixed" if any(span.overlaps(content) for span in quoted) else "indirect"


def quotations(text: str) -> list[Span]:
    """Spans in quotation marks, marks included; one that is never closed runs to the end."""
    spans, begun = [], None
    for place, char in enumerate(text):
        if char == "“" or (char == '"' and begun is None):
            begun = place if begun is None else begun
        elif char in '”"' and begun is not None:
            spans.append(Span(start=begun, end=place + 1))
            begun = None
    if begun is not None:
        spans.append(Span(start=begun, end=len(text)))
    return spans


def names(text: str) -> list[str]:
    """Capitalised names of two words and more, in order of appearance."""
    found = re.findall(rf"(?<![.!?]\s)(?<!^)\b({_CAP}(?:\s(?:de|van|von|al|bin|der|of|the)\s{_CAP}|\s{_CAP})+)", text)
    found += re.findall(rf"^({_CAP}(?:\s{_CAP})+)", text, re.MULTILINE)
    return list(dict.fromkeys(_possessive(name) for name in found))


def is_person(name: str, article: str) -> bool:
    """Whether a name of two words and more is a person's: the article gives it a role, a title, "he" or "she", or reported speech."""
    if re.search(
        r"\b(?:Trust|Ministry|Council|Street|Lane|Lock|Basin|Bank|Union|Court|Party|Press|Herald|Times|Post|University|Company|Group|River|Square|School|House|Hospital|Circle|Day|Wind|Police|Agency|Authority|Chapel|Committee|Department|States|Office)\b",
        name,
    ):
        return False
    plain = re.escape(name)
    surname = re.escape(name.split()[-1])
    return bool(
        _role_of(name, article)
        or re.search(
            rf"\b{plain},?\s(?:who|\d\d|{_CUE})\b|(?:{_CUE})\s{plain}|\b{surname}\s(?:{_CUE})\b|(?:Mr|Ms|Mrs|Dr)\.?\s{surname}\b|(?:keeper|\w+er|\w+or|\w+ist|\w+man|\w+woman),?\s{plain}",
            article,
        )
    )


def speaker(words: str, *, article: str, last: Speaker | None, apposition: str | None = None) -> Speaker:
    """Who a source phrase means: pronouns the last speaker, surnames the full name, roles kept apart.

    `"Kremlin spokesman Dmitri Peskov" -> Speaker("Dmitri Peskov", "Kremlin spokesman")`
    """
    words = " ".join(words.split()).strip(" ,")
    if _PRONOUN.match(words):
        return last or Speaker(words, None)
    person = re.search(rf"(?P<role>.*?)(?P<name>(?:{_CAP}\s)+{_CAP})$", words)
    role = apposition if apposition and _ROLE.search(apposition) else None
    if apposition and re.fullmatch(rf"(?:{_CAP}\s)+{_CAP}", apposition) and not re.search(r"[A-Z]", words[1:]):
        return Speaker(apposition, re.sub(r"^(?:its|his|her|their|the)\s", "", words))
    if person and _ROLE.search(person["role"]):
        return Speaker(_TITLES.sub("", person["name"]), _without_article(person["role"].strip()))
    inside = re.search(
        rf"^(?P<role>.*\b\w*(?:man|woman|minister|president|chief|director|leader|mayor|head|secretary|officer|commissioner|judge|lawyer|captain|chair|executive|manager))\s+(?P<name>(?:{_CAP}\s?)+)$",
        words,
    )
    if inside:
        return Speaker(
            full_name(_TITLES.sub("", inside["name"].strip()), article), _without_article(inside["role"].strip())
        )
    plain = _TITLES.sub("", words)
    if re.fullmatch(_CAP, plain):
        return Speaker(full_name(plain, article), role or _role_of(full_name(plain, article), article))
    return Speaker(
        _without_article(plain) if re.match(r"[Tt]he\s+[A-Z]", plain) else plain, role or _role_of(plain, article)
    )


def full_name(surname: str, article: str) -> str:
    """The longest name in the article that ends with the word: `"Peskov" -> "Dmitri Peskov"`; the word itself if there is none."""
    found = re.findall(rf"\b((?:{_CAP}\s){{1,2}}{re.escape(surname)})\b", article)
    cleaned = [
        _TITLES.sub(
            "",
            re.sub(
                r"^(?:[A-Z]\w+\s)*?(?:Minister|President|Secretary|Mayor|Chief|Judge|Foreign|Prime|US|UK)\s", "", name
            ),
        )
        for name in found
    ]
    people = [name for name in cleaned if len(name.split()) >= 2 and not _ROLE.search(name)]
    return people[0] if people else surname


def _role_of(name: str, article: str) -> str | None:
    """The role that the article gives a person anywhere, before the name or after it."""
    if len(name.split()) < 2:
        return None
    before = re.search(
        rf"((?:{_CAP}['’]?s?\s+)?(?:[\w'’-]+\s){{0,3}}?\w*(?:man|woman|minister|chief|director|leader|mayor|head|secretary|officer|commissioner|president))\s*,?\s+{re.escape(name)}\b",
        article,
    )
    if before and _ROLE.search(before[1]):
        return _without_article(before[1].strip())
    after = re.search(rf"{re.escape(name)},\s(?:the\s|a\s|an\s)?([^,.]{{3,60}}),", article)
    return after[1].strip() if after and _ROLE.search(after[1]) else None


def _link(text: str) -> Said | None:
    for rule in (_ACCORDING, _CALLED, _PRE, _INVERTED, _POST, _ACCORDING_POST):
        for match in _matches(rule, text):
            made = _made(match)
            if made:
                return made
    return None


def _matches(rule: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    match = rule.match(text)
    if match:
        yield match


def _made(match: re.Match[str]) -> Said | None:
    parts = match.groupdict()
    source = parts["src"]
    if not _is_source(source) or len(parts["content"].split()) < 2:
        return None
    cue = _span(match, "cue")
    if parts.get("obj") and match.re is _PRE and parts["obj"].strip():
        if parts["cue"].split()[-1] not in _OBJECT and not parts["obj"].strip().startswith("to "):
            return None
        cue = Span(start=cue.start, end=match.end("obj"))
    content = _span(match, "obj") if match.re is _CALLED else _span(match, "content")
    if match.re is _CALLED:
        content = Span(start=match.start("obj"), end=match.end("content"))
    return Said(
        source=_span(match, "src"),
        cue=cue,
        content=content,
        lead=_span(match, "lead") if parts.get("lead") else None,
        tail=_span(match, "tail") if parts.get("tail") else None,
        apposition=parts.get("appos"),
        denies=parts["cue"].split()[-1] in _DENY,
    )


def _is_source(words: str) -> bool:
    """A phrase that can speak: a name, a pronoun, an institution, people; never one with a verb or a quotation in it."""
    if re.search(r"[“”\":;]", words) or (
        _VERBLIKE.search(words) and not re.search(r"\b(?:who|familiar with|close to)\b", words)
    ):
        return False
    return bool(
        re.match(
            r"(?:[A-ZÀ-Þ]|the\s|he$|she$|they$|it$|officials|a\s|an\s|one\s|two\s|three\s|several\s|some\s|his\s|her\s|its\s|police|sources|doctors|union)",
            words,
        )
    )


def _span(match: re.Match[str], name: str) -> Span:
    return Span(start=match.start(name), end=match.end(name))


def _moved(link: Said, by: int) -> Said:
    def shift(span: Span | None) -> Span | None:
        return Span(start=span.start + by, end=span.end + by) if span else None

    moved = {name: shift(getattr(link, name)) for name in ("source", "cue", "content", "lead", "tail")}
    return replace(link, **moved)  # type: ignore[arg-type]


def _possessive(name: str) -> str:
    return re.sub(r"['’]s?$", "", name).rstrip(".")


def _without_article(words: str) -> str:
    return re.sub(r"^(?:the|a|an)\s+", "", words, flags=re.IGNORECASE)
