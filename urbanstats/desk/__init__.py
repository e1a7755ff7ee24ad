"""What people work with: the panel in which a planner explores targets and scenarios."""
