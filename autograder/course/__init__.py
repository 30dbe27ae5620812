"""A course folder as nbgrader lays it out.

config     which folder, and its nbgrader_config.py (light: nothing of nbgrader is loaded)
settings   c.Autograder.NAME: types, defaults, help
late       due dates, extensions and late policies as they are declared; moments: times and spans
configure  `configure(c)`: nbgrader's own commands grade through us
helpers    what notebooks import beyond installed packages
course     Course and Assignment: folders, gradebook, exercises, seeds
honoured   nbgrader's own settings: which of them count
beside     what lies beside the notebooks; whose files win
kernels    the language of a notebook
source     a notebook as it was released, and which of its cells carry points
names      what the code of a cell binds and reads
texts      whether two texts of a cell say the same
others     what the other assignments gave out
whose_check  whether a notebook's `check` is gdkit's
rubric     the items of a mark scheme
checks     checks.json
release    nbgrader's generate step
lecture    a lecture as students get it
bundle     the zip for students
kernel     the exercises in an instructor's own process: `check`, `grade_function`
files, interpreter
"""
