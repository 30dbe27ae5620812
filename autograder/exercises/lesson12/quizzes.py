"""The quizzes of lesson 12; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Quiz

# A network 4–5–3 starts with all weights 0.3 and all biases 0. What do its five hidden units do in training?
Quiz(
    "12.quiz_equal_weights",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="Equal weights give equal activations; these and equal weights above give equal gradients, and equal "
    "gradients keep the weights equal. The five units are one unit, five times. Random weights break the tie.",
    reread="Lecture 12, “Hidden units that stay alike”",
)

# Two students train the same network with the same code, one on centimetres, one on standardized columns, with η = 1.
# The first loss curve jumps up and down, the second one falls. Which explanation fits?
Quiz(
    "12.quiz_scaling",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="A linear map loses no information; it changes the shape of the valley. Large columns with a common offset "
    "make some directions far steeper than others, and the rate has to suit the steepest one.",
    reread="Lecture 12, “Scaling”",
)
