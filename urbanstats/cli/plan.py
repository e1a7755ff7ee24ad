"""Commands about the plan itself."""

from __future__ import annotations

import argparse

from urbanstats.cli.parser import add_parser


def add_audit(commands: argparse._SubParsersAction) -> None:
    """Add the command `audit` and its options."""
    words = add_parser(commands, "audit", "help_audit")
    words.add_argument("--as-of", metavar="DATE", default="", help="help_audit_as_of")
    words.add_argument("--out", metavar="FILE", help="help_audit_out")
    words.set_defaults(command=audit)


def audit(asked: argparse.Namespace) -> None:
    """Print what the plan's own numbers tell before any forecast."""
    from urbanstats.outlook.audit import audit_plan
    from urbanstats.outlook.files import write_table
    from urbanstats.plan.tables import load_plan
    from urbanstats.present.audit import audit_table, audit_text

    plan = load_plan()
    findings = audit_plan(plan, asked.as_of or None)
    print(audit_text(findings, plan, asked.lang))
    if asked.out:
        print(write_table(audit_table(findings, asked.language), asked.out))
