"""Lectures on paper: one PDF a lecture and one of the whole course, for students; with notes, for the lecturer.

lecture    an executed lecture as HTML: answers at the end, or the lecturer's notes beside their cells
sheet      the formulas of the course on two pages
document   a whole page of HTML of one lecture or of all, with its style, fonts, running titles and contents
printing   HTML -> PDF by a headless Chromium
finishing  what Chromium leaves to do in a PDF: links between handouts, its size; and where its headings stand
"""
