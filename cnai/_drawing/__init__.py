"""Drawing: a sheet with panels, marks with one code for firmness, and the table read back from what was drawn."""
