"""The page's own words: states, events, faults and notices, each with a sign where colour would otherwise speak alone."""

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

from claimcheck.claims import Article, Claim
from claimcheck.evidence import Evidence
from claimcheck.rendering import wording

Pair = tuple[str, str]

_STATES: dict[str, Pair] = {
    "open": ("○", "open"),
    "leased": ("◐", "being reviewed"),
    "decided": ("◔", "awaits another decision"),
    "agreed": ("●", "settled"),
    "conflicted": ("≠", "in conflict"),
    "adjudicated": ("§", "adjudicated"),
    "exported": ("→", "published"),
    "deferred": ("‖", "put off"),
    "rejected": ("⊘", "set aside as badly extracted"),
    "merged": ("⇒", "merged into another"),
}
_FAULTS = {
    "badly-split": "Badly split: not one claim, or half of one",
    "badly-attributed": "Badly attributed: somebody else says it",
    "wrong-span": "Wrong words: the marked words say something else",
    "not-a-claim": "Not a claim at all",
    "other": "Something else, told in the note",
}
_KINDS = {
    "queued": "came into the queue",
    "weighed-again": "was weighed again by the machine",
    "leased": "was taken for review",
    "handed-back": "was handed back",
    "refused": "got a decision after the lease had ended",
    "decided": "was decided on",
    "deferred": "was put off",
    "rejected": "was set aside",
    "merged": "was merged",
    "adjudicated": "was adjudicated",
    "assigned": "was assigned",
    "noted": "got a note",
    "reviews-set": "needs another number of reviews",
    "exported": "was exported",
    "undone": "had a step taken back",
    "ruled": "got other rules",
}
_TOLD = {
    "decided": "Your decision is saved.",
    "adjudicated": "The conflict is settled.",
    "handed-back": "The claim is back in the queue.",
    "deferred": "The claim is put off.",
    "rejected": "The claim is set aside as badly extracted.",
    "merged": "The claims are merged.",
    "undone": "The last step is taken back.",
    "assigned": "The claim is assigned.",
    "noted": "Your note is added.",
    "empty": "Nothing is left to review in this view.",
    "settings": "Your preferences are saved.",
    "password": "Your password is changed; other browsers are signed out.",
    "person": "The account is saved.",
    "removed": "The account is closed.",
    "token": "The token is revoked.",
    "out": "You are signed out.",
    "reviews": "The number of reviews is set.",
    "queued": "The report is in the queue.",
    "ruled": "The desk goes by these rules from now on.",
}
_TERMS = {
    "worthiness": "worth checking",
    "uncertainty": "machine unsure",
    "contested": "coverage against it",
    "recurrence": "recurs",
    "harm": "harm or accusation",
    "age": "days waiting",
}
UNDOABLE = frozenset({"decided", "deferred", "rejected", "merged", "adjudicated", "assigned", "reviews-set"})


class Words:
    """What templates call things; all of it plain text."""

    faults = _FAULTS
    undoable = UNDOABLE

    @staticmethod
    def state(name: str) -> Pair:
        """Sign and name of a state."""
        return _STATES.get(name, ("?", name))

    @staticmethod
    def label(label: str | None) -> Pair:
        """Sign and name of a label; none is `unverified`."""
        name = label or "unverified"
        return {str(key): sign for key, sign in wording.UNICODE.standing.items()}.get(name, "?"), name

    @staticmethod
    def reason(reason: str | None) -> str:
        """Why there is no label."""
        if reason == "failed":
            return "the machine failed"
        known = {str(key): text for key, text in wording.REASONS.items()}
        return known.get(reason or "", reason or "")

    @staticmethod
    def kind(kind: str) -> str:
        """What an event did, to be read after the claim's name."""
        return _KINDS.get(kind, kind)

    @staticmethod
    def told(code: str) -> str:
        """The notice that a code in an address stands for; nothing for any other text."""
        return _TOLD.get(code, "")

    @staticmethod
    def term(name: str) -> str:
        """A term of the order in words."""
        return _TERMS.get(name, name)

    @staticmethod
    def value(value: object) -> str:
        """A setting's value as people write it."""
        if value is None:
            return "none"
        return ("yes" if value else "no") if isinstance(value, bool) else str(value)

    @staticmethod
    def meter(score: float) -> float:
        """Length of the bar of a priority, 40 at most: it has no upper end, so the bar only comes near its own."""
        return round(40 * (1 - math.exp(-max(score, 0.1) / 4)), 1)

    @staticmethod
    def ago(at: dt.datetime, now: dt.datetime) -> str:
        """How long ago: `"4 min"`, `"3 h"`, `"12 d"`."""
        seconds = max(0, int((now - at).total_seconds()))
        if seconds < 3600:
            return f"{seconds // 60} min"
        return f"{seconds // 3600} h" if seconds < 2 * 86_400 else f"{seconds // 86_400} d"

    @staticmethod
    def until(at: dt.datetime, now: dt.datetime) -> str:
        """How much longer: `"14 min"`."""
        seconds = max(0, int((at - now).total_seconds()))
        return f"{seconds // 60} min" if seconds < 2 * 3600 else f"{seconds // 3600} h"

    @staticmethod
    def speakers(claim: Claim, article: Article) -> Sequence[Pair]:
        """The chain, outermost first: who, and how it is told."""
        if not claim.attribution:
            return [(wording.owner(article), "")]
        return [(wording.speaker(link), wording.manner(link)) for link in claim.attribution]

    @staticmethod
    def parts(item: Evidence) -> tuple[str, str, str]:
        """A passage before, in and after the words relied on."""
        text, snippet = item.passage.text, item.snippet_span
        if snippet is None:
            return text, "", ""
        return text[: snippet.start], snippet.of(text), text[snippet.end :]

    @staticmethod
    def summary(payload: dict[str, Any]) -> str:
        """The part of an event that a reader looks for."""
        named = (("to", "to"), ("into", "into"), ("needed", "reviews needed:"), ("event", "event"), ("after", "after"))
        told = [f"{name} {payload[key]}" for key, name in named if payload.get(key)]
        for name, value in (payload.get("rules") or {}).items():
            told.append(f"{name} {'as in the settings' if value is None else Words.value(value)}")
        if payload.get("until"):
            told.append(f"until {wording.day(dt.date.fromisoformat(str(payload['until'])[:10]))}")
        if payload.get("fault"):
            told.append(_FAULTS.get(payload["fault"], payload["fault"]).partition(":")[0].lower())
        if payload.get("own"):
            told.append("whose own decision was among those settled, there being nobody else to ask")
        if "label" in payload:
            told.insert(0, Words.label(payload["label"])[1])
        return ", ".join(told)
