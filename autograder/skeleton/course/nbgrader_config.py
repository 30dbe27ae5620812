"""A course: nbgrader's layout, graded by the autograder. `autograder settings` lists what else can be set here."""

from autograder import configure

c = get_config()  # noqa: F821  (nbgrader provides it)
c.CourseDirectory.course_id = "statistics"

c.Autograder.exercises = ["exercises"]  # where the exercises are declared; students' code never sees this folder
c.Autograder.helpers = ["toolbox.py"]  # what the notebooks import; it is released beside them
configure(c)
