"""New documents: a draft of every number, its review by a person, and its place in the tables."""
