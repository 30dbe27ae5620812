"""Homework in the browser: `python -m publishing.web` builds a folder that any web server can serve."""
