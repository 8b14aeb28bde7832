"""Crisis and sensitive text and tags: asked before anything else reads or stores a text."""
