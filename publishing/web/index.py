"""index.html: which pages there are, and what they need."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from .page import Page, whole

NEEDS = """<section aria-labelledby="needs"><h2 id="needs">What this needs</h2>
<p>Chrome or Edge 137, Firefox 131, Safari 18.4 or a newer one, on a computer or tablet with 2 GB of memory. Nothing
is installed. Python is fetched once (about 30 MB) and kept by the browser: after that the pages work without a
network.</p>
<p>Your work stays in this browser on this device until you hand it in or export it as a notebook. Nothing else is sent
anywhere. A private window forgets it when it is closed.</p></section>"""


def index(pages: Sequence[Page], course: str, policy: str) -> str:
    """The list of homework and lectures."""
    body = f'<main class="index">\n<h1>{escape(course)}</h1>\n'
    for kind, heading in (("homework", "Homework"), ("lecture", "Lectures whose cells run")):
        rows = [f'<li><a href="{page.address}">{escape(page.title)}</a></li>' for page in pages if page.kind == kind]
        if rows:
            body += f"<h2>{heading}</h2>\n<ul>\n{chr(10).join(rows)}\n</ul>\n"
    return whole(course, policy, f"{body}{NEEDS}\n</main>")
