"""A class graded: many submissions, kept so that nothing is lost and nothing is graded twice.

class_list  who is graded, by nbgrader's settings
batch       the submissions of an assignment, several at once; writes nothing
keeping     `grade_assignment`: notebooks, journal, gradebook and results.jsonl of a batch
at_work     one grader at a time writes the results of an assignment
journal     what was graded already, with a key of everything that it depends on
work_before whether what a person gave points to is still there, once it was graded again
submission  one student's result, and its way to results.jsonl and back
gradebook   a result becomes a score in nbgrader's gradebook: here and nowhere else
standing    results and gradebook joined: what the pages show
lateness    due dates, extensions and penalties, kept true in the gradebook
items       difficulty and discrimination of each graded cell
anonymous   codes in the place of names
marking     points for answers in words, by the items of a rubric
similar     pairs with unusual parts in common, found by winnowing
scores      results and gradebook for everybody whom the gradebook knows
lms_table   an LMS's CSV file in which cells are filled and every other byte stays
lms_forms   which columns of it are whose; lms_people whose a row is; lms_fill what is written, and what is told
deliveries  by which names an LMS handed out what was handed in
exchange    what nbgrader's exchange needs beside a page
export      nbgrader's own table, without formulas
regrade     who would gain and who would lose; correcting: one exercise graded again, and nothing else changed
"""
