"""A class graded: many submissions, kept so that nothing is lost and nothing is graded twice.

class_list  who is graded, by nbgrader's settings
batch       the submissions of an assignment, several at once; writes nothing
keeping     `grade_assignment`: notebooks, journal, gradebook and results.jsonl of a batch
journal     what was graded already, with a key of everything that it depends on
submission  one student's result, and its way to results.jsonl and back
gradebook   a result becomes a score in nbgrader's gradebook: here and nowhere else
standing    results and gradebook joined: what the pages show
regrade     who would gain and who would lose
"""
