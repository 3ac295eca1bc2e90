"""Who says what: source, cue and content of reported speech, nested, with speakers named in full.

Rules over a cue lexicon and quotation marks; a tagger of cues may be lent for reported stances. `attributions` is the whole of it; what the
content asserts, and whether that can be checked, belongs to `propositions.py`.
"""

from claimcheck.attribution.chains import Attributed, Link, attributions

__all__ = ["Attributed", "Link", "attributions"]
