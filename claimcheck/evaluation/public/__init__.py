"""Public data sets: files that users download themselves, each mapped to the stage that it measures.

`forms` knows how each set is written and what its labels mean here, `files` reads lines of any of them, `measuring` puts the rows
to an engine. None of their data is shipped.
"""
