"""The app as seen by a client that speaks Streamlit's protocol itself, without a browser."""
