"""The desk: what planners and departments hand in and take away, apart from the night's run."""
