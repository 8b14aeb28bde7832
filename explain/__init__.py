"""Reasons: evidence in, a kind and true sentence out. Knows no model."""
