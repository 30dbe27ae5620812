"""This repository is an nbgrader course: solutions/ is its source, release/, submitted/, ... are made beside it."""

from pathlib import Path

from autograder import configure

c = get_config()  # noqa: F821  (nbgrader provides it)
c.CourseDirectory.root = str(Path(__file__).parent.resolve()) if "__file__" in globals() else str(Path.cwd())
c.CourseDirectory.course_id = "gdkit"
c.CourseDirectory.source_directory = "solutions"
c.Autograder.exercises = ["autograder.exercises"]
c.Autograder.warm_up = ["scipy.special", "gdkit.datasets"]
c.Autograder.demo = "03"
configure(c)
