"""Models as values: one family a file, each with exact additive contributions."""
