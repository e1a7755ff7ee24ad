"""Figures, words and tables for people: finished results in, pictures and sentences out.

``words`` and ``sentences`` say everything in English and Chinese; ``figure`` holds the style, the
font and the writing of files; ``charts`` draws; ``tables`` lays out results for a notebook.
Nothing here computes a forecast, and matplotlib is loaded only by ``figure`` and ``charts``.
"""
