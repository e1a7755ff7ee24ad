#!/usr/bin/env bash
# Pillow 13.0.0: quantizing an image with a palette that holds every one of its colours changes them.
#
# One would think that a colour that is in the palette stays. White next to a grey of 250 becomes that
# grey, without dithering: the nearest colour is looked up for blocks of neighbouring colours at once.
# The background of a chart (white, beside pale grids) thus turns grey. Quantizing the image by its own
# colours (FASTOCTREE, and then putting the exact ones into the palette) keeps it.
#
# Seen: asked (255, 255, 255), given (250, 250, 250); alone with a far colour it stays (255, 255, 255).
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
python3 -m venv env
env/bin/pip install --quiet pillow==13.0.0
env/bin/python - <<'PYTHON'
from PIL import Image


def through(colours):
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in colours for part in colour] * (256 // len(colours)))
    image = Image.new("RGB", (len(colours), 1))
    for place, colour in enumerate(colours):
        image.putpixel((place, 0), colour)
    few = image.quantize(palette=palette, dither=Image.Dither.NONE).convert("RGB")
    return [few.getpixel((place, 0)) for place in range(len(colours))]


near = through([(255, 255, 255), (250, 250, 250)])
far = through([(255, 255, 255), (0, 90, 160)])
print("white beside a grey of 250:", near)
print("white beside blue:         ", far)
raise SystemExit(far[0] != (255, 255, 255) or near[0] == (255, 255, 255))
PYTHON
