"""The open API, `/api/v1`: the page's tables as JSON, CSV and GeoJSON, under the page's own filter parameters."""
