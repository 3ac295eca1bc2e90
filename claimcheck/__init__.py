"""claimcheck: a news article's claims, who makes them, and what independent coverage says of each.

Nothing is imported here, so that `claimcheck --help` stays quick; see `claimcheck.checker` for the way in.
"""

__version__ = "0.1.0"
