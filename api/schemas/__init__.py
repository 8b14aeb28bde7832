"""Requests and answers of the HTTP interface: models for what comes in, typed dictionaries for what goes out."""
