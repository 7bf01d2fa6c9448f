"""A Slack in a browser tab: try the bot and test the bot without a workspace. Imports nothing of ours."""
