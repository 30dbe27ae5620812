"""The quizzes of lesson 12; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Mistake, Quiz

# A network 4–5–3 starts with all weights 0.3 and all biases 0. What do its five hidden units do in training?
Quiz(
    "12.quiz_equal_weights",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="Equal weights give equal activations; these and equal weights above give equal gradients, and equal "
    "gradients keep the weights equal. The five units are one unit, five times. Random weights break the tie.",
    reread="Lecture 12, “Hidden units that stay alike”",
    wrong={
        "b": Mistake(
            "time-parts-them",
            "You expect time to part them. Units that are equal get equal gradients in every step.",
            "Lecture 12, “Hidden units that stay alike”",
        ),
        "c": Mistake(
            "equal-is-stuck",
            "You thought of weights 0. With 0.3 the gradient is not 0: all five move, in the same way.",
            "Lecture 12, “All weights zero”",
        ),
        "d": Mistake(
            "rate-parts-them",
            "A rate multiplies the gradients of all five alike. What tells units apart has to be in their weights.",
            "Lecture 12, “The irises and units that stay alike”",
        ),
    },
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
    wrong={
        "a": Mistake(
            "scaling-adds-information",
            "Standardising can be undone by a linear map: nothing was added, nothing was lost.",
            "Lecture 12, “Scaling”",
        ),
        "c": Mistake(
            "too-few-units",
            "Both networks have the same hidden units, and one of them learns. Only the data were prepared "
            "differently.",
            "Lecture 12, “When a network does not learn”",
        ),
        "d": Mistake(
            "softmax-needs-mean-zero",
            "Softmax takes any scores, and the inputs do not reach it directly: between them lies a layer, whose "
            "units suffer first.",
            "Lecture 12, “Scaling: saturated units”",
        ),
    },
)
