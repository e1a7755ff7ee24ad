"""Phrases and names of the panel in which targets are explored."""

PANEL = {
    "panel_fan": ("What was published, what may come", "已公布数据与未来可能走势"),
    "panel_bars": ("Likelihood of reaching each year's target", "各年目标的达标可能性"),
    "panel_meaning": ("What it means", "含义"),
    "panel_needed": ("What the last target still needs", "最后一年目标还需要多少"),
    "panel_reality": ("Has it moved like this before?", "历史上有过这样的变化吗？"),
    "panel_sources": ("All {n} figures and their sources", "全部{n}个数据及来源"),
    "panel_asked": (
        "Target for {year}: {target}. Known by {as_of}.",
        "{year}年目标：{target}。资料截至{as_of}。",
    ),
    "panel_supposing": ("A supposition: {scenario}.", "情景假设：{scenario}。"),
    "panel_supposed_name": ("{name}, supposing: {scenario}", "{name}（假设{scenario}）"),
    "panel_refused": (
        "{method} cannot answer here: {reason}. Shown instead: {instead}.",
        "“{method}”无法作答：{reason}。现改用“{instead}”。",
    ),
    "panel_no_figure": (
        "By {day} nothing had been published on {name} for {area}. The first figure was known on "
        "{first}: choose that day or a later one.",
        "截至{day}，{area}的“{name}”尚无公布数据；首个数据公布于{first}，请选择该日或之后的日期。",
    ),
    "panel_too_late": (
        "The first figure on {name} for {area} that was known by {day} is of {first}: it lies too "
        "late to forecast the years of the targets.",
        "截至{day}，{area}“{name}”的首个数据为{first}年，晚于目标年份的预测起点，无法据此预测。",
    ),
    "panel_problem": ("No answer: {error}", "无法作答：{error}"),
    "panel_day_plan": ("{day} (plan adopted)", "{day}（规划印发日）"),
    "panel_day_newest": ("{day} (newest)", "{day}（最新）"),
    "panel_folder": (
        "A folder; a name without a root begins at the project.",
        "文件夹；相对路径从项目文件夹算起。",
    ),
    "panel_saved": ("{n} files saved in {folder}", "已保存{n}个文件：{folder}"),
    "panel_unwritable": (
        "Nothing was saved: {folder} cannot be written. Choose another folder.",
        "未能保存：{folder}无法写入，请换一个文件夹。",
    ),
}
PANEL_NAMES = {
    "control.lang": ("Language", "语言"),
    "control.indicator": ("Indicator", "指标"),
    "control.area": ("Area", "地区"),
    "control.as_of": ("Known by", "资料截至"),
    "control.method": ("Method", "方法"),
    "control.basis": ("Read", "口径"),
    "control.scenario": ("What if", "情景"),
    "control.amount": ("A year", "年均变化"),
    "control.folder": ("Folder", "文件夹"),
    "control.save": ("Save for slides", "保存供幻灯片使用"),
    "reading.published": ("as published (decides)", "按公布口径（最终依据）"),
    "reading.plan": ("on the plan's own basis", "按规划自身口径"),
}
