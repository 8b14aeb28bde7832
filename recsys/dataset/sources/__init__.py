"""Importers of public formats, one a file: `read(source) -> Imported`; `registry` knows them by name.

An importer reads the files as their publisher ships them, plain or gzip, and says only what the files say: a
column is left empty rather than guessed. Nothing is downloaded.
"""
