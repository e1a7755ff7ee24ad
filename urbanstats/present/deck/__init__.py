"""A run as briefing slides: an editable PowerPoint file, laid out from stored results."""

from urbanstats.present.deck.deck import is_own, write_deck

__all__ = ["is_own", "write_deck"]
