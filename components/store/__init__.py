"""Published batches and revisions: what an editor publishes is there whole or not at all, and can be undone."""
