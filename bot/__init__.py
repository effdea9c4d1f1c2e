"""addleads: leads from Slack into Amplemarket sequences, with an account of every row."""

__version__ = "0.1.0"
