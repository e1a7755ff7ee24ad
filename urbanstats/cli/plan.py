"""Commands about the plan itself."""

from __future__ import annotations

import argparse


def add_audit(commands: argparse._SubParsersAction) -> None:
    """Add the command `audit` and its options."""
    words = commands.add_parser(
        "audit", help="ask whether the plan agrees with itself", allow_abbrev=False
    )
    words.add_argument("--as-of", metavar="DATE", default="", help="default: the plan's own day")
    words.add_argument("--language", choices=("zh", "en"), default="en")
    words.add_argument("--out", metavar="FILE", help="CSV, Excel or Parquet for the findings")
    words.set_defaults(command=audit)


def audit(asked: argparse.Namespace) -> None:
    """Print what the plan's own numbers tell before any forecast."""
    from urbanstats.outlook.audit import audit_plan
    from urbanstats.outlook.files import write_table
    from urbanstats.plan.tables import load_plan
    from urbanstats.present.audit import audit_table, audit_text

    plan = load_plan()
    findings = audit_plan(plan, asked.as_of or None)
    print(audit_text(findings, plan, asked.language))
    if asked.out:
        print(write_table(audit_table(findings, asked.language), asked.out))
