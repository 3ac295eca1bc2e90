"""A light grammar of English news prose: words with rough classes, quotations and clauses, by rules and word lists alone.

It knows just enough to find who speaks and where one statement ends and the next begins. It is no parser: an unknown word is
taken for a noun, and a sentence that the rules cannot cut stays whole.
"""
