"""Reading the persona documents a team already has: Markdown, YAML, JSON."""
