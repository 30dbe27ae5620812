"""`make slides`: each lecture as one file of reveal.js, its slides as large as a projector.

blocks.py      the cells of an executed notebook as topics of blocks: paragraphs, lists, code, pictures, explorers
measuring.py   how large each block is in Chromium
packing.py     which blocks stand on which slide (numbers alone)
deck.py        the slides as one file that needs nothing from elsewhere, with or without the lecturer's notes
sheets.py      contact sheets of built decks, to look at
too_large.py   what is larger than a slide and cannot be split
"""
