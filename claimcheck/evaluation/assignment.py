"""Optimal one-to-one assignment, exact and small: the Hungarian method with potentials.

Source: H. W. Kuhn, "The Hungarian method for the assignment problem", 1955; the O(n^2 m) form with shortest augmenting paths
after Jonker and Volgenant, 1987.
"""

from collections.abc import Sequence
from math import inf


def assign(scores: Sequence[Sequence[float]], *, floor: float) -> list[tuple[int, int]]:
    """Pairs (row, column) with the greatest sum of scores, pairs under `floor` left out: `[[.9, .8], [.7, 0]], .5 -> [(0, 1), (1, 0)]`.

    A pair under the floor is worth nothing, so that it never stands in the way of a good one.
    """
    rows, columns = len(scores), len(scores[0]) if scores else 0
    if not rows or not columns:
        return []
    if rows > columns:
        turned = [[scores[row][column] for row in range(rows)] for column in range(columns)]
        return sorted((row, column) for column, row in assign(turned, floor=floor))
    costs = [[-score if score >= floor else 0.0 for score in row] for row in scores]
    chosen = _cheapest(costs)
    return [(row, column) for row, column in enumerate(chosen) if scores[row][column] >= floor]


def _cheapest(costs: Sequence[Sequence[float]]) -> list[int]:
    """For each row its column, at the least total cost; there are at least as many columns as rows."""
    rows, columns = len(costs), len(costs[0])
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (columns + 1)
    owner = [0] * (columns + 1)  # row of each column, counted from 1; 0 is free
    for row in range(1, rows + 1):
        owner[0] = row
        came_from = _path(costs, row_price, column_price, owner)
        column = next(place for place in came_from if owner[place] == 0)
        while column:
            owner[column] = owner[came_from[column]]
            column = came_from[column]
    chosen = [0] * rows
    for column in range(1, columns + 1):
        if owner[column]:
            chosen[owner[column] - 1] = column - 1
    return chosen


def _path(
    costs: Sequence[Sequence[float]], row_price: list[float], column_price: list[float], owner: list[int]
) -> dict[int, int]:
    """The cheapest way from the row in `owner[0]` to a free column: column -> the column before it; prices move along."""
    columns = len(costs[0])
    cheapest, before = [inf] * (columns + 1), [0] * (columns + 1)
    seen: dict[int, int] = {}
    here = 0
    while True:
        seen[here] = before[here]
        row, step, nearest = owner[here], inf, 0
        for column in range(1, columns + 1):
            if column in seen:
                continue
            cost = costs[row - 1][column - 1] - row_price[row] - column_price[column]
            if cost < cheapest[column]:
                cheapest[column], before[column] = cost, here
            if cheapest[column] < step:
                step, nearest = cheapest[column], column
        for column in range(columns + 1):
            if column in seen:
                row_price[owner[column]] += step
                column_price[column] -= step
            else:
                cheapest[column] -= step
        here = nearest
        if owner[here] == 0:
            return {**seen, here: before[here]}
