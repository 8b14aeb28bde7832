"""Playlists: a walk over the mood plane in small steps, along what the listener likes."""
