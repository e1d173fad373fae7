"""The data desk: upload, report, preview, publishing, history."""
