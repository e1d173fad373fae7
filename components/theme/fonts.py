"""The packaged typefaces, IBM Plex Sans and its Arabic companion: where their files lie."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

FONT_FILES = {
    "plex-sans.ttf": ("fontpkg_ibm_plex_sans", "IBMPlexSans[wdth,wght].ttf"),
    "plex-sans-arabic-400.ttf": ("fontpkg_ibm_plex_sans_arabic", "IBMPlexSansArabic-Regular.ttf"),
    "plex-sans-arabic-500.ttf": ("fontpkg_ibm_plex_sans_arabic", "IBMPlexSansArabic-Medium.ttf"),
    "plex-sans-arabic-600.ttf": ("fontpkg_ibm_plex_sans_arabic", "IBMPlexSansArabic-SemiBold.ttf"),
}
"""Our name of a font file -> its package and its name there. The Latin one is variable (weights 100 to 700)."""


def font_file(name: str) -> Path:
    """The file of one of `FONT_FILES`. Raises KeyError for another name."""
    package, file = FONT_FILES[name]
    return Path(str(import_module(package).__file__)).parent / "files" / file
