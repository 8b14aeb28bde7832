"""Importers: one public format a file."""
