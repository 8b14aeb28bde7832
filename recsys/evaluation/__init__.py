"""Protocols, metrics and reports."""
