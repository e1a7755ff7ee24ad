"""Pictures, pages and slides for people: laid out from finished results, nothing is computed.

``charts`` draws figures and alone loads matplotlib; ``svg`` draws small ones for ``page`` and the
panel; ``deck`` makes slides. ``palette`` holds colours and font, ``alt`` what a figure shows.
"""
