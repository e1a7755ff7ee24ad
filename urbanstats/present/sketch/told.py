"""What a sketch shows, in words for those who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence

from urbanstats.words.phrases import figure_text, likelihood_text, outcome, say, target_text


def figures_told(
    figures: Sequence[dict], targets: Sequence[dict], basis: str, unit: str, lang: str
) -> str:
    """Return the last figure, and of every target what is likely, as sentences."""
    last = [figure for figure in figures if figure["basis"] == basis][-1]
    value = figure_text(last["value"], unit, lang)
    parts = [say("sketch_last", lang, year=last["year"], value=value)]
    parts += [_target_told(target, unit, lang) for target in targets]
    return "".join(say("sentence_space", lang) + part for part in parts)


def likelihoods_told(targets: Sequence[dict], unit: str, lang: str) -> str:
    """Return of every target how likely it is, as sentences."""
    parts = [
        _decided_told(target, unit, lang)
        if target["status"] == "decided"
        else say("sketch_likelihood", lang, **_facts(target, unit, lang))
        for target in targets
    ]
    return "".join(say("sentence_space", lang) + part for part in parts)


def _target_told(target: dict, unit: str, lang: str) -> str:
    if target["status"] == "decided":
        return _decided_told(target, unit, lang)
    parts = {"median": "median", "low": "q0.1", "high": "q0.9"}
    facts = {name: figure_text(target[part], unit, lang) for name, part in parts.items()}
    return say("sketch_target", lang, **facts, **_facts(target, unit, lang))


def _decided_told(target: dict, unit: str, lang: str) -> str:
    value = figure_text(target["published_value"], unit, lang)
    words = say(outcome(target["likelihood"]), lang)
    return say("sketch_decided", lang, value=value, words=words, **_facts(target, unit, lang))


def _facts(target: dict, unit: str, lang: str) -> dict[str, object]:
    return {
        "year": target["year"],
        "target": target_text(target["direction"], target["value"], unit, lang),
        "likelihood": likelihood_text(target["likelihood"], lang),
    }
