"""Words become calls, results become a few lines, errors become one line."""

import io
import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from urbanstats import __version__, cli, errors
from urbanstats.words.catalogue import read_words
from urbanstats.words.phrases import say
from urbanstats.words.text import screen_width


@pytest.fixture(autouse=True)
def a_machine_without_a_language(monkeypatch):
    for name in ("URBANSTATS_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


def run(capsys, *words: str) -> SimpleNamespace:
    code = cli.main(list(words))
    out, err = capsys.readouterr()
    return SimpleNamespace(code=code, out=out, err=err)


def test_the_version_is_the_packages(capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"urbanstats {__version__}\n"


def test_help_lists_the_commands(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    told = capsys.readouterr().out
    assert "nightly" in told
    assert "verify" in told


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["nightly", "--langauge", "zh"],
            "unrecognized arguments: --langauge zh. The words of 'urbanstats --help' are expected: "
            "write '--language' if you mean that",
        ),
        (
            ["nightly", "--work", "2"],
            "unrecognized arguments: --work 2. The words of 'urbanstats --help' are expected: "
            "write '--workers' if you mean that",
        ),
        (
            ["nightly", "--workers"],
            "argument --workers: expected one argument. The words of 'urbanstats nightly --help' "
            "are expected: look there for what is missing",
        ),
        (
            [],
            "the following arguments are required: COMMAND. The words of 'urbanstats --help' are "
            "expected: look there for what is missing",
        ),
    ],
)
def test_unknown_words_are_refused_with_the_nearest(capsys, words, message):
    done = run(capsys, *words)
    assert done.code == 2
    assert done.err == f"urbanstats: parameters: command line: {message}.  [PAR-WORDS]\n"
    assert done.out == ""


def test_an_unknown_command_is_refused_with_the_nearest(capsys):
    done = run(capsys, "nigthly")
    assert done.code == 2
    assert "write 'nightly' if you mean that.  [PAR-WORDS]" in done.err


