"""Phrases of the planner's desk on the command line: help, and what its commands print."""

DESK_COMMANDS = {
    "help_newest_run": (
        "folder of a published run; default: the newest below runs/",
        "已发布结果的文件夹；默认为runs/下最新的一次",
    ),
    "help_page": (
        "write the pages of a published run, to open in any browser",
        "把已发布的结果写成网页，可用任何浏览器打开",
    ),
    "help_page_out": ("default: site/<run>", "写出的文件夹；默认为site/<运行编号>"),
    "page_written": ("{path}: {n} pages of run {run}", "{path}：运行{run}，共{n}个网页"),
    "night_page": ("page: {path}", "网页：{path}"),
    "night_slides": ("slides: {path}", "幻灯片：{path}"),
    "help_slides": (
        "lay a published run out as PowerPoint slides",
        "把已发布的结果制成汇报幻灯片（PowerPoint）",
    ),
    "help_slides_out": (
        "default: ./briefing_<language>.pptx",
        "写出的文件；默认为./briefing_<语言>.pptx",
    ),
    "slides_written": ("{path}: {run}, {size} MB", "{path}：{run}，{size} MB"),
}
