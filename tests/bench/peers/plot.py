"""Draw what a comparison found: one bar for each side, in panels.

    python plot.py FIGURES.json PICTURE.svg

Runs in the peers' environment, which has matplotlib.
"""

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

PANELS = {
    "append 16": "append, 16 clients",
    "append 64": "append, 64 clients",
    "read": "catch-up reading",
    "decode": "decoding",
    "project": "register projection",
    "relay": "relay / producer",
}
OURS, FLOOR = "kernel", "plain"
COLOURS = {OURS: "#1b6e8c", FLOOR: "#b8b8b8"}
PEER = "#d9925a"
# The same figures draw the same file, and its texts stay texts.
mpl.rcParams |= {"svg.hashsalt": "cic", "svg.fonttype": "none", "font.size": 8}


def draw(found: dict[str, Any], picture: Path) -> None:
    figure = Figure(figsize=(10.8, 5.4), layout="constrained")
    figure.suptitle("events per second: median, least and most of the rounds", fontsize=9)
    for axes, (key, title) in zip(figure.subplots(2, 3).flat, PANELS.items(), strict=True):
        sides = dict(sorted(found[key].items(), key=lambda side: side[1]["rate"]))
        rates = [side["rate"] for side in sides.values()]
        spread = [
            [side["rate"] - side["least"] for side in sides.values()],
            [side["most"] - side["rate"] for side in sides.values()],
        ]
        colours = [COLOURS.get(name, PEER) for name in sides]
        axes.barh([_label(name, side) for name, side in sides.items()], rates, color=colours)
        axes.errorbar(
            rates, range(len(rates)), xerr=spread, fmt="none", ecolor="#333", elinewidth=0.7
        )
        axes.set_title(title, loc="left")
        axes.xaxis.set_major_formatter(lambda value, _: f"{value / 1000:g}k")
        axes.spines[["top", "right"]].set_visible(b=False)
    figure.savefig(picture, format="svg", metadata={"Date": None, "Creator": None})


def _label(name: str, side: dict[str, Any]) -> str:
    return f"{name} (missed {side['missed']:,})" if side.get("missed") else name


if __name__ == "__main__":
    figures, drawn = map(Path, sys.argv[1:])
    draw(json.loads(figures.read_text(encoding="utf-8")), drawn)
