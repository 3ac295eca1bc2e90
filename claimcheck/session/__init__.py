"""An article under a fact-checker's hands: what was changed, how it stands, how it is saved, and every command.

`changes` (what can happen), `state` (what it comes to), `journal` (how it is kept), `live` (a session that is open), `edits` (claims
changed by hand), `view` (which claims, in which order), `detail` (what is known of one claim), `workbench` (long work beside it), `reviewing` (the review queue) and
`commands` (everything a person can do). Leaves out all drawing: the faces are in `claimcheck.terminal.session`.
"""
