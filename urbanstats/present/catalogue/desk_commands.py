"""Phrases of the planner's desk on the command line: help, and what its commands print."""

DESK_COMMANDS = {
    "help_lab": (
        "explore targets and scenarios in JupyterLab, on this machine only",
        "在JupyterLab中探索目标与情景（仅限本机）",
    ),
    "help_lab_port": ("default: the next free one", "端口；默认为下一个空闲端口"),
    "help_lab_quiet": ("print the address, open no browser", "只显示地址，不打开浏览器"),
    "help_lab_root": ("run as root all the same", "仍以管理员（root）身份运行"),
    "help_newest_run": (
        "folder of a published run; default: the newest below runs/",
        "已发布结果的文件夹；默认为runs/下最新的一次",
    ),
    "help_page": (
        "write the pages of a published run, to open in any browser",
        "把已发布的结果写成网页，可用任何浏览器打开",
    ),
    "help_page_out": ("default: a folder of its own below site/", "写出的文件夹；默认在site/下"),
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
    "help_template": (
        "write the Excel sheet in which a department returns its figures",
        "生成部门填报用的Excel表",
    ),
    "help_template_language": (
        "zh or en, of the sheet; default: zh, what departments read",
        "填报表的语言，zh或en；默认为zh",
    ),
    "help_template_department": (
        "a department as the plan names it, or all",
        "规划中的责任单位，如公安局；all为全部",
    ),
    "help_template_out": (
        "default: NAME.xlsx; with all: a folder",
        "写出的文件，默认为“单位名.xlsx”；全部单位时为文件夹",
    ),
    "help_template_years": ("default: the plan's", "年份；默认为规划各年"),
    "help_import": (
        "check a department's return and add its figures to the observations",
        "核对部门填报表，并将数据加入观测值",
    ),
    "help_import_file": ("the entry sheet, filled in (.xlsx)", "已填好的填报表（.xlsx）"),
    "help_import_published": (
        "day on which the figures became known, such as 2019-03-01",
        "数据公布（可知）之日，如2019-03-01",
    ),
    "help_import_by": ("who brings the return in", "录入人"),
    "help_import_dry": ("show what would change, write nothing", "只显示将有的变化，不写入"),
    "help_import_data": ("data folder; default: the shipped one", "数据文件夹；默认用自带的"),
    "help_export": (
        "write the tables of a published run as one Excel workbook",
        "把已发布结果的各表写成一个Excel工作簿",
    ),
    "help_export_out": ("such as tables.xlsx", "写出的文件，如tables.xlsx"),
}
