"""The little of SVG that the plot needs: cards with bars, or with lines on two logarithmic axes.

Every card has a ground of its own, so it reads on light and dark pages alike; it follows the reader's theme.
Text is wrapped by a width that no common font exceeds, so nothing is cut off.
"""

import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDE, SIZE, PAD, LINE = 460, 13, 16, 18
"""Pixels: a card's width, the text's size, the card's margin, a line of text."""

BAR, GAP = 14, 8
A_LETTER = 0.62
"""Of the text's size: wider than a letter is on average in any font that a browser takes for `sans-serif`."""

STYLE = """
text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
.head { font-weight: 600 }
.dim { fill: #59636e }
.card { fill: #ffffff; stroke: #d1d9e0 }
.ours { fill: #0969da; stroke: #0969da }
.other { fill: #818b98; stroke: #818b98 }
.aim { stroke: #bc4c00; stroke-width: 2 }
.grid { stroke: #d1d9e0 }
.line { fill: none; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .dim { fill: #9198a1 }
  .card { fill: #151b23; stroke: #3d444d }
  .ours { fill: #4493f8; stroke: #4493f8 }
  .other { fill: #9198a1; stroke: #9198a1 }
  .aim { stroke: #f0883e }
  .grid { stroke: #3d444d }
}
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """Fields.

    shown: the value as it is written.
    ours: whether it is ours, or what ours is held against.
    aim: a mark on the same scale; None for none.
    """

    label: str
    value: float
    shown: str
    ours: bool = True
    aim: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Points are (x, y), both above 0."""

    label: str
    points: Sequence[tuple[float, float]]
    ours: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """Fields.

    body: SVG, drawn with its upper left corner at (0, 0).
    height: of all of it.
    """

    body: str
    height: float


def width(text: str) -> float:
    """At most so many pixels."""
    return len(text) * SIZE * A_LETTER


def bars(title: str, found: Sequence[Bar]) -> Card:
    """A card with a bar for each; one that says so where there is none."""
    if not found:
        return _nothing(title)
    y, parts = _title(title)
    room = WIDE - 2 * PAD - GAP - max(width(one.shown) for one in found)
    most = max(max(one.value, one.aim or 0) for one in found) or 1
    for one in found:
        for text in _wrapped(one.label):
            parts.append(_text(PAD, y + SIZE, text, "dim"))
            y += LINE
        length = max(1, room * one.value / most)
        tone = "ours" if one.ours else "other"
        parts.append(f'<rect class="{tone}" x="{PAD}" y="{y}" width="{length:.1f}" height="{BAR}" rx="2"/>')
        reach = length
        if one.aim is not None:
            at = PAD + room * one.aim / most
            parts.append(f'<line class="aim" x1="{at:.1f}" y1="{y - 3}" x2="{at:.1f}" y2="{y + BAR + 3}"/>')
            reach = max(reach, at - PAD)
        parts.append(_text(PAD + reach + GAP, y + SIZE - 1, one.shown))
        y += BAR + GAP
    return Card("".join(parts), y + PAD - GAP)


def lines(title: str, found: Sequence[Line], unit: str, height: float = 190) -> Card:
    """A card with lines on logarithmic axes, a point and its value for each; empty ones are left out."""
    found = [one for one in found if one.points]
    if not found:
        return _nothing(title)
    y, parts = _title(title)
    for one in found:
        tone = "ours" if one.ours else "other"
        parts.append(f'<rect class="{tone}" x="{PAD}" y="{y + 3}" width="{BAR}" height="10" rx="2"/>')
        for text in _wrapped(one.label, BAR + GAP):
            parts.append(_text(PAD + BAR + GAP, y + SIZE, text, "dim"))
            y += LINE
    points = [point for one in found for point in one.points]
    scale = _Scale(points, top=y + 2 * LINE, bottom=y + height, right=_widest(points, unit))
    parts += _axis(scale, sorted({x for x, _ in points}))
    for index, one in enumerate(found):
        parts += _curve(one, scale, unit, above=index == 0)
    return Card("".join(parts), y + height + 2 * LINE)


