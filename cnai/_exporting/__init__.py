"""Tables and verdicts for other programs."""
