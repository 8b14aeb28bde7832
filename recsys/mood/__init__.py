"""Mood: what a person said of theirs, what their acts suggest, and where a list should stand because of it."""
