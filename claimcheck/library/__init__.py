"""The library: documents of record, their passages, vectors and origins, in one SQL database.

`store` is the door (`Library`); `tables` is the schema, `migrations` how it came about; `kinship` finds the origin a text belongs to;
`words` is lexical search, which SQLite (FTS5) and PostgreSQL (tsvector) do differently. Everything of record is here: the search index can
be made anew from it without embedding anything twice.
"""

from claimcheck.library.cutting import document_id, passages_of
from claimcheck.library.filters import Filters
from claimcheck.library.kinship import OriginMatch
from claimcheck.library.store import Added, Library, Placed

__all__ = ["Added", "Filters", "Library", "OriginMatch", "Placed", "document_id", "passages_of"]
