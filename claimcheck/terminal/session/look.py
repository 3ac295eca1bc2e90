"""How the full-screen face looks: two themes of its own, the colours of labels, and the style sheet.

No meaning rests on colour: every label and stance has its sign beside it, and the chosen claim is marked by weight and reverse.
"""

from rich.style import Style
from rich.text import Text
from textual.theme import Theme

from claimcheck.rendering.wording import UNICODE

SIGNS = UNICODE
LABEL_SIGNS: dict[str, str] = {**dict[str, str](SIGNS.standing.items()), "waiting": "…"}
"""Sign of each standing, and of a claim that is still to be weighed."""
TONES = {
    "supported": "success",
    "contested": "error",
    "opinion": "secondary",
    "unverified": "open",
    "failed": "error",
    "waiting": "faint",
    "mine": "accent",
    "speaker": "primary",
    "good": "success",
    "bad": "error",
    "mind": "warning",
    "faint": "faint",
    "supports": "success",
    "refutes": "error",
    "qualifies": "warning",
    "silent": "faint",
}
"""Label, tone or stance -> name of the theme's colour."""

Colours = dict[str, str]
"""The theme's colours by name."""


def coloured(text: str, tone: str, colours: Colours, *, bold: bool = False) -> Text:
    """Text in a tone of the theme."""
    colour = colours.get(TONES.get(tone, ""), "").removeprefix("ansi_")
    known = colour and colour != "default" and " " not in colour
    return Text(text, style=Style(color=colour if known else None, bold=bold))


DESK = Theme(
    name="desk",
    primary="#7aa2c9",
    secondary="#b497d6",
    accent="#e0b15e",
    foreground="#d9d7d0",
    background="#16181c",
    surface="#1c1f25",
    panel="#262a32",
    success="#82b97b",
    warning="#d9b45b",
    error="#e0736a",
    dark=True,
    variables={
        "faint": "#8b8c8f",
        "open": "#cfc29b",
        "footer-key-foreground": "#e0b15e",
        "block-cursor-text-style": "none",
        "border-blurred": "#3a404b",
    },
)
PAPER = Theme(
    name="paper",
    primary="#2a5d8f",
    secondary="#7b4b94",
    accent="#a2570e",
    foreground="#23201b",
    background="#f6f2e9",
    surface="#efe9dc",
    panel="#e3dccb",
    success="#2f6b33",
    warning="#8a5a00",
    error="#b0302a",
    dark=False,
    variables={
        "faint": "#7a7466",
        "open": "#6f6130",
        "footer-key-foreground": "#a2570e",
        "block-cursor-text-style": "none",
        "border-blurred": "#c9bfa8",
    },
)

SIXTEEN = "ansi-dark"
"""The theme for terminals of sixteen colours: the terminal's own, so that labels stay apart."""


def our_colours(theme: Theme) -> dict[str, str]:
    """Our own two colours for themes that lack them."""
    if theme.ansi:
        return {"faint": "ansi_bright_black", "open": "ansi_yellow"}
    return {"faint": "#8b8c8f", "open": "#cfc29b"} if theme.dark else {"faint": "#6f6f6f", "open": "#6f6130"}


