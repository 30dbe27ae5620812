"""Sphinx: what the site looks like. publishing/website/__main__.py prepares its pages and calls it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

project = "gdkit"
author = "the gdkit authors"
copyright = "the gdkit authors; text CC BY 4.0, code BSD-3-Clause"
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.viewcode", "sphinx.ext.githubpages"]
extensions += ["publishing.website.formulas", "publishing.website.reference"]
exclude_patterns = ["_static"]

# notebooks and Markdown
nb_execution_mode = "off"  # publishing/executing.py has run them
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # explorers are brought to life by gdkit/widgets/live.js
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 4
myst_update_mathjax = False
html_math_renderer = "katex"
suppress_warnings = ["misc.highlighting_failure"]  # code of a document with … in it

# the reference
autodoc_member_order = "bysource"
python_use_unqualified_type_names = True
add_module_names = False

# the pages
html_theme = "sphinx_book_theme"
html_title = "gdkit"
html_css_files = ["site.css"]
html_js_files = [("live.js", {"defer": "defer"}), ("site.js", {"defer": "defer"})]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_context = {"default_mode": "auto"}  # without it a first visit is an error of the theme's script
html_theme_options = {
    "navbar_persistent": [],
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "back_to_top_button": False,
}
