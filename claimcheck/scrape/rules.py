"""What a line of a scrape is when it is not the article's own text, line by line: the named rules.

A rule takes a line only where running text could not well say the same: "Sign up for our newsletter" goes, "Sign up numbers rose, the
club said" stays. Where a sentence reports that somebody said or did something, most rules keep their hands off. Leaves out what
depends on the lines around it: that is `cutting`.
"""

import re

# Headings after which nothing belongs to the article, unless the rule lets the text resume.
_SECTIONS = (
    ("related", True, r"related(?: (?:stories|articles|news|posts|content|topics|links|coverage|reading))?"),
    ("related", True, r"(?:read|see) (?:more|also|next)|more (?:on this(?: story)?|like this|stories)|also read"),
    ("related", True, r"(?:you (?:may|might) also like|recommended(?: for you)?|don'?t miss|what to read next)"),
    ("featured", False, r"(?:featured|top|latest|popular|trending|breaking)(?: (?:stories|news|articles|posts|now))"),
    ("featured", False, r"(?:featured|trending|most (?:read|viewed|popular|shared|commented)|editors?['’]s? picks?)"),
    ("featured", False, r"more from .{2,60}|in other news|around the web|from our partners|sponsored(?: content)?"),
    ("comments", False, r"(?:\d+ )?comments?(?: \(\d+\))?|leave a (?:comment|reply)|join the (?:conversation|discussion)"),
    ("comments", False, r"post a comment|add (?:your|a) comment|show comments|view comments|have your say"),
    ("tags", True, r"(?:tags?|topics|filed under|keywords|categories)"),
    ("newsletter", True, r"(?:newsletters?|subscribe(?: now| today)?|sign up|stay (?:informed|connected|up to date))"),
    ("about", False, r"about (?:us|the author|this story)|contact us|privacy policy|terms of (?:use|service)"),
)  # fmt: skip
_SECTION_RULES = tuple(
    (reason, resumes, re.compile(rf"^\W*(?:{pattern})\s*[:»>.…]*\W*$", re.IGNORECASE))
    for reason, resumes, pattern in _SECTIONS
)
NAMES = r"(?-i:(?:[A-Z][\w.'’-]*|AP|AFP)(?:[ ,/&]+(?:and |of |for |the |via )?(?-i:[A-Z][\w.'’-]*)){0,8})"
_PICTURE = r"(?:file )?(?:photo(?:graph)?|picture|image|illustration|video)"
_LINES = (
    ("story-code", r"(?:story|article|news|item|document)\s*(?:code|id|no\.?|number|ref)\s*[:#]?\s*[\w-]+\W*"),
    ("navigation", r"[^.!?]{2,40}(?:\s*[>›»/|]\s*[^.!?>›»/|]{2,40}){1,6}"),
    ("navigation", r"(?:home|menu|search|log ?in|sign in|register|skip to (?:main )?content|back to top|next|previous)"),
    ("share", (r"(?:share(?: this| on)?(?: (?:story|article|page|post|facebook|twitter|x|whatsapp|email))*|tweet|"
              r"facebook|twitter|whatsapp|telegram|linkedin|e-?mail|print(?: this)?(?: page| article)?|copy link|save|"
              r"listen(?: to (?:this )?article)?|follow us(?: on .{2,60})?)[\W\d]*")),
    ("reading-time", r"(?:\d+|[a-z]+)[\s-]*(?:min(?:ute)?s?)\s*(?:read|to read)\W*|reading time:?.*"),
    ("advertisement", (r"(?:advertisement|advert|ad|sponsored|promoted|(?:story|article) continues (?:below|after).*|"
                      r"continue reading(?:\s+(?:below|the (?:main )?(?:story|article)).*)?|scroll (?:down )?to continue.*)\W*")),
    ("newsletter", r"(?:sign up|subscribe)(?:\s+(?:for|to|here|now|today|with|and)\b.{0,200})?"),
    ("newsletter", r"get (?:the|our|your) .{0,60}(?:newsletter|inbox|briefing|alerts)\b.{0,160}"),
    ("newsletter", r"(?:join our|download our app|enter your e-?mail)\b.{0,200}"),
    ("newsletter", r".{0,160}\b(?:newsletter|in your inbox|push notifications)\b.*\b(?:sign|subscribe|here|get|free)\b.{0,120}"),
    ("cookies", (r".{0,200}\b(?:(?:we|site|website|and our partners) uses? cookies|cookie (?:policy|settings|preferences)|"
                r"accept (?:all )?cookies)\b.{0,200}")),
    ("copyright", r"(?:©|\(c\)\s*(?-i:\d|[A-Z])|copyright\s*(?:©|\(c\)|\d{4}|by\b|:|(?-i:[A-Z]))).*|.{0,120}\ball rights reserved\b.{0,60}"),
    ("agency-footer", (r"(?:with (?:additional )?(?:reporting|material|files) (?:by|from)|(?:additional )?reporting by|"
                      rf"(?:written|editing|writing|compiled) by)\s+(?:the )?{NAMES}[^.]{{0,120}}\.?\)?\W*")),
    ("agency-footer", r"(?:source\s*:\s*[^.]{0,100}|agencies(?:\s*[,/&+].{0,60})?)\.?\)?\W*"),
    ("agency-footer", (r"this (?:story|article|report) (?:was|is|has been) (?:first |originally |auto\w*[- ])?(?:published|generated|"
                      r"syndicated|produced|provided|created|taken|based|written|compiled|edited|supplied)\b.{0,60}(?:agenc|wire|feed|syndicat).{0,120}")),
    ("agency-footer", rf"(?:the )?{NAMES} (?:also )?contributed (?:reporting|to this (?:report|story|article))\b[^.]{{0,60}}\.?\W*"),
    ("correction-link", r"(?:click|tap) here(?:\s+(?:to|for|if)\b.*)?\W*|(?:read|see|watch|listen|more|also|related)\b[^.]{0,20}:\s.{0,160}[^.\s]"),
    ("caption", rf"(?:{_PICTURE}|caption|credit)(?:\s+(?:credit|courtesy|by|source))?\s*(?:[:|]|/\s*(?-i:[A-Z])).{{0,400}}"),
    ("caption", r"media playback is (?:unsupported|not supported) on (?:your|this) (?:device|browser)\b.{0,200}"),
)  # fmt: skip
_LINE_RULES = tuple((reason, re.compile(rf"^\W*(?:{pattern})$", re.IGNORECASE)) for reason, pattern in _LINES)
_BYLINE = re.compile(r"^\W*(?:[Bb]y|BY)\s+(?:[A-Z][\w.'’-]+,?\s*(?:and\s+|&\s*|of\s+|in\s+)?){1,7}(?:[-|–,].{0,60})?$")
_NO_BYLINE = re.compile(
    r"^\W*by\s+(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:january|february|march|april|may|june|july|august|september"
    r"|october|november|december))\b|[a-z]{3,}\.$",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(?:said|says|told|tells|heard|showed|shows|announced|ruled|was|were|had|fell|rose|according to)\b",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r"\b(?:said|says|told|tells|heard|showed)\b", re.IGNORECASE)
_FULL_STOP = re.compile(r"[.!?][\"'”’)\]]*$")
_EXACT = frozenset({"story-code", "navigation", "share", "reading-time"})
"""Rules whose pattern leaves no room for a sentence."""
_SPOKEN = frozenset({"caption", "agency-footer", "cookies"})
"""Rules that a sentence about the past may fall under; one that reports speech may not."""
_CREDITS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:^|[\s(\[])(?i:{_PICTURE}|credit)s?(?: (?i:by|credit|courtesy))?\s*[:/]\s*{NAMES.replace('(?-i:', '(?:')}[.)\]]*$",
        r"\((?:[A-Z][\w.]+ )?(?i:photo|file|image|picture)s?\b[^)]{0,60}\)\W*$",
        r"\b(?:AP|AFP|Reuters|EPA|Getty(?: Images)?|Shutterstock|Alamy)\s*(?:[Pp]hoto)?\s*/\s*[A-Z][\w.' -]{2,40}$",
    )
)


