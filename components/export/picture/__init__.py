"""A view as one picture, drawn on the server: an SVG, and the PNG made from it. No browser takes part."""
