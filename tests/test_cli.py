"""Words become calls, results become a few lines, errors become one line."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from urbanstats import __version__, cli, errors


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
    error = getattr(errors, kind)("CODE", where="here", wrong="it is wrong", expected="A", do="b")

    def fail(asked):
        raise error

    monkeypatch.setattr("urbanstats.cli.night.verify", fail)
    done = run(capsys, "verify", ".")
    assert done.code == code
    assert done.err == f"urbanstats: {step}: here: it is wrong. A: b.  [CODE]\n"


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
    from urbanstats.nightly.storage import hash_file

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
    assert told.out.startswith("Backtest(1 series, origins 2016 to 2019: ")
    assert set(out.read_text(encoding="utf-8").split("\n")[1].split(",")[:1]) == {"pooled"}


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
