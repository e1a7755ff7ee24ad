"""Phrases, names and numbers in English and Chinese, and likelihoods in words.

Here and on every floor above, ``lang`` is ``"en"`` or ``"zh"``.
"""

from __future__ import annotations

from collections.abc import Mapping

from urbanstats.errors import ParameterError
from urbanstats.words.catalogue import LANGUAGES, find_phrase, read_words

UNITS = ("percent", "persons")  # any other is written behind its number as it is
SCALE = (  # below the edge the first word holds, above its mirror image the second
    (0.05, "very_unlikely", "very_likely"),
    (0.20, "unlikely", "likely"),
    (0.45, "rather_unlikely", "rather_likely"),
)
EVEN = (0.45, 0.55)  # a likelihood between is about even
SIGNS = {"met": "✓", "likely": "▲", "even": "●", "unlikely": "▼", "missed": "×"}


def say(key: str, lang: str = "en", **values: object) -> str:
    """Return the phrase ``key`` in English ("en") or Chinese ("zh"), its blanks filled in.

    Raises
    ------
    ParameterError
        If the language is another one.
    KeyError
        If the catalogue has no such phrase, or a blank is not given.

    Examples
    --------
    >>> say("years", "zh", first=2018, last=2020)
    '2018—2020年'
    """
    check_language(lang)
    phrase = find_phrase(key)
    if phrase is None:
        raise KeyError(key)
    return phrase[lang].format(**values)


def name_of(thing: str, name: str, lang: str = "en") -> str:
    """Return what readers call a thing, or its own name if the catalogue does not know it.

    ``thing`` is a table of ``names.toml``: ``"area"``, ``"basis"``, ``"class"``, ``"group"``,
    ``"indicator"`` (short, for charts), ``"method"`` and others.

    Examples
    --------
    >>> name_of("area", "Liuzhou", "zh"), name_of("area", "Atlantis", "zh")
    ('柳州市', 'Atlantis')
    """
    check_language(lang)
    known = read_words("names")[thing].get(name)
    return known[lang] if known else name


def check_language(lang: str) -> None:
    """Refuse, with a `ParameterError`, a language in which the package has no words."""
    if lang not in LANGUAGES:
        raise ParameterError("PAR-LANGUAGE", language=lang)


def number_text(value: float, unit: str, decimals: int | None = None, lang: str = "en") -> str:
    r"""Return a number with its unit; ``decimals=None`` writes it as short as it is exact.

    Examples
    --------
    >>> number_text(66.2, "percent"), number_text(14000, "persons", 0, "zh")
    ('66.2\xa0%', '14000人')
    """
    number = digits_text(value, decimals, lang)
    return say(unit, lang, number=number) if unit in UNITS else f"{number} {unit}"


def digits_text(value: float, decimals: int | None = None, lang: str = "en") -> str:
    """Return a number without its unit; only English sets off its thousands.

    Examples
    --------
    >>> digits_text(14000), digits_text(14000, lang="zh"), digits_text(49.5, 2)
    ('14,000', '14000', '49.50')
    """
    number = f"{value:,.10g}" if decimals is None else f"{value:,.{decimals}f}"
    return number.replace(",", "") if lang == "zh" else number


def signed_text(change: float, lang: str = "en") -> str:
    """Return a change as a number with its sign.

    Examples
    --------
    >>> signed_text(0.25), signed_text(-3.0), signed_text(0)
    ('+0.25', '−3', '0')
    """
    sign = "+" if change > 0 else ""
    return sign + digits_text(round(change, 6), lang=lang).replace("-", "−")


def figure_text(value: float, unit: str, lang: str = "en") -> str:
    """Return a published figure, to at most two decimals."""
    return number_text(round(value, 2), unit, lang=lang)


def range_texts(
    row: Mapping[str, float], unit: str, decimals: int, lang: str = "en"
) -> tuple[str, str]:
    """Return both ends of 8 in 10 futures at the indicator's decimals.

    Where two different ends would look alike, up to two more decimals are shown.
    """
    ends = row["q0.1"], row["q0.9"]
    texts = [
        tuple(number_text(end, unit, decimals + more, lang) for end in ends) for more in range(3)
    ]
    return next((pair for pair in texts if pair[0] != pair[1]), texts[0])


def target_text(direction: str, level: float, unit: str, lang: str = "en") -> str:
    r"""Return a target in words.

    Examples
    --------
    >>> target_text("at_least", 68.7, "percent")
    'at least 68.7\xa0%'
    """
    return say(direction, lang, level=number_text(level, unit, lang=lang))


def reach_text(direction: str, level: float, unit: str, lang: str = "en") -> str:
    r"""Return what a target asks to be done.

    Examples
    --------
    >>> reach_text("maintain", 98, "percent")
    'hold 98\xa0%'
    """
    return say(f"reach_{direction}", lang, level=number_text(level, unit, lang=lang))


def likelihood_text(likelihood: float, lang: str = "en") -> str:
    r"""Return a likelihood [0-1] as whole percent; the ends read "<1 %" and ">99 %".

    Examples
    --------
    >>> [likelihood_text(p) for p in (0.0, 0.0099, 0.034, 0.99, 0.9931)]
    ['<1\xa0%', '<1\xa0%', '3\xa0%', '99\xa0%', '>99\xa0%']
    """
    if likelihood < 0.01:
        number = "<1"
    elif likelihood > 0.99:
        number = ">99"
    else:
        number = f"{100 * likelihood:.0f}"
    return say("percent", lang, number=number)


def likelihood_words(likelihood: float, lang: str = "en") -> str:
    """Return a likelihood [0-1] in words, on a scale that mirrors itself around one half.

    Below 5 % very unlikely, 20 % unlikely, 45 % rather unlikely, up to 55 % about even.

    Examples
    --------
    >>> likelihood_words(0.03), likelihood_words(0.5), likelihood_words(0.97, "zh")
    ('very unlikely', 'about even', '可能性极大')
    """
    for edge, low, high in SCALE:
        if likelihood < edge:
            return say(low, lang)
        if likelihood > 1 - edge:
            return say(high, lang)
    return say("about_even", lang)


def leaning(likelihood: float) -> str:
    """Return "likely", "even" or "unlikely" for a likelihood [0-1].

    Examples
    --------
    >>> leaning(0.44), leaning(0.5), leaning(0.56)
    ('unlikely', 'even', 'likely')
    """
    low, high = EVEN
    return "unlikely" if likelihood < low else "likely" if likelihood > high else "even"


def outcome(likelihood: float) -> str:
    """Return "met" or "missed" for a decided target, whose likelihood is 1 or 0."""
    return "met" if likelihood >= 0.5 else "missed"


def figures_text(n: int, lang: str = "en") -> str:
    """Return how many figures, such as "1 figure"."""
    return say("one_figure", lang) if n == 1 else say("figures", lang, n=n)
