"""The sum of scorers, its weights, and the evidence read off it."""
