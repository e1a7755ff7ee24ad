"""Commands beside the night, and the notebooks that no night runs."""

import re
from pathlib import Path

from tests.golden.drawn import watched
from tests.golden.inside import run_notebook
from tests.golden.place import own_place, say
from tests.golden.readable import mask, read

LANGUAGES = ("en", "zh")
COMMANDS = (
    "audit", "backtest", "export", "forecast", "import", "lab", "learn", "nightly", "page",
    "slides", "template", "verify",
)  # fmt: skip
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
EARLY = ("--as-of", "2018-06-08", "--horizons", "1", "5")
DAYS = {"2018-06-08": "en", "2019-06-30": "zh"}


def helps() -> dict[str, str]:
    """Return the help of every command; how options are aligned is Python's own affair."""
    texts = {}
    with own_place():
        for lang in LANGUAGES:
            texts[f"{lang}/urbanstats"] = _unaligned(say("--language", lang, "--help"))
            for name in COMMANDS:
                texts[f"{lang}/{name}"] = _unaligned(say(name, "--language", lang, "--help"))
    return texts


def _unaligned(text: str) -> str:
    """Return a help text without what differs between versions of Python."""
    text = re.sub(r"(-\w) [A-Z_]+, (--)", r"\1, \2", text)
    usage, _, rest = text.partition("\n\n")
    return " ".join(usage.split()) + "\n\n" + re.sub(r"(?<=\S)  +", "  ", rest)


def audits() -> dict[str, str]:
    """Return what the plan's own numbers tell."""
    texts = {}
    with own_place():
        for day, lang in DAYS.items():
            words = ("audit", "--as-of", day, "--language", lang, "--out", f"{lang}.csv")
            texts[f"{day}-{lang}"] = say(*words) + read(Path(f"{lang}.csv"))
    return texts


def entry_sheets() -> dict[str, str]:
    """Return every department's entry sheet."""
    texts = {}
    with own_place():
        for lang in LANGUAGES:
            Path(lang).mkdir()
            words = ("template", "--department", "all", "-o", lang, "--language", lang)
            texts[f"{lang}/screen"] = say(*words)
            for path in sorted(Path(lang).glob("*.xlsx")):
                texts[f"{lang}/{path.stem}"] = mask(read(path))
    return texts


def panels() -> dict[str, str]:
    """Return forecasts and backtests of panels that a formula gives."""
    asked = {
        "forecast-en": ("forecast", "panel.csv", "--targets", "targets.csv", "--language", "en"),
        "forecast-zh": ("forecast", "panel.csv", *EARLY, "--language", "zh"),
        "backtest-en": ("backtest", "whole.csv", "--by", "horizon", "--language", "en"),
        "backtest-zh": ("backtest", "whole.csv", "--methods", "drift", "--language", "zh"),
    }
    texts = {}
    with own_place():
        Path("panel.csv").write_text("\n".join(panel_lines()), encoding="utf-8")
        Path("targets.csv").write_text("\n".join(target_lines()), encoding="utf-8")
        Path("whole.csv").write_text("\n".join(panel_lines(4, whole=True)), encoding="utf-8")
        for name, words in asked.items():
            texts[name] = say(*words, "--out", f"{name}.csv") + read(Path(f"{name}.csv"))
    return texts


def panel_lines(series: int = 24, *, whole: bool = False) -> list[str]:
    """Return a panel of percentages and counts, short and long, with gaps and a few bad ones."""
    lines = ["series_id,year,value,kind"]
    for i in range(series):
        kind = ("percent", "count")[i % 3 == 2]
        for t in range(14 if whole else 1 + i * 5 % 14):
            wave = (i * 7 + t * t * 3) % 11 / 10 - 0.5
            value = 40 + 2.3 * i + (i % 5 - 1) * 0.9 * t + wave
            value = min(value, 100) if kind == "percent" else 900 + 37 * value
            if whole or (i + t) % 9:
                lines.append(f"{kind}{i:02d},{2023 - t if whole else 2022 - t},{value:.1f},{kind}")
    if not whole:
        lines += ["over,2021,104.0,percent", "under,2021,-3,count", "odd,2021,some,percent"]
    return lines


def target_lines() -> list[str]:
    """Return targets of a few series: ahead, decided, at most."""
    lines = ["series_id,year,direction,value"]
    lines += [f"percent{i:02d},2025,at_least,{60 + i}" for i in (3, 4, 9, 10)]
    lines += ["count05,2026,at_most,3000", "count08,2024,at_least,2500"]
    return [*lines, "percent10,2021,at_least,50", "over,2025,at_least,99"]


def other_notebooks() -> dict[str, str]:
    """Return what replay and backtest find and show: replay in Chinese, the backtest in English."""
    with own_place(), watched() as watch:
        asked = {
            "replay": {"indicators": [1, 15], "as_of_dates": list(DAYS), "language": "zh"},
            "backtest": {"origins": [2019], "lengths": [1, 5], "horizons": [1, 2]},
        }
        texts = {}
        for name, parameters in asked.items():
            output = Path(name).resolve()
            shown = run_notebook(NOTEBOOKS / f"{name}.ipynb", parameters | {"output": str(output)})
            texts[f"{name}/shown"] = mask(shown)
            for path in sorted(output.rglob("*.parquet")):
                texts[f"{name}/{path.name}"] = read(path)
            for path in sorted(output.rglob("*.png")):
                shown = mask(watch.text_of(path, path.with_suffix(".svg")))
                texts[f"{name}/{path.stem}"] = shown
    return texts
