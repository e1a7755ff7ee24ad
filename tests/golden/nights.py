"""Whole nights: as of the plan's day in English, then a year later in Chinese.

Briefs, pages and digest hold both languages whatever the night's own. The whole cross of days and
languages would draw every figure twice more: each kind of figure is seen in both languages as it
is.
"""

import re
from pathlib import Path

from tests.golden.drawn import Watch, watched
from tests.golden.inside import without_kernels
from tests.golden.place import own_place, say
from tests.golden.readable import mask, read

NIGHTS = {"2018-06-08": "en", "2019-06-30": "zh"}
LANGUAGES = ("en", "zh")
FEW = ("1", "3", "11")  # rebased and then decided, a count, one with two readings


def whole_nights() -> dict[str, str]:
    """Return every file of two nights of all indicators, and what else is made of them."""
    return _nights()


def a_small_night() -> dict[str, str]:
    """Return the same of a few indicators, for whoever cannot wait."""
    return _nights("--indicators", *FEW)


def _nights(*words: str) -> dict[str, str]:
    texts = {}
    with own_place() as place, watched() as watch, without_kernels():
        for day, lang in NIGHTS.items():
            asked = ("--as-of", day, "--language", lang, "--workers", "1", *words)
            screen = re.sub(r"\d+( s|秒)", r"SECONDS\1", say("nightly", *asked))
            run = Path("runs", next(one.name for one in Path("runs").glob(f"{day}-{lang}-*")))
            found = {"screen": screen, **_files(run, place, watch)}
            texts |= {f"{day}-{lang}/{name}": text for name, text in found.items()}
        texts |= _publications(run, lang)
        texts["status.json"] = mask(read(Path("runs", "status.json")))
        texts["links"] = mask("\n".join(_links()))
    return texts


def _files(run: Path, place: Path, watch: Watch) -> dict[str, str]:
    """Return every file of a run but the data; the two files of a figure are one text."""
    texts = {}
    for path in sorted(path for path in run.rglob("*") if path.is_file()):
        name = path.relative_to(run).as_posix()
        if path.suffix == ".png":
            texts[name.removesuffix(".png")] = mask(watch.text_of(path, path.with_suffix(".svg")))
        elif path.suffix != ".svg" and not name.startswith("data/"):
            texts[name] = mask(read(path), place)
    return texts


def _publications(run: Path, lang: str) -> dict[str, str]:
    """Return what the other commands make of a run."""
    texts = {
        "slides": re.sub(r"\d\.\d", "SIZE", say("slides", str(run), "-o", "slides.pptx")),
        "page": say("page", str(run), "--out", "pages", "--language", lang),
    }
    for each in LANGUAGES:
        path = Path(f"{each}.xlsx")
        texts[f"verify-{each}"] = say("verify", str(run), "--language", each)
        texts[f"export-{each}"] = say("export", str(run), "-o", str(path), "--language", each)
        texts[f"export-{each}.xlsx"] = mask(read(path))
    return texts


def _links() -> list[str]:
    """Return what is shown as the latest, and what is kept."""
    shown = [Path("figures", "latest"), Path("site", "latest")]
    lines = [f"{path} -> {path.readlink()}" for path in shown if path.is_symlink()]
    return lines + sorted(str(path) for path in Path("runs").glob("*"))
