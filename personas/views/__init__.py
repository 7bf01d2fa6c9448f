"""How each noun looks in Slack: pure functions from values to block dicts, ids beside them."""
