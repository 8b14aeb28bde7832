"""Words of feeling and the words around them, by hand: data of recsys.mood.words and recsys.mood.frames."""
