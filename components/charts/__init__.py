"""A filtered view as Altair charts."""