def test_a_bad_parameter_is_refused_before_anything_is_written(capsys, tmp_path):
    done = run(capsys, "nightly", "--as-of", "yesterday", "--out", str(tmp_path / "new"))
    assert done.code == 2
    assert done.err == (
        "urbanstats: parameters: as_of: 'yesterday' is not a date. A day that is past, such as "
        "2018-06-08, is expected: write year, month and day, or leave it empty for everything "
        "published so far.  [PAR-ASOF]\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_an_empty_as_of_means_everything_published(monkeypatch):
    asked = cli.build_parser().parse_args(["nightly", "--as-of", ""])
    assert asked.as_of == ""


@pytest.mark.parametrize(
    ("kind", "step", "code"),
    [
        ("ParameterError", "parameters", 2),
        ("DataError", "data", 3),
        ("TargetError", "targets", 3),
        ("UnitMismatch", "targets", 3),
        ("FitError", "fit", 3),
        ("NotebookError", "notebooks", 4),
        ("StorageError", "store", 5),
        ("LockedError", "lock", 6),
        ("UrbanstatsError", "run", 1),
    ],
)
def test_every_error_is_one_line_that_names_its_step(capsys, monkeypatch, kind, step, code):
    error = getattr(errors, kind)("PAR-RETURN", where="here")

    def fail(asked):
        raise error

    monkeypatch.setattr("urbanstats.cli.night.verify", fail)
    done = run(capsys, "verify", ".")
    assert done.code == code
    assert done.err == f"urbanstats: {step}: {error}\n"
    assert done.err.endswith("correct the path.  [PAR-RETURN]\n")


def test_a_bug_is_one_line_with_the_path_of_its_traceback(capsys, monkeypatch):
    monkeypatch.setattr("urbanstats.cli.night.verify", lambda asked: {}["missing"])
    done = run(capsys, "verify", ".")
    assert done.code == 1
    found = re.fullmatch(r"urbanstats: bug: KeyError: 'missing'\. See (\S+)\n", done.err)
    log = Path(found[1])
    assert "Traceback (most recent call last)" in log.read_text(encoding="utf-8")
    log.unlink()


def test_an_interrupt_before_anything_ran_says_so(capsys, monkeypatch):
    def interrupt(asked):
        raise KeyboardInterrupt

    monkeypatch.setattr("urbanstats.cli.night.verify", interrupt)
    done = run(capsys, "verify", ".")
    assert (done.code, done.err) == (4, "urbanstats: stopped before anything ran\n")


def test_verify_tells_that_a_run_is_whole(capsys, tmp_path):
    from urbanstats.files.atomic import hash_file

    manifest = {"run": "2018-06-08-en", "rows": 45, "files": {}}
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    (tmp_path / "manifest.sha256").write_text(f"{hash_file(path)}  manifest.json\n")
    done = run(capsys, "verify", str(tmp_path))
    assert (done.code, done.out) == (0, "2018-06-08-en: whole, 45 rows, 0 files\n")


def test_verify_names_what_differs_and_leaves_with_5(capsys, tmp_path):
    done = run(capsys, "verify", str(tmp_path))
    assert done.code == 5
    assert done.err == (
        f"urbanstats: store: {tmp_path}: it holds no manifest, so it is not a published run. A "
        "run exactly as it was published is expected: bring the folder back from a copy, or run "
        "the night again.  [STORE-CORRUPT]\n"
    )


OBSERVATIONS = "series_id,year,value,kind\n01001,2016,97.1,percent\n01001,2017,97.4,percent\nb,2017,oops,count\n"  # noqa: E501


def test_forecast_reads_and_writes_tables_and_names_what_it_refused(capsys, tmp_path):
    observations, out = tmp_path / "o.csv", tmp_path / "f.csv"
    observations.write_text(OBSERVATIONS, encoding="utf-8")
    told = run(capsys, "forecast", str(observations), "--out", str(out), "--as-of", "2018-06-08")
    assert told.code == 0
    assert told.out == f"{out}: 4 rows of 2 series\nrefused b: 'oops' is not a number\n"
    first = out.read_text(encoding="utf-8").splitlines()[1]
    assert first.startswith("01001,2018,")


def test_forecast_of_a_day_before_every_prior_is_refused(capsys, tmp_path):
    observations = tmp_path / "o.csv"
    observations.write_text(OBSERVATIONS, encoding="utf-8")
    told = run(
        capsys,
        "forecast",
        str(observations),
        "--out",
        str(tmp_path / "f.csv"),
        "--as-of",
        "2001-01-01",
    )
    assert told.code == 3
    assert "[PRIOR-HINDSIGHT]" in told.err
    assert not (tmp_path / "f.csv").exists()


def test_a_day_that_is_none_is_a_wrong_parameter(capsys, tmp_path):
    told = run(capsys, "forecast", "o.csv", "--out", "f.csv", "--as-of", "08/06/2018")
    assert told.code == 2
    assert "'08/06/2018' is not a day such as 2018-06-08" in told.err


def test_learn_writes_priors_that_forecast_uses(capsys, tmp_path):
    panel, folder, out = tmp_path / "p.csv", tmp_path / "priors", tmp_path / "f.csv"
    lines = [f"s{s},{2005 + t},{20 + s + t * (s % 3)},percent" for s in range(12) for t in range(9)]
    panel.write_text("series_id,year,value,kind\n" + "\n".join(lines) + "\n", encoding="utf-8")
    told = run(capsys, "learn", str(panel), "--through", "2012", "--out", str(folder))
    assert (told.code, told.out) == (0, f"{folder}: 1 priors through 2012\n")
    told = run(capsys, "forecast", str(panel), "--priors", str(folder), "--out", str(out))
    assert told.code == 0
    assert ",2012,forecast," in out.read_text(encoding="utf-8")


def test_backtest_prints_scores_and_writes_them(capsys, tmp_path):
    panel, out = tmp_path / "p.csv", tmp_path / "s.csv"
    lines = [f"s,{year},{60 + (year * 7) % 5},percent" for year in range(2008, 2021)]
    panel.write_text("series_id,year,value,kind\n" + "\n".join(lines) + "\n", encoding="utf-8")
    told = run(capsys, "backtest", str(panel), "--by", "horizon", "--out", str(out))
    assert told.code == 0
    lines = told.out.splitlines()
    assert lines[0] == "1 series, forecast origins 2016 to 2019, 98 forecasts, 212 questions"
    assert lines[1].split()[:4] == ["method", "horizon", "asked", "CRPS"]
    assert lines[2].split()[:2] == ["pooled", "1"]
    assert set(out.read_text(encoding="utf-8").split("\n")[1].split(",")[:1]) == {"pooled"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_scores_of_a_backtest_fit_a_screen(capsys, tmp_path, lang):
    panel = tmp_path / "p.csv"
    lines = [f"s,{year},{60 + (year * 7) % 5},percent" for year in range(2008, 2021)]
    panel.write_text("series_id,year,value,kind\n" + "\n".join(lines) + "\n", encoding="utf-8")
    by = ["horizon", "reference_class"]
    told = run(capsys, "backtest", str(panel), "--by", *by, "--language", lang)
    widths = [screen_width(line) for line in told.out.splitlines()]
    assert max(widths) <= 100
    assert len(set(widths[1:-3])) == 1, "columns are straight"


def test_backtest_shows_a_dash_where_there_is_no_score(capsys, tmp_path):
    panel = tmp_path / "p.csv"
    lines = [f"s,{year},5,percent" for year in range(2014, 2018)]
    panel.write_text("series_id,year,value,kind\n" + "\n".join(lines) + "\n", encoding="utf-8")
    told = run(capsys, "backtest", str(panel))
    assert "nan" not in told.out
    assert "–" in told.out


GOALS = "series_id,year,direction,value\n"


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("01001,2020,at_least,950", "950 is outside 0 to 100"),
        ("01001,2020,at_most,-1", "-1 is outside 0 to 100"),
        ("count,2020,at_least,-1", "-1 is outside 0 to inf"),
    ],
)
def test_a_target_that_its_series_cannot_have_is_refused(capsys, tmp_path, row, wrong):
    (tmp_path / "o.csv").write_text(OBSERVATIONS + "count,2017,950,count\n", encoding="utf-8")
    (tmp_path / "t.csv").write_text(f"{GOALS}count,2020,at_least,950\n{row}\n", encoding="utf-8")
    files = [str(tmp_path / name) for name in ("o.csv", "t.csv", "f.csv")]
    done = run(capsys, "forecast", files[0], "--targets", files[1], "--out", files[2])
    assert done.code == 3
    assert f"targets: targets, row 2: {wrong}." in done.err
    assert not Path(files[2]).exists()


