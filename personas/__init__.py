"""What the product knows: pure values and rules. No SQL, no Slack client, no sibling package."""
