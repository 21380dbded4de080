"""Curves over a growing size as one SVG picture; both axes are logarithmic, so that a straight line stays one."""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

IMAGES = Path(__file__).parents[1] / "docs" / "images"
WIDTH, HEIGHT, LEFT, RIGHT, BOTTOM, TOP = 640, 360, 60, 470, 320, 20
COLOURS = ("#0b5f83", "#a3401f", "#3f7a35")
LEAST = 0.1
LINE = 15
"""Height of a label: none stands on another."""


def asked(description: str | None, most: int, picture: str) -> argparse.Namespace:
    """What the command line asks for: `most`, the greatest size, and `out`, where the picture goes."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=most)
    parser.add_argument("--out", type=Path, default=IMAGES / f"{picture}.svg")
    return parser.parse_args()


def svg(sizes: Sequence[int], unit: str, curves: Mapping[str, Sequence[float]]) -> str:
    """The picture: `curves` hold a value for each of the `sizes`, by label; `unit` says what is counted."""
    values = [max(value, LEAST) for curve in curves.values() for value in curve]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])

    def x(size: int) -> float:
        return LEFT + (math.log10(size) - first) / max(last - first, 1e-9) * (RIGHT - LEFT)

    def y(value: float) -> float:
        return BOTTOM - (math.log10(max(value, LEAST)) - low) / max(high - low, 1) * (BOTTOM - TOP)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="12"><rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{RIGHT + 30}" y="{HEIGHT - 14}">{unit}</text>',
    ]
    for power in range(low, high + 1):
        at = y(10.0**power)
        parts.append(f'<path d="M{LEFT} {at:.1f}H{RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="8" y="{at + 4:.1f}">{10.0**power:g}</text>')
    parts += [f'<text x="{x(n):.1f}" y="{HEIGHT - 14}" text-anchor="middle">{_short(n)}</text>' for n in sizes]
    ends = []
    for colour, (label, curve) in zip(COLOURS, curves.items(), strict=False):
        line = " ".join(f"{x(n):.1f},{y(value):.1f}" for n, value in zip(sizes, curve, strict=True))
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        ends.append((y(curve[-1]), label, colour))
    lowest = 0.0
    for at, label, colour in sorted(ends):
        lowest = max(at, lowest + LINE)
        parts.append(f'<text x="{RIGHT + 10}" y="{lowest + 4:.1f}" fill="{colour}">{label}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _short(size: int) -> str:
    if size >= 1_000_000:
        return f"{size // 1_000_000} M"
    return f"{size // 1000} k" if size >= 1000 else str(size)
