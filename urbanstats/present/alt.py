"""What a figure shows, in words, for who cannot see it: kept on the figure and in its files.

Every chart says it of itself, from the numbers that it draws; ``write_figure`` puts it into the
PNG and the SVG, and ``read_alt`` reads it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from urbanstats.brief.likelihood import paragraph
from urbanstats.words.phrases import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

KEY = "Description"  # of a PNG's text, as its specification names it


def set_alt(ax: Axes, title: str, sentences: Iterable[str], lang: str = "en") -> None:
    """Let the figure of the axes know what they show; what other axes show stays told.

    The title, what the chart is called, becomes the first sentence; empty ones are left out.
    """
    first = title if title.endswith(("?", "？")) else title + say("end", lang)
    text = paragraph([first, *sentences], lang).replace("\n", " ")
    figure, told = ax.figure, alt_of(ax.figure)
    figure.set_label(f"{told}\n{text}" if told else text)


def alt_of(figure: Figure) -> str:
    """Return what a figure shows, one line for each chart in it; "" if no chart has told."""
    return figure.get_label()


def read_alt(path: str | Path) -> str:
    """Return what the figure in a PNG file shows, "" if the file does not say."""
    from PIL import Image

    with Image.open(path) as image:
        return image.info.get(KEY, "")


def alt_listing(pictures: Iterable[Path]) -> str:
    """Return name and text of every PNG that says what it shows, ready to be pasted."""
    told = [(path.stem, read_alt(path)) for path in sorted(pictures)]
    return "\n".join(f"{name}\n{text}\n" for name, text in told if text)
