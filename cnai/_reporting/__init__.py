"""The report: one self-contained page with every verdict, claim, chart and estimate."""