@pytest.mark.parametrize(
    ("figures", "level", "told"),
    [
        ("a,2016,0.71,percent\na,2017,1,percent\n", 0.8, "every figure of a lies between 0 and 1"),
        ("a,2016,93,percent\na,2017,94.2,percent\n", 0.95, "a target of a is at most 1"),
        ("a,2016,0,percent\na,2017,1,percent\n", 1, ""),
        ("a,2016,0.7,count\na,2017,0.8,count\n", 0.9, ""),
        ("a,2016,0.7,percent\na,2017,1.8,percent\n", 0.9, ""),
        ("a,2016,97.1,percent\na,2017,97.4,percent\n", 98, ""),
    ],
)
def test_percentages_that_look_like_shares_are_pointed_out(capsys, tmp_path, figures, level, told):
    (tmp_path / "o.csv").write_text("series_id,year,value,kind\n" + figures, encoding="utf-8")
    (tmp_path / "t.csv").write_text(f"{GOALS}a,2020,at_least,{level}\n", encoding="utf-8")
    files = [str(tmp_path / name) for name in ("o.csv", "t.csv", "f.csv")]
    done = run(capsys, "forecast", files[0], "--targets", files[1], "--out", files[2])
    assert done.code == 0
    lines = [line for line in done.err.splitlines() if line.startswith("check: ")]
    assert [told in line for line in lines] == ([True] if told else [])


def test_forecast_fails_where_every_series_is_refused(capsys, tmp_path):
    (tmp_path / "bad.csv").write_text("series_id,year,value,kind\na,2020,120,percent\n")
    out = tmp_path / "out.csv"
    done = run(capsys, "forecast", str(tmp_path / "bad.csv"), "--out", str(out))
    assert done.code == 3
    assert "every series was refused" in done.err
    assert "outside 0 to 100" in out.read_text(encoding="utf-8")


