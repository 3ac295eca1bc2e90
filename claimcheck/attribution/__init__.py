"""Who says what: source, cue and content of reported speech, nested, with speakers named in full.

Pure rules over a cue lexicon and quotation marks. `attributions` is the whole of it; what the content asserts, and whether that can
be checked, belongs to `propositions.py`.
"""

from claimcheck.attribution.chains import Attributed, Link, attributions

__all__ = ["Attributed", "Link", "attributions"]
