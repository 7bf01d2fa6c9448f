"""The clock: what we start ourselves."""
