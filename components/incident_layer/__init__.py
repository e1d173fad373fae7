"""The one drawing of the incidents in a browser: its scripts, and the data they are told. No Folium, no Streamlit."""
