"""Measurements: each prints a table and writes JSON; never asserted in tests."""
