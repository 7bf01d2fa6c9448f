"""Ratios in one run: our look-up against a bare Bolt app and against the HTTP floor."""
