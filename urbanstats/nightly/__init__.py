"""The nightly run: notebooks executed in parallel, checked, and published all at once."""
