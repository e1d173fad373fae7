"""A filtered view as a Folium map: base map, sites and one canvas layer of incidents."""