CSS = """
Screen { background: $background; color: $foreground; }
#masthead { height: 1; padding: 0 1; background: $panel; text-wrap: nowrap; text-overflow: ellipsis; }
#status { height: 1; padding: 0 1; background: $surface; color: $faint; text-wrap: nowrap; text-overflow: ellipsis; }
#body { height: 1fr; }
.pane {
    border: round $border-blurred; border-title-color: $faint; border-subtitle-color: $faint;
    background: $background; padding: 0 1; scrollbar-size-vertical: 1;
    scrollbar-background: $background; scrollbar-color: $panel;
}
.pane:focus, .pane:focus-within { border: round $accent; border-title-color: $accent; border-title-style: bold; }

.-wide #body { layout: grid; grid-size: 3 1; grid-columns: 11fr 9fr 12fr; }
.-middle #body { layout: grid; grid-size: 2 2; grid-columns: 1fr 1fr; grid-rows: 2fr 3fr; }
.-middle #article { row-span: 2; }
.-narrow #body { layout: vertical; }
.-narrow .pane { border: none; border-top: solid $border-blurred; padding: 0 1; height: 1fr; }
.-narrow .pane:focus, .-narrow .pane:focus-within { border: none; border-top: solid $accent; }
.-narrow #claims { dock: top; height: 9; }
.-narrow #article, .-narrow #detail { display: none; }
.-narrow #article.shown, .-narrow #detail.shown { display: block; }

#claims > .option-list--option { padding: 0; }
#claims.brief { text-wrap: nowrap; text-overflow: ellipsis; }
#claims > .option-list--option-highlighted { background: $panel; color: $foreground; text-style: none; }
#claims:focus > .option-list--option-highlighted { background: $panel-lighten-1; color: $foreground; }

ArticlePane > .article--title { text-style: bold; }
ArticlePane > .article--faint { color: $faint; }
ArticlePane > .article--supported { color: $success; }
ArticlePane > .article--contested { color: $error; }
ArticlePane > .article--opinion { color: $secondary; }
ArticlePane > .article--unverified { color: $open; }
ArticlePane > .article--failed { color: $error; }
ArticlePane > .article--waiting { color: $foreground; }
ArticlePane > .article--chosen { background: $panel-lighten-1; text-style: bold; }

#claims:ansi > .option-list--option-highlighted { background: ansi_bright_black; }
ArticlePane:ansi > .article--chosen { text-style: bold reverse; }
ArticlePane:nocolor > .article--chosen { text-style: bold reverse; }
Screen:ansi .pane:focus { border-title-style: bold reverse; }

DetailPane { height: 1fr; }
DetailPane > Static { width: 1fr; height: auto; }
Passage { margin: 0 0 0 0; padding: 0 1; border-left: thick $panel; }
Passage:hover { background: $surface; }
Passage:focus { background: $surface; border-left: thick $accent; }
.origin { margin: 1 0 0 0; }

Dialogue { align: center middle; background: $background 60%; }
Dialogue > #box {
    width: 90%; max-width: 110; height: auto; max-height: 96%; padding: 0 2; background: $surface;
    border: round $accent; border-title-color: $accent; border-title-style: bold; border-subtitle-color: $faint;
}
Dialogue .ask { margin: 1 0 0 0; color: $faint; height: auto; }
Dialogue .hint { color: $faint; height: auto; }
Dialogue Input, Dialogue TextArea { border: none; border-left: outer $border-blurred; padding: 0 1; background: $panel; }
Dialogue Input { height: 1; }
Dialogue TextArea { height: 4; }
.-narrow Dialogue TextArea { height: 3; }
Dialogue Input:focus, Dialogue TextArea:focus { border: none; border-left: outer $accent; background: $panel-lighten-1; }
Dialogue RadioSet { border: none; background: $surface; padding: 0; height: auto; layout: horizontal; width: 100%; }
Dialogue RadioSet:focus { background: $surface; }
Dialogue RadioButton { width: auto; margin: 0 2 0 0; background: $surface; }
Dialogue RadioSet:focus > RadioButton.-selected > .toggle--label { text-style: underline; }
Dialogue RadioButton > .toggle--button { color: $faint; }
Dialogue RadioButton.-on > .toggle--button { color: $success; }
Dialogue #buttons { height: 1; margin: 1 0 0 0; }
Dialogue Button { margin: 0 2 0 0; }
Dialogue OptionList { height: auto; max-height: 1fr; border: none; background: $surface; padding: 0; }
Dialogue OptionList > .option-list--option-highlighted { background: $panel-lighten-1; color: $foreground; text-style: none; }
Dialogue:ansi OptionList > .option-list--option-highlighted { background: ansi_bright_black; }
Dialogue VerticalScroll { scrollbar-size-vertical: 1; height: auto; max-height: 1fr; }
"""
