"""The Streamlit pages. With `dashboard.py` the only modules that draw widgets."""
