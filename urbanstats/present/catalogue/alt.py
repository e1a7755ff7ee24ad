"""What figures show, in words for who cannot see them."""

ALT = {
    "figure_of": ("{value} in {year}", "{year}年{value}"),
    "published_are": ("Published: {figures}.", "已公布：{figures}。"),
    "alt_fan": ("Fan chart: {head}.", "扇形图：{head}。"),
    "alt_futures": (
        "Projected for {year} on this basis: median {median}, 8 in 10 futures from {low} to {high}.",
        "同口径{year}年预测：中位{median}，每10种可能中的8种在{low}至{high}之间。",
    ),
}
