"""Many articles: checked side by side, each kept on the disk when it is done, so that a run can be stopped and gone on with.

`items` says what there is to check, `folder` what is done, `working` does it. `cluster` lets other machines check. Leaves out how one
article is checked (the checker) and what a run looks like while it goes on (the terminal).
"""

from claimcheck.batch.folder import RunFolder, heads
from claimcheck.batch.items import Item, expected, items_of
from claimcheck.batch.totals import Totals
from claimcheck.batch.working import Batch, Told

__all__ = ["Batch", "Item", "RunFolder", "Told", "Totals", "expected", "heads", "items_of"]
