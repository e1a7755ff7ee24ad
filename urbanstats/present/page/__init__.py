"""The page: a run as plain HTML files in Chinese and English, laid out from its briefs.

No script, no address outside its own folder, one style sheet whose hash every page declares:
the folder opens from a disk, a mail or a web server alike, and opening it runs nothing.
"""

from urbanstats.present.page.site import write_site

__all__ = ["write_site"]
