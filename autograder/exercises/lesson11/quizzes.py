"""The quizzes of lesson 11; the question of each stands above it."""

from autograder.declaring import Quiz

# A sigmoid neuron under the quadratic cost has the output 0.99 for y = 0, and its gradient is 0.0098.
# The gradient of another one, with output 0.1 for y = 0, is 0.009. What do the small gradients say?
# a  Both neurons are nearly done.   b  Neither: the first is saturated and wrong, the second is nearly right.
# c  Both are stuck for ever.   d  The rate η is too small for both.
Quiz(
    "11.quiz_small_gradient",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="The gradient is (a − y) σ′(z). It is small where a is near y, and where σ′(z) is near 0, however wrong a is: "
    "a vanishing gradient does not mean that the descent has arrived.",
    reread="Lecture 11, “A neuron that learns slowly”",
)

# The quadratic cost is replaced by the cross-entropy in a network with sigmoid outputs and three hidden layers.
# Which lines of the backpropagation change?
# a  All of them: every δ has another formula.   b  Only those of the biases.
# c  Only the first one, δ of the output layer.   d  None: the cost is only printed.
Quiz(
    "11.quiz_what_changes",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="The cost enters through δ of the output alone; the way back through the layers, and dW and db, come from the "
    "network and stay as they are.",
    reread="Lecture 11, “δ of the output”",
)
