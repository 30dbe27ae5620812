"""The quiz of lesson 03."""

from autograder.declaring import Quiz

Quiz(
    "03.quiz_batch",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="Duplicating every row doubles the sum and B alike: the mean, and with it the gradient and the step, stay.",
    reread="Lecture 03, “Step 1: the loss”",
)
