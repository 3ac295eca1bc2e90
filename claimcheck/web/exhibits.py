"""Evidence as the page lays it out: grouped by origin, decisive origins first, the article's own copies last."""

from collections.abc import Sequence
from dataclasses import dataclass

from claimcheck.evidence import Evidence
from claimcheck.rendering import wording
from claimcheck.review.nouns import Detail, EvidenceCorrection


@dataclass(frozen=True)
class Exhibit:
    """One weighed passage."""

    item: Evidence
    number: int
    """Unique in the page."""
    hidden: bool
    """Whether the machine's stance is kept from the reader."""
    mended: str
    """What a person made of it; empty where the machine's word stands."""


@dataclass(frozen=True)
class Origin:
    """The passages of one origin."""

    passages: tuple[Exhibit, ...]
    copy: bool
    """Whether it is the article's own origin, whose word is no evidence."""

    @property
    def documents(self) -> int:
        """How many documents carry it."""
        return len({exhibit.item.imprint.document_id for exhibit in self.passages})


def origins(detail: Detail) -> list[Origin]:
    """A claim's evidence by origin, in the order in which the machine found it decisive."""
    mended = {one.passage_id: _told(one) for one in detail.evidence_corrections}
    grouped: dict[tuple[bool, str], list[Exhibit]] = {}
    for number, item in enumerate(detail.evidence, start=1):
        exhibit = Exhibit(item, number, detail.item.machine_hidden, mended.get(item.passage.id, ""))
        grouped.setdefault((not item.independent, item.origin_id), []).append(exhibit)
    ordered: Sequence[tuple[tuple[bool, str], list[Exhibit]]] = sorted(grouped.items(), key=lambda group: group[0][0])
    return [Origin(tuple(passages), copy) for (copy, _), passages in ordered]


def _told(one: EvidenceCorrection) -> str:
    if one.removed:
        return "has nothing to do with it"
    return wording.STANCES[one.stance] if one.stance else ""
