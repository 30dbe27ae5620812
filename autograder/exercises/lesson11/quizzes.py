"""The quizzes of lesson 11; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Mistake, Quiz

# A sigmoid neuron under the quadratic cost has the output 0.99 for y = 0, and its gradient is 0.0098.
# The gradient of another one, with output 0.1 for y = 0, is 0.009. What do the small gradients say?
Quiz(
    "11.quiz_small_gradient",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="The gradient is (a − y) σ′(z). It is small where a is near y, and where σ′(z) is near 0, however wrong a is: "
    "a vanishing gradient does not mean that the descent has arrived.",
    reread="Lecture 11, “A neuron that learns slowly”",
    wrong={
        "a": Mistake(
            "small-is-done",
            "You read a small gradient as nearly right. The first neuron says 0.99 where 0 is wanted.",
            "Lecture 11, “A neuron that learns slowly”",
        ),
        "b": Mistake(
            "small-is-stuck",
            "You read a small gradient as stuck. The first neuron is slow at first and gets away; the second has "
            "little left to learn.",
            "Lecture 11, “A neuron that learns slowly: how slowly?”",
        ),
        "d": Mistake(
            "blame-the-rate",
            "A larger η would hurry both alike. It does not change that one number is small beside a large error and "
            "the other beside a small one.",
            "Lecture 11, “Is it only the rate?”",
        ),
    },
)

# The quadratic cost is replaced by the cross-entropy in a network with sigmoid outputs and three hidden layers.
# Which lines of the backpropagation change?
Quiz(
    "11.quiz_what_changes",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="The cost enters through δ of the output alone; the way back through the layers, and dW and db, come from the "
    "network and stay as they are.",
    reread="Lecture 11, “δ of the output”",
    wrong={
        "a": Mistake(
            "cost-in-every-delta",
            "You carried the new cost into every layer. Below the output a δ is made of the δ above it and of the "
            "network's weights; no cost appears there.",
            "Lecture 11, “δ of the output: one way back, started twice”",
        ),
        "c": Mistake(
            "only-the-biases",
            "You expect the biases to depend on the cost more than the weights do. db and dW are both made of δ, by "
            "lines that stay as they are.",
            "Lecture 11, “δ of the output”",
        ),
        "d": Mistake(
            "cost-is-only-printed",
            "The cost is what the gradient is the gradient of: its derivative at the output starts the way back.",
            "Lecture 11, “Why σ′ cancels: a cost made to measure”",
        ),
    },
)
