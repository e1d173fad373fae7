"""What Streamlit leaves out: asset and data routes, security headers, the document's language on the first byte."""
