"""One notebook graded.

grade          align the cells, run them, ask, judge: the only entrance is `grade_notebook`
alignment      the student's cells in the order of the source: aligned is such a cell, places finds them, reach lets
               what a check needs run before it, sections says what is told at graded cells
run            runs cells in the student's process and brings the answers to questions; judges nothing
undefined      why a name that a check needs is not there
hidden         tests with hidden blocks: a second run, of which nothing is shown
kept           what is kept of outputs, cleaned and bounded
answer_key     what students must not see: questions with expected outcomes, verdicts; touches no process
results        what comes out: a graded cell, a graded notebook
notebook_file  the graded notebook as a file
"""
