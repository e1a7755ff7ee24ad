"""What planners take away of a published run: its forecasts, and what they rest on."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from urbanstats.brief.names import FORECASTS
from urbanstats.desk.template import unit_text
from urbanstats.errors import ParameterError
from urbanstats.plan.load import load_plan, load_rows
from urbanstats.plan.values import Plan
from urbanstats.words.phrases import likelihood_words, name_of, outcome, say


def run_tables(folder: Path, facts: dict[str, str], lang: str = "en") -> dict[str, pd.DataFrame]:
    """Return the tables of a published run by the name of their sheet, columns named for reading.

    Numbers stay numbers: a likelihood is 0.73 and shown as 73%. ``folder`` is that of the run: it
    holds its forecasts and a copy of the data they rest on. ``facts`` are those of its manifest:
    run, as_of, area, method, urbanstats (the version).

    Raises
    ------
    ParameterError
        If the folder holds no forecasts.
    """
    path, data = folder / f"{FORECASTS}.parquet", folder / "data"
    if not path.is_file():
        raise ParameterError("PAR-RUN.forecasts", where=str(folder))
    plan, area = load_plan(data), facts["area"]
    mine = [row for row in load_rows("observations", data) if row["area"] == area]
    known = [row for row in mine if str(row["published"]) <= facts["as_of"]]
    own = {one.id: one.name(lang) for one in plan.indicators}
    people = {row["id"]: row[f"name_{lang}"] for row in load_rows("context", data)}
    return {
        say("export_forecasts", lang): _forecasts(pd.read_parquet(path), plan, lang),
        say("export_targets", lang): _targets(plan, lang),
        say("export_observations", lang): _figures(known, own, lang),
        say("export_context", lang): _figures(known, people, lang),
        say("export_about", lang): _about(plan, facts, lang),
    }


def _named(rows: list[dict], columns: list[str], lang: str, **formats: str) -> pd.DataFrame:
    """Return rows as a table whose columns are named for reading."""
    table = pd.DataFrame(rows, columns=columns)
    table = table.rename(columns=lambda key: say(f"column_{key}", lang))
    table.attrs["formats"] = {say(f"column_{key}", lang): form for key, form in formats.items()}
    return table


def _forecasts(table: pd.DataFrame, plan: Plan, lang: str) -> pd.DataFrame:
    rows = []
    for _, row in table.iterrows():
        indicator = plan.indicator(row["indicator"])
        decided = row["status"] == "decided"
        places = max(indicator.decimals, 2) if indicator.unit == "percent" else 0
        met = say(outcome(row["likelihood"]), lang)
        rows.append(
            {
                "number": indicator.number,
                "indicator": indicator.name(lang),
                "year": row["year"],
                "direction": say(f"direction_{row['direction']}", lang),
                "level": row["target"],
                "unit": unit_text(indicator.unit, lang),
                "likelihood": row["likelihood"],
                "words": met if decided else likelihood_words(row["likelihood"], lang),
                "plan_basis": row.get("likelihood_plan_basis"),
                "figure": row["published_value"],
                "median": None if decided else round(row["median"], places),
                "low": None if decided else round(row["q0.1"], places),
                "high": None if decided else round(row["q0.9"], places),
                "basis": name_of("basis", row.get("rebased_to") or row["basis"], lang),
                "rests_on": row["n_observations"],
                "last_year": row["last_year"],
            }
        )
    return _named(rows, list(rows[0]), lang, likelihood="0%", plan_basis="0%")


def _targets(plan: Plan, lang: str) -> pd.DataFrame:
    rows = [
        {
            "number": indicator.number,
            "indicator": indicator.name(lang),
            "year": target.year,
            "direction": say(f"direction_{target.direction}", lang),
            "level": target.value,
            "unit": unit_text(target.unit, lang),
            "printed": target.printed,
            "departments": say("list_comma", lang).join(indicator.departments),
        }
        for indicator in plan.indicators
        for target in plan.targets_for(indicator.id)
    ]
    return _named(rows, list(rows[0]), lang)


def _figures(figures: list[dict], names: dict[str, str], lang: str) -> pd.DataFrame:
    rows = [
        row
        | {
            "indicator": names[row["indicator"]],
            "area": name_of("area", row["area"], lang),
            "unit": unit_text(row["unit"], lang),
            "basis": name_of("basis", row["basis"], lang),
            "published": row["published"].isoformat(),
            "quality": name_of("quality", row["quality"], lang),
        }
        for row in figures
        if row["indicator"] in names
    ]
    columns = ["indicator", "area", "year", "value", "unit", "decimals", "basis", "published",
               "quality", "source", "note"]  # fmt: skip
    return _named(rows, columns, lang)


def _about(plan: Plan, facts: dict[str, str], lang: str) -> pd.DataFrame:
    title = plan.title_zh if lang == "zh" else plan.title_en
    lines = [
        (say("export_plan", lang), f"{title}, {plan.document}"),
        (say("column_area", lang), name_of("area", facts["area"], lang)),
        (say("export_as_of", lang), facts["as_of"]),
        (say("column_method", lang), name_of("method", facts["method"], lang)),
        (say("export_run", lang), f"{facts['run']} (urbanstats {facts['urbanstats']})"),
        (say("export_read", lang), say("export_reading", lang)),
    ]
    return pd.DataFrame(lines, columns=[say("export_item", lang), say("export_text", lang)])
