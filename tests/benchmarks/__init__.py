"""Benchmarks: run by hand, never by pytest; they report times and assert none."""
