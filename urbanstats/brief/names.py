"""What the files of a run are named after, told without loading anything else."""

FORECASTS = "forecasts"
SCORECARD = "scorecard"


def stem_of(number: int, indicator: str) -> str:
    """Return what the names of all files of an indicator begin with.

    Examples
    --------
    >>> stem_of(1, "resident_urbanization_rate")
    '01_resident_urbanization_rate'
    """
    return f"{number:02d}_{indicator}"
