"""What small charts show, in words for those who cannot see them."""

SKETCH = {
    "sketch_fan": (
        "Published figures, possible futures and targets.",
        "已公布数据、未来可能走势与目标。",
    ),
    "sketch_last": ("Last figure: {value} in {year}.", "最新数据：{year}年{value}。"),
    "sketch_target": (
        "{year}: target {target}, likelihood {likelihood}; middle course {median}, 8 in 10 futures "
        "{low} to {high}.",
        "{year}年：目标{target}，达标可能性{likelihood}；中位预测{median}，每10种可能中有8种落在{low}至{high}。",
    ),
    "sketch_decided": (
        "{year}: target {target}, {value} published, {words}.",
        "{year}年：目标{target}，公布值{value}，{words}。",
    ),
    "sketch_bars": (
        "Likelihood of reaching each year's target.",
        "各年目标的达标可能性。",
    ),
    "sketch_likelihood": (
        "{year}: target {target}, likelihood {likelihood}.",
        "{year}年：目标{target}，可能性{likelihood}。",
    ),
    "sketch_histogram": (
        "Past changes of like series over {span}, and the change needed.",
        "同类序列{span}期的历史变化与所需变化。",
    ),
    "sketch_history": (
        "Likelihood of each year's target by day of knowledge.",
        "各年目标达标可能性随资料截止日的变化。",
    ),
    "sketch_year": ("{year}: {likelihood}", "{year}年：{likelihood}"),
    "sketch_day": ("{year}: {likelihood}.", "{year}年：{likelihood}。"),
    "sketch_days": (
        "{year}: from {first} to {last}.",
        "{year}年：由{first}到{last}。",
    ),
}
