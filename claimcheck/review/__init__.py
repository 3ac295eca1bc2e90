"""The review queue: where people confirm, correct or overrule what the machine could not settle.

`Desk` is the door. `nouns` are the values it takes and gives; `ledger` is the append-only log, `state` what its events add up to;
`intake`, `leasing`, `deciding`, `listing`, `auditing` are the verbs behind the door; `people` are the accounts of a desk. The same database as the library's, SQLite or PostgreSQL.
"""

from claimcheck.review.desk import Desk
from claimcheck.review.intake import Policy, everything, unsettled
from claimcheck.review.nouns import (
    FAULTS,
    KINDS,
    ROLES,
    SETTLED,
    STATES,
    Actor,
    AuditResult,
    Corrections,
    Detail,
    Enqueued,
    Event,
    EvidenceCorrection,
    Fault,
    Given,
    Item,
    Judgement,
    Lease,
    LeaseNote,
    Note,
    Page,
    Priority,
    Role,
    State,
    Submitted,
    Term,
    View,
    owner,
)

__all__ = [
    "FAULTS", "KINDS", "ROLES", "SETTLED", "STATES", "Actor", "AuditResult", "Corrections", "Desk", "Detail", "Enqueued", "Event",
    "EvidenceCorrection", "Fault", "Given", "Item", "Judgement", "Lease", "LeaseNote", "Note", "Page", "Policy", "Priority", "Role", "State",
    "Submitted", "Term", "View", "everything", "owner", "unsettled",
]  # fmt: skip