def sheet(cards: Sequence[Card], *, alt: str, columns: int = 2) -> str:
    """All cards on one sheet, a row as high as its highest card."""
    rows = [cards[start : start + columns] for start in range(0, len(cards), columns)]
    y, parts = 0.0, []
    for row in rows:
        high = max(card.height for card in row)
        for column, card in enumerate(row):
            ground = f'<rect class="card" x="0.5" y="0.5" width="{WIDE - 1}" height="{high - 1:.1f}" rx="8"/>'
            at = f"translate({column * (WIDE + GAP)} {y:.1f})"
            parts.append(f'<g transform="{at}">{ground}{card.body}</g>\n')
        y += high + GAP
    wide, tall = columns * (WIDE + GAP) - GAP, y - GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall:.1f}" width="{wide}" '
        f'height="{tall:.1f}" role="img"><title>{escape(alt)}</title><style>{STYLE}</style>\n'
        f"{''.join(parts)}</svg>\n"
    )


class _Scale:
    """From values to pixels, on logarithmic axes."""

    def __init__(
        self, points: Sequence[tuple[float, float]], *, top: float, bottom: float, right: float
    ) -> None:
        xs, ys = ([math.log10(value) for value in axis] for axis in zip(*points, strict=True))
        self._x, self._y = (min(xs), max(xs)), (min(ys), max(ys))
        self._left, self._right = PAD + right / 2, WIDE - PAD - right / 2
        self._top, self.bottom = top, bottom

    def x(self, value: float) -> float:
        return self._left + (self._right - self._left) * _share(value, *self._x)

    def y(self, value: float) -> float:
        lowest = self.bottom - 2 * LINE  # a value stands below its point
        return lowest - (lowest - self._top) * _share(value, *self._y)


def _share(value: float, low: float, high: float) -> float:
    return (math.log10(value) - low) / (high - low) if high > low else 0.5


def _axis(scale: _Scale, values: Sequence[float]) -> Iterator[str]:
    for value in values:
        x = scale.x(value)
        yield f'<line class="grid" x1="{x:.1f}" y1="{scale.bottom - LINE}" x2="{x:.1f}" y2="{scale.bottom}"/>'
        yield _text(x, scale.bottom + SIZE + 2, f"{value:,.0f}", "dim", middle=True)


def _curve(line: Line, scale: _Scale, unit: str, *, above: bool) -> Iterator[str]:
    tone = "ours" if line.ours else "other"
    at = [(scale.x(x), scale.y(y)) for x, y in line.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    yield f'<polyline class="{tone} line" style="fill: none" points="{path}"/>'
    for (x, y), (_, value) in zip(at, line.points, strict=True):
        yield f'<circle class="{tone}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'
        yield _text(x, y - 9 if above else y + 19, _value(value, unit), middle=True)


def _widest(points: Sequence[tuple[float, float]], unit: str) -> float:
    return max(max(width(_value(y, unit)), width(f"{x:,.0f}")) for x, y in points)


def _value(value: float, unit: str) -> str:
    return f"{value:.2g} {unit}" if value < 100 else f"{value:,.0f} {unit}"


def _title(title: str) -> tuple[float, list[str]]:
    y, parts = float(PAD), []
    for text in _wrapped(title):
        parts.append(_text(PAD, y + SIZE, text, "head"))
        y += LINE
    return y + 4, parts


def _nothing(title: str) -> Card:
    y, parts = _title(title)
    return Card("".join([*parts, _text(PAD, y + SIZE, "not measured in this run", "dim")]), y + LINE + PAD)


def _wrapped(text: str, indent: float = 0) -> list[str]:
    letters = int((WIDE - 2 * PAD - indent) / (SIZE * A_LETTER))
    return textwrap.wrap(text, letters) or [""]


def _text(x: float, y: float, text: str, tone: str = "", *, middle: bool = False) -> str:
    anchor = ' text-anchor="middle"' if middle else ""
    return f'<text class="{tone}" x="{x:.1f}" y="{y:.1f}"{anchor}>{escape(text)}</text>'
