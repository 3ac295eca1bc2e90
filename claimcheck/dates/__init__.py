"""Time expressions of news prose as closed intervals of days, reckoned from the publication date or from another expression.

Our own rules, because the whole matter is in them: "on Friday" in a report of the past is the last one, "a day before that"
hangs on what was named before, "since 2019" ends with the article. dateparser is asked only for a single explicit date in a form
that the rules do not know. Nothing is guessed: what cannot be resolved says why. Clock times are left out: a day is as fine as
it gets.
"""

from claimcheck.dates.finding import Found, find
from claimcheck.dates.resolving import resolve

__all__ = ["Found", "find", "resolve"]