def section(line: str) -> tuple[str, bool] | None:
    """The heading of a part that is not the article: reason, and whether the article may go on after it."""
    if len(line) > 80 or (_FULL_STOP.search(line) and len(line.split()) > 5):
        return None
    return next(((reason, resumes) for reason, resumes, rule in _SECTION_RULES if rule.match(line)), None)


def line_reason(line: str) -> str | None:
    """Why a line by itself is no text of the article: `"Photo: Lena Ivers" -> "caption"`; None where it may be text."""
    found = next((reason for reason, rule in _LINE_RULES if rule.match(line) and not _is_prose(line, reason)), None)
    if found is None and _BYLINE.match(line) and not _NO_BYLINE.search(line):
        return "byline"
    return found


def _is_prose(line: str, reason: str) -> bool:
    """Whether a sentence reports something, so that the rule must leave it."""
    if reason in _EXACT or not _FULL_STOP.search(line):
        return False
    return bool((_SPEAKS if reason in _SPOKEN else _TELLS).search(line))


def picture_credit(line: str) -> int | None:
    """Where the credit of a picture begins that ends a line: `"The bridge at noon |(Photo: Lena Ivers)"`; None without one."""
    if len(line) > 1200:
        return None
    return min((found.start() for rule in _CREDITS if (found := rule.search(line))), default=None)
