"""The planner's desk: a panel to explore in, sheets out and returns in, tables to take away."""
