"""The report's pictures as inline SVG: reliability, risk against coverage, an interval on its scale.

Only numbers go in, so nothing needs escaping. Colours come from the page's style; every picture says in words what it shows.
"""

from collections.abc import Sequence

SIDE, EDGE = 260.0, 40.0
"""Length of the plotted square and room for its labels, in pixels."""


def reliability(bins: Sequence[Sequence[float]]) -> str:
    """Share right against mean confidence, a dot a bin, its area by how many; on the diagonal confidence is what it says.

    Each bin is (how many, sum of confidences, how many right).
    """
    most = max((count for count, _, _ in bins), default=0)
    dots, told = [], []
    for count, sure, right in bins:
        if count:
            x, y = sure / count, right / count
            radius = 3 + 9 * (count / most) ** 0.5
            dots.append(
                f'<circle cx="{_x(x)}" cy="{_y(y)}" r="{radius:.1f}" class="dot"><title>confidence {x:.2f}, right {y:.2f}, '
                f"{count:.0f} claims</title></circle>"
            )
            told.append(f"at {x:.2f} {y:.2f} right")
    diagonal = f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" class="ideal"/>'
    label = "Reliability: " + "; ".join(told)
    return _framed(diagonal + "".join(dots), label, across="mean confidence", up="share right")


def risk_coverage(points: Sequence[Sequence[float]]) -> str:
    """Share wrong among what is answered, as more is answered, surest first."""
    line = " ".join(f"{_x(coverage)},{_y(risk)}" for coverage, risk in points)
    body = f'<polyline points="{line}" class="curve"/>'
    body += "".join(
        f'<circle cx="{_x(coverage)}" cy="{_y(risk)}" r="2.5" class="dot"><title>{coverage:.2f} answered, {risk:.2f} wrong</title></circle>'
        for coverage, risk in points
    )
    ends = f"{points[0][1]:.2f} wrong at {points[0][0]:.2f} answered, {points[-1][1]:.2f} at {points[-1][0]:.2f}"
    return _framed(body, f"Risk and coverage: {ends}", across="share answered", up="share wrong")


def whisker(value: float, low: float | None, high: float | None) -> str:
    """A share with its interval on a line from 0 to 1."""
    ends = (value if low is None else low, value if high is None else high)
    left, right = (4 + 112 * min(1.0, max(0.0, end)) for end in ends)
    return (
        '<svg viewBox="0 0 120 14" width="120" height="14" aria-hidden="true" class="whisker">'
        '<line x1="4" y1="7" x2="116" y2="7" class="axis"/>'
        f'<line x1="{left:.1f}" y1="7" x2="{right:.1f}" y2="7" class="span"/>'
        f'<circle cx="{4 + 112 * min(1.0, max(0.0, value)):.1f}" cy="7" r="3.5" class="dot"/></svg>'
    )


def _x(share: float) -> str:
    return f"{EDGE + SIDE * share:.1f}"


def _y(share: float) -> str:
    return f"{10 + SIDE * (1 - share):.1f}"


def _framed(body: str, label: str, *, across: str, up: str) -> str:
    """The square with its grid, ticks and names."""
    width, height = EDGE + SIDE + 14, SIDE + 52
    grid = "".join(
        f'<line x1="{_x(0)}" y1="{_y(tick)}" x2="{_x(1)}" y2="{_y(tick)}" class="axis"/>'
        f'<text x="{EDGE - 6}" y="{float(_y(tick)) + 4:.1f}" text-anchor="end">{tick:g}</text>'
        f'<text x="{_x(tick)}" y="{SIDE + 26:.1f}" text-anchor="middle">{tick:g}</text>'
        for tick in (0, 0.25, 0.5, 0.75, 1)
    )
    names = (
        f'<text x="{EDGE + SIDE / 2:.1f}" y="{SIDE + 46:.1f}" text-anchor="middle">{across}</text>'
        f'<text x="11" y="{10 + SIDE / 2:.1f}" text-anchor="middle" transform="rotate(-90 11 {10 + SIDE / 2:.1f})">{up}</text>'
    )
    return (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" role="img" aria-label="{label}" '
        f'class="chart">{grid}{names}{body}</svg>'
    )
