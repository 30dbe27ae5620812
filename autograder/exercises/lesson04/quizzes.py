"""The quizzes of lesson 04; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Quiz

# Batches of 16 instead of 8, with the same rate and as many epochs: what changes?
Quiz(
    "04.quiz_batch_size",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="The mean over all batches is the full gradient for every size; the variance is σ²/B (m − B)/(m − 1), and a "
    "pass makes m/B steps. The batch size changes the path and how far it hovers in the end, not just the speed.",
    reread="Lecture 04, “How noisy is a mini-batch?”",
)

# Two consecutive mini-batches have the same error to eight digits. What do you know?
Quiz(
    "04.quiz_stopping",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="The two errors belong to two functions, one for each batch; that they agree may be chance. Rows 10, 6 and 1 "
    "of the toy batch stop such a rule after two updates, far from the minimum. Test the gradient of all rows.",
    reread="Lecture 04, “When to stop”",
)
