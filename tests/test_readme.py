"""Both READMEs say the same to an English and to a Chinese reader, and lead somewhere."""

import re
import shlex
from pathlib import Path

import pytest

from urbanstats import cli
from urbanstats.errors import UrbanstatsError

ROOT = Path(__file__).parents[1]
ENGLISH, CHINESE = "README.md", "README.zh.md"


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def code_lines(text):
    """Return the lines of the code blocks without their comments."""
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    lines = "".join(fenced).splitlines() + re.findall(r"^ {4}(\S.*)$", rest, re.MULTILINE)
    bare = [re.sub(r"(^|\s+)#.*", "", line).strip() for line in lines]
    return [line for line in bare if line]


def typed(text):
    """Return what stands in code marks: commands, files, options."""
    return set(re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)))


def links(text):
    """Return the targets of links that are not addresses."""
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]


def test_code_is_read_out_of_both_sorts_of_blocks():
    text = "a `b`\n\n    make x     # why\n\n```python\nimport y\n# only\n```\n"
    assert code_lines(text) == ["import y", "make x"]
    assert typed(text) == {"b"}


def test_both_give_the_same_commands_and_the_same_python():
    assert code_lines(read(ENGLISH)) == code_lines(read(CHINESE))


def test_both_name_the_same_files_options_and_columns():
    assert typed(read(ENGLISH)) == typed(read(CHINESE))


def test_both_have_the_same_sections_tables_and_pictures():
    shapes = [
        re.findall(r"^(#+ |\|---|!\[|\* |\| [^|]+ \|)", read(n), re.M) for n in (ENGLISH, CHINESE)
    ]
    marks = [[mark[:2] for mark in shape] for shape in shapes]
    assert marks[0] == marks[1]
    assert len(marks[0]) > 20


def test_both_hold_the_same_figures():
    """Numbers in the text; a year that is written twice in one language counts once."""
    found = [set(re.findall(r"\d+(?:\.\d+)?", read(name))) for name in (ENGLISH, CHINESE)]
    assert found[0] - found[1] <= {"9", "10"}  # words in Chinese
    assert found[1] - found[0] <= {"6"}  # June


@pytest.mark.parametrize("name", [ENGLISH, CHINESE])
def test_every_relative_link_leads_to_a_file(name):
    found = links(read(name))
    assert len(found) > 5
    assert [link for link in found if not (ROOT / link.partition("#")[0]).exists()] == []


def test_each_leads_to_the_other_at_its_top():
    assert CHINESE in links(read(ENGLISH)[:200])
    assert ENGLISH in links(read(CHINESE)[:200])


@pytest.mark.parametrize(
    "line", [x for x in code_lines(read(ENGLISH)) if x.startswith("urbanstats ")]
)
def test_every_command_of_the_readme_is_one_that_the_command_line_understands(line):
    asked = cli.build_parser().parse_args(shlex.split(line)[1:])
    assert asked.command in cli.COMMANDS


def test_a_command_that_is_not_understood_is_seen():
    with pytest.raises(UrbanstatsError):
        cli.build_parser().parse_args(["forecast", "--targts"])
