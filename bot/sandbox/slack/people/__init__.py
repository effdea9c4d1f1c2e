"""What people do in Slack's client: sends what Slack sends, refuses what it refuses."""
