"""A filtered view of one revision -> files that leave with their sources. Plain functions: no Streamlit, no Folium."""
