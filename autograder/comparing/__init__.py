"""The same submissions graded by nbgrader alone and by us, in copies of the course: what differs, and why.

copies    a copy of the course for each grader
stock     nbgrader's own commands, in processes of their own
process   the process that runs them
evidence  what both graders left of a cell that differs
reasons   why two graders may differ, each with a sentence and in whose favour
explain   which of the reasons it was: by what is there, then by trying
compare   all of it, and the result as a table and as JSON
"""
