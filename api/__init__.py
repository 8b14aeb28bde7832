"""The HTTP service and the command line: the only place with side effects."""
