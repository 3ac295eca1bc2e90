"""Atomic propositions: cut out of what somebody asserts, worded so that they stand alone, and told apart from opinion.

Pure rules over rough word classes. `split` cuts, `render` writes a proposition as a sentence, `kind_of` says whether it is an event, a
figure, a judgement, a promise; who asserts it is `attribution`'s business.
"""

from claimcheck.propositions.cutting import split
from claimcheck.propositions.opinion import Judged, kind_of
from claimcheck.propositions.proposition import Proposition
from claimcheck.propositions.rendering import is_full, render

__all__ = ["Judged", "Proposition", "is_full", "kind_of", "render", "split"]
