"""Ranking: pure functions from events to ranked items with evidence. No web, no database, no clock."""
