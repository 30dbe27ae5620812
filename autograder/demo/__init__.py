"""`autograder demo`: a class of made students, graded from release to report.

classroom  a declared function as a student's cell; a released notebook in a student's hands
members    who hands in what, and what is to be said of it
run        the course of the demo, and its table
"""
