"""Mood."""
