"""One HTML file that needs nothing else: a view or a story with its map, texts and sources, opened from disk."""
