"""One corpus of nasty strings: what a stranger may put into any text that the program prints, draws, stores or exports.

Each has a name, so that a failure says which. `SURROGATES` stand apart: no text that was read can hold them, but a program's input can.
`steers_a_terminal` and `Page` are what every face is held to.
"""

import re
from html.parser import HTMLParser

NASTY: dict[str, str] = {
    "colour": "\x1b[31mred\x1b[0m",
    "clear screen": "\x1b[2J\x1b[H gone",
    "window title": "\x1b]0;owned\x07 title",
    "OSC link": "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "OSC 52 clipboard": "\x1b]52;c;cm0gLXJmIH4=\x07",
    "C1 controls": "\x9b31m\x9d0;x\x9c \x85 \x90q\x9c",
    "device query": "\x1b[c\x1b[6n\x05",
    "bells and backspaces": "safe\x08\x08\x08\x08evil\x07\x7f",
    "carriage return": "supported\rcontested",
    "NUL": "before\x00after",
    "shift out": "\x0e\x0f line drawing",
    "override": "\u202egnp.exe\u202c \u202dabc",
    "isolates": "\u2066a\u2067b\u2068c\u2069 \u061c\u200e\u200f",
    "zero width": "wo\u200brd \u200c\u200d\u2060\ufeff\u00ad",
    "tag characters": "flag\U000e0041\U000e0042\U000e007f",
    "rich markup": "[red]red[/red] [/] [/bold] [link=https://evil.example]x[/link] [not closed",
    "rich emoji and highlight": ":smiley: [blink]x[/] [on red] 127.0.0.1 'str' True",
    "Textual markup": "[@click=app.quit]quit[/] [$error]x[/] [bold",
    "Textual action": "[@click='app.bell']x[/] \\[escaped] [[double]]",
    "brackets": "][ ]] [[ [1/2] [a][/a][/b]",
    "script": '<script>alert("x")</script>',
    "attribute": "\" onmouseover=\"alert(1)\" x='y' onload=alert(2) >",
    "picture": "<img src=x onerror=alert(1)><svg/onload=alert(2)>",
    "closing tags": "</title></style></textarea></script></mark></body></html>",
    "comment": "<!-- x --> --!> <![CDATA[ ]]> <?php ?>",
    "style": "<style>*{display:none}</style> </style> expression(alert(1)) url(javascript:alert(1))",
    "entities": "&lt;b&gt; &#x3c;script&#x3e; &amp;amp; &copy",
    "template": "{{ 7*7 }} {% raw %} {# x #} ${7*7} <%= 7 %> %s {0} {",
    "Markdown link": "[click](javascript:alert(1)) [x]: javascript:alert(1) <javascript:alert(1)>",
    "Markdown picture": "![x](https://evil.example/track.png) ![x][y]",
    "Markdown blocks": "# head\n> quote\n- item\n1. one\n```\ncode\n```\n    indented\n---\n===",
    "Markdown inline": "*a* _b_ `c` ~~d~~ **e** \\ | table | <b>f</b> @everyone #1 $x^2$ :+1:",
    "bare addresses": "javascript:alert(1) https://evil.example www.evil.example mailto:a@b.example data:text/html,<b>x",
    "formula": "=HYPERLINK(\"https://evil.example\",\"x\")",
    "formula plus": "+1+cmd|' /C calc'!A0",
    "formula at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula tab": "\t=1+1",
    "formula wide": "＝1+1",
    "formula minus": "-2+3",
    "CSV": "a,b;c\td\"e\"\"f\r\ng",
    "JSON": '"}],"label":"supported","x":[{" \\u0000 \\" \\',
    "JSON lines": "one\u2028two\u2029three\x85four\x0cfive",
    "path": "../../etc/passwd C:\\con\\aux ~/.ssh/id $(touch x) `touch x` ; rm -rf",
    "long word": "A" * 5000,
    "many words": "word " * 800,
    "combining": "Z" + "\u0301\u0335\u034f" * 60 + "algo",
    "wide": "東京都庁舎第一本庁舎" * 8 + "ｗｉｄｅ 👩‍👩‍👧‍👦 🏳️‍🌈",
    "right to left": "שלום עולם مرحبا بالعالم 123",
    "odd spaces": "a\u00a0b\u2003c\u3000d\u200ae\u202ff",
    "private and unassigned": "\ue000\U0010ffff\ufffe\uffff",
    "only marks": "\u0301\u200b\u202e",
}  # fmt: skip
SURROGATES = ("\ud800", "a\udfffb", "\udc80\ud83d")
ALL = " ".join(text for name, text in NASTY.items() if name not in ("long word", "many words", "combining"))

_STEERS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)


def steers_a_terminal(text: str) -> str | None:
    """The first character that could move a cursor, colour a line or turn a text round; None for text that lies still."""
    found = _STEERS.search(text)
    return f"U+{ord(found[0]):04X} in {text[max(0, found.start() - 30) : found.end() + 30]!r}" if found else None


class Page(HTMLParser):
    """What a browser finds in a page: tags with their attributes, links, text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def active(self) -> list[str]:
        """What others' words could have put there: handlers, styles, scheme links, tags that fetch."""
        found = [
            f"{tag} {name}" for tag, attrs in self.tags for name in attrs if name.startswith("on") or name == "style"
        ]
        found += [
            f"{tag} {attrs[name]}"
            for tag, attrs in self.tags
            for name in ("href", "src", "action")
            if re.match(r"\s*(?:javascript|data|vbscript):", attrs.get(name, ""), re.I)
        ]
        return found + [tag for tag, _ in self.tags if tag in ("img", "iframe", "object", "embed", "base")]

    def kinds(self) -> set[str]:
        """The tags that occur."""
        return {tag for tag, _ in self.tags}
