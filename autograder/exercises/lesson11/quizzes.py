"""The quizzes of lesson 11; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Quiz

# A sigmoid neuron under the quadratic cost has the output 0.99 for y = 0, and its gradient is 0.0098.
# The gradient of another one, with output 0.1 for y = 0, is 0.009. What do the small gradients say?
Quiz(
    "11.quiz_small_gradient",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="The gradient is (a − y) σ′(z). It is small where a is near y, and where σ′(z) is near 0, however wrong a is: "
    "a vanishing gradient does not mean that the descent has arrived.",
    reread="Lecture 11, “A neuron that learns slowly”",
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
)
