"""What keeps the READMEs true: their printed blocks made again, their command lines read."""
