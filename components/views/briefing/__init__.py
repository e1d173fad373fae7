"""Briefing: the list of stories, and a story as a presentation that fills the screen."""
