"""The quizzes of lesson 10; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Mistake, Quiz

# Which sentence is right?
Quiz(
    "10.quiz_what_it_is",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="Backpropagation is the chain rule in an order that computes nothing twice: it returns numbers and changes no "
    "weight. The optimizer decides which step is made with the gradient.",
    reread="Lecture 10, “Backpropagation is not gradient descent”",
    wrong={
        "a": Mistake(
            "one-name-for-both",
            "You use one word for two things. One of them computes a gradient, the other one moves the weights with "
            "it; each can be replaced without the other.",
            "Lecture 10, “Backpropagation is not gradient descent”",
        ),
        "c": Mistake(
            "backpropagation-finds-the-minimum",
            "Backpropagation looks for no minimum. It says how the loss changes at the weights as they are now.",
            "Lecture 10, “Backpropagation is not gradient descent”",
        ),
        "d": Mistake(
            "descent-from-the-output",
            "What begins at the output is the order in which derivatives are computed. No weight moves meanwhile; "
            "they all move afterwards, together.",
            "Lecture 10, “The backward pass”",
        ),
    },
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
    wrong={
        "b": Mistake(
            "random-gradient",
            "Backpropagation draws nothing. The same weights and the same rows give the same gradient.",
            "Lecture 10, “The backward pass”",
        ),
        "c": Mistake(
            "zero-is-merely-equal",
            "This is a start with equal weights other than 0. Here δ is passed back through weights that are 0, and "
            "nothing arrives.",
            "Lecture 10, “From layer to layer”",
        ),
        "d": Mistake(
            "zero-makes-nan",
            "A product with 0 is 0. NaN takes a 0/0 or an infinity, and this pass has neither.",
            "Lecture 10, “The four equations”",
        ),
    },
)