def test_audit_prints_findings_with_their_arithmetic_and_writes_them(capsys, tmp_path):
    done = run(capsys, "audit", "--out", str(tmp_path / "audit.csv"))
    assert done.code == 0
    assert "64.01 − 49.52 = 14.49 points" in done.out
    assert "68.70 − 50.12 = 18.58 points" in done.out
    rows = (tmp_path / "audit.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 20


def test_audit_speaks_chinese(capsys):
    assert "户籍" in run(capsys, "audit", "--language", "zh").out


@pytest.mark.parametrize(
    ("words", "settings", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ([], {"LANG": "tr_TR.UTF-8", "LC_MESSAGES": "zh_TW.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "URBANSTATS_LANGUAGE": "en"}, "en"),
        (["--language", "zh"], {"URBANSTATS_LANGUAGE": "en"}, "zh"),
        (["--language=zh"], {}, "zh"),
        (["--area", "zh"], {}, "en"),
        (["--language"], {}, "en"),
    ],
)
def test_a_command_speaks_as_it_is_asked_then_as_is_set_then_as_the_machine(
    capsys, monkeypatch, words, settings, language
):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    done = run(capsys, "nigthly", *words)
    assert done.code == 2
    assert done.err.startswith(
        {"en": "urbanstats: parameters: ", "zh": "urbanstats：参数："}[language]
    )
    assert done.err.endswith("[PAR-WORDS]\n")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "settings", "written"),
    [
        ([], {"LC_ALL": "zh_CN.UTF-8"}, "en"),
        ([], {"LC_ALL": "tr_TR.UTF-8"}, "en"),
        ([], {"URBANSTATS_LANGUAGE": "zh"}, "zh"),
        (["--language", "en"], {"URBANSTATS_LANGUAGE": "zh"}, "en"),
        (["--language", "zh"], {"LC_ALL": "C"}, "zh"),
    ],
)
def test_files_never_depend_on_the_language_of_the_machine(
    capsys, monkeypatch, tmp_path, words, settings, written
):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    run(capsys, "audit", "--out", str(tmp_path / "audit.csv"), *words)
    chinese = "户籍" in (tmp_path / "audit.csv").read_text(encoding="utf-8")
    assert chinese == (written == "zh")


@pytest.mark.parametrize(
    ("settings", "words", "language"),
    [
        ({"LC_ALL": "zh_CN.UTF-8"}, [], "en"),
        ({"URBANSTATS_LANGUAGE": "zh"}, [], "zh"),
        ({}, ["--language", "zh"], "zh"),
    ],
)
def test_a_night_writes_english_unless_asked_or_set(
    capsys, monkeypatch, tmp_path, settings, words, language
):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    nights = []

    def stop(night, plan):
        nights.append(night)
        raise errors.LockedError("NIGHT-LOCKED", where="x")

    monkeypatch.setattr("urbanstats.nightly.night.list_jobs", stop)
    assert run(capsys, "nightly", "--out", str(tmp_path), *words).code == 6
    assert nights[0].language == language


def test_what_stands_before_the_command_counts_too(capsys, tmp_path):
    out = tmp_path / "audit.csv"
    done = run(capsys, "--language", "zh", "audit", "--out", str(out))
    assert "户籍" in done.out
    assert "户籍" in out.read_text(encoding="utf-8")


def test_a_setting_that_is_no_language_is_refused(capsys, monkeypatch):
    monkeypatch.setenv("URBANSTATS_LANGUAGE", "fr")
    done = run(capsys, "audit")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "urbanstats: parameters: URBANSTATS_LANGUAGE: 'fr' is not a language of this package. "
        "'en' or 'zh' is expected: write one of the two, or unset it.  [PAR-LANGUAGE]\n"
    )


def helped(capsys, *words):
    with pytest.raises(SystemExit) as left:
        cli.main([*words, "--help"])
    assert left.value.code == 0
    return capsys.readouterr().out


def names_of_commands():
    parser = cli.build_parser()
    return [name for action in parser._actions for name in action.choices or () if len(name) > 2]


@pytest.mark.parametrize("command", ["", *names_of_commands()])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_help_of_every_command_is_in_one_language(capsys, monkeypatch, command, lang):
    monkeypatch.setenv("COLUMNS", "90")
    told = helped(capsys, "--language", lang, *([command] if command else []))
    assert told.startswith(say("cli_usage", lang) + "urbanstats")
    assert told.count(say("cli_usage", lang)) == 1
    assert bool(re.search("[\u4e00-\u9fff]", told)) == (lang == "zh")
    for english in ("usage:", "options:", "show this"):
        assert (english in told) == (lang == "en")
    assert max(map(screen_width, told.splitlines())) <= 90


def test_every_phrase_of_the_help_is_shown(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "2000")
    told = "".join(helped(capsys, *words) for words in ([], *([c] for c in names_of_commands())))
    helps = {key: it["en"] for key, it in read_words("commands").items() if key[:5] == "help_"}
    assert len(helps) > 20
    assert [key for key, text in helps.items() if text not in told] == []


def test_success_is_told_in_chinese(capsys, tmp_path):
    observations, out = tmp_path / "o.csv", tmp_path / "f.csv"
    observations.write_text(OBSERVATIONS, encoding="utf-8")
    words = ["forecast", str(observations), "--out", str(out), "--as-of", "2018-06-08"]
    told = run(capsys, *words, "--language", "zh")
    assert told.out == f"{out}：2个序列，共4行\n未预测b：'oops'不是数字\n"


def test_a_screen_without_chinese_shows_question_marks(monkeypatch):
    screen = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", screen)
    assert cli.main(["audit", "--language", "zh"]) == 0
    screen.flush()
    assert b"????" in screen.buffer.getvalue()
