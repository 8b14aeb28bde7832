"""Korean: the final sound of a word, the particles it asks for, counting, quoting."""
