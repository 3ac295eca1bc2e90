"""An article's own text out of a plain-text scrape: by named rules over lines, with everything dropped kept beside it."""

from claimcheck.scrape.cutting import Scrape, clean
from claimcheck.scrape.days import date_line

__all__ = ["Scrape", "clean", "date_line"]
