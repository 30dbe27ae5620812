"""The quizzes of lesson 10; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Quiz

# Which sentence is right?
Quiz(
    "10.quiz_what_it_is",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="Backpropagation is the chain rule in an order that computes nothing twice: it returns numbers and changes no "
    "weight. The optimizer decides which step is made with the gradient.",
    reread="Lecture 10, “Backpropagation is not gradient descent”",
)

# Predict, without running: a network 4–5–3 with all weights and biases 0. What does backpropagation give in the first
# step for the weights of the hidden layer, dW of layer 1?
Quiz(
    "10.quiz_zero_weights",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="δ of the hidden layer is δ of the output passed back through the output's weights, and these are 0. For the "
    "same reason a gradient check at 0 proves little: most mistakes give zeros there too.",
    reread="Lecture 10, “The four equations”",
)
