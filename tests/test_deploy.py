"""The files for the night call commands that exist."""

import configparser
import shlex
from pathlib import Path

import pytest

from urbanstats.cli import build_parser

DEPLOY = Path(__file__).parents[1] / "deploy"


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(DEPLOY / name, encoding="utf-8")
    return parser


def crontab() -> tuple[str, str]:
    lines = (DEPLOY / "urbanstats-nightly.crontab").read_text(encoding="utf-8").splitlines()
    rule = next(line for line in lines if line.endswith("2>&1"))
    *times, command = rule.split(" ", 5)
    return " ".join(times), command.partition("&& ")[2].partition(" >>")[0]


@pytest.mark.parametrize(
    "command",
    [unit("urbanstats-nightly.service")["Service"]["ExecStart"], crontab()[1]],
    ids=["service", "crontab"],
)
def test_the_night_is_started_with_words_the_command_line_knows(command):
    program, *words = shlex.split(command)
    assert program.endswith(".venv/bin/urbanstats")
    assert build_parser().parse_args(words).command == "nightly"


def test_timer_and_crontab_name_the_same_hour_in_liuzhou():
    timer = unit("urbanstats-nightly.timer")["Timer"]
    assert timer["OnCalendar"] == "*-*-* 02:30:00 Asia/Shanghai"
    assert crontab()[0] == "30 2 * * *"
    assert "CRON_TZ=Asia/Shanghai" in (DEPLOY / "urbanstats-nightly.crontab").read_text("utf-8")


def test_a_night_that_was_slept_through_is_made_up_for():
    assert unit("urbanstats-nightly.timer")["Timer"]["Persistent"] == "true"
