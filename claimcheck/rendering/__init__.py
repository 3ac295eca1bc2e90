"""Reports in the forms that people and programs read: pure functions from nouns to text.

`records` (JSON, JSONL, events, JSON Schema), `markdown`, `page` (one self-contained HTML file), and `wording`, the words that all
forms share. The terminal's own form is in `claimcheck.terminal.report`, because only the terminal may know rich.
"""
