"""Homework in the browser: a folder of pages that any web server can serve, each a notebook that runs in it."""
