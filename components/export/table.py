"""The incidents of a view as the table that the intake reads, with what an analyst would look up beside it."""

from __future__ import annotations

import pandas as pd

from components.domain.export_columns import DERIVED_COLUMNS, STAMP_COLUMNS
from components.domain.merge import LINKS, SOURCE_IDS, named_source
from components.domain.tables import text_frame
from components.export.extract import Extract
from components.export.stamp import stamp
from components.i18n.phrases import site_name


def stored_columns(extract: Extract) -> pd.DataFrame:
    """Every cell as the incidents' file would hold it, but `source_urls`, links, for the ids of the sources."""
    resource = extract.dataset.schema.resources["incidents"]
    table = text_frame(resource, extract.incidents)
    named = {identifier: named_source(row) for identifier, row in extract.dataset.source_rows.items()}
    cells = [" | ".join([named[part] for part in cell]) for cell in extract.incidents["source_ids"]]
    table[SOURCE_IDS] = pd.Series(cells, index=table.index, dtype="str")
    return table.rename(columns={SOURCE_IDS: LINKS})


def derived_columns(extract: Extract) -> pd.DataFrame:
    """`DERIVED_COLUMNS`, typed: where it is, in words and in degrees; its standing; what is contested."""
    incidents = extract.incidents
    names = {code: site_name(extract.translator, extract.dataset, code) for code in extract.dataset.site_rows}
    columns = (
        incidents["site_id"].map(names).fillna("").astype("str"),
        incidents["place_latitude"],
        incidents["place_longitude"],
        incidents["grade"].astype("str"),
        pd.Series([", ".join(cell) for cell in incidents["contested_fields"]], index=incidents.index, dtype="str"),
    )
    return pd.DataFrame(dict(zip(DERIVED_COLUMNS, columns, strict=True)))


def stamp_columns(extract: Extract) -> pd.DataFrame:
    """`STAMP_COLUMNS` as text: see there."""
    said = stamp(extract)
    on_first = {"marsad_view": said.view, "marsad_parameters": said.parameters, "marsad_made": said.made}
    on_first["marsad_citation"] = said.citation
    table = pd.DataFrame("", index=extract.incidents.index, columns=list(STAMP_COLUMNS), dtype="str")
    table["marsad_revision"] = said.revision
    table["marsad_licence"] = said.licence
    if len(table):
        table.loc[table.index[0], list(on_first)] = list(on_first.values())
    return table
