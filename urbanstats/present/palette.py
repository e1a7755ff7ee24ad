"""Colours, font and sizes of everything that is drawn: figures, pages and slides."""

from __future__ import annotations

from pathlib import Path

FONT_FILE = Path(__file__).parent / "fonts" / "UrbanstatsSans-Regular.otf"

INK, QUIET, GREY, FAINT = "#1F2328", "#59606A", "#8A8F98", "#E4E7EB"
BLUE, ORANGE = "#0072B2", "#D55E00"  # told apart in every common colour blindness
PURPLE = "#8F4A8B"  # figures as they will be published, where the plan's basis is another
LIGHTS = {"met": BLUE, "likely": BLUE, "even": GREY, "unlikely": ORANGE, "missed": ORANGE}
BAND_OUTER, BAND_INNER = "#C5DDEC", "#8DBEDD"

SLIDE = (40 / 3, 7.5)  # inches, 16:9
HALF = (6.4, 5.6)  # inches, beside text on a slide
LINE_WIDTH = 880  # points of a slide's 960 that text may take
TITLE_SIZE, LEAST_TITLE, TEXT_SIZE, SMALL = 26, 18, 17, 16  # points; nothing is smaller
