"""What the table of an export has beside the stored columns. The intake knows these and leaves them out silently."""

from __future__ import annotations

DERIVED_COLUMNS = (
    "marsad_site",
    "marsad_latitude",
    "marsad_longitude",
    "marsad_standing",
    "marsad_contested",
)
"""Worked out from the row, its site, sources and claims: where it is, how well it is established."""

STAMP_COLUMNS = (
    "marsad_revision",
    "marsad_licence",
    "marsad_view",
    "marsad_parameters",
    "marsad_made",
    "marsad_citation",
)
"""What the file is: revision and licence on every row, so that a copied row keeps them; the rest on the first row only,
since on each it would double the file."""

EXPORT_COLUMNS = (*DERIVED_COLUMNS, *STAMP_COLUMNS)
