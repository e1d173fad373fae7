"""HTML of what the data says: cards, accounts, sources. The same on the page and in the files taken from it."""
