"""The quizzes of lesson 04; the question of each stands above it."""

from autograder.declaring import Quiz

# Batches of 16 instead of 8, with the same rate and as many epochs: what changes?
# a  only the time a pass takes; θ moves along the same path
# b  each step goes twice as far, since twice as many rows are summed
# c  half as many steps a pass, each with about half the variance: another path, and a smaller cloud at its end
# d  the mean of the mini-batch gradients: it comes closer to the gradient of all rows
Quiz(
    "04.quiz_batch_size",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="The mean over all batches is the full gradient for every size; the variance is σ²/B (m − B)/(m − 1), and a "
    "pass makes m/B steps. The batch size changes the path and how far it hovers in the end, not just the speed.",
    reread="Lecture 04, “How noisy is a mini-batch?”",
)

# Two consecutive mini-batches have the same error to eight digits. What do you know?
# a  the minimum is reached to about eight digits
# b  nothing about the minimum
# c  the gradient of all rows is short
# d  the learning rate is too small
Quiz(
    "04.quiz_stopping",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="The two errors belong to two functions, one for each batch; that they agree may be chance. Rows 10, 6 and 1 "
    "of the toy batch stop such a rule after two updates, far from the minimum. Test the gradient of all rows.",
    reread="Lecture 04, “The source says …: two batch errors are close”",
)
