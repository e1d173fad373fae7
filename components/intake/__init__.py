"""Bytes of an uploaded file -> normalised rows and a report on every row. No page, no pandas, no guesses."""
