"""The quizzes of lesson 06; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Mistake, Quiz

from .shared import RIDGE

# What does a penalty do to the loss on the training data, measured without the penalty, at the new minimum?
Quiz(
    "06.quiz_training_loss",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="Least squares has the smallest training loss of all θ; any other θ, the penalised one too, has the same "
    "or a larger one. What may fall is the loss on new data.",
    reread=RIDGE,
    wrong={
        "b": Mistake(
            "simpler-fits-better",
            "You mixed up the training data with new data. On the data of the fit nothing is lower than the minimum "
            "without a penalty.",
            "Lecture 06, “A fit that is too good”",
        ),
        "c": Mistake(
            "training-loss-unmoved",
            "You kept the training loss where it was while θ moves. It can only stay if another θ has the same "
            "smallest loss.",
            "Lecture 06, “Ridge: one more term in the normal equation”",
        ),
        "d": Mistake(
            "negative-penalty",
            "A λ below 0 would reward large weights instead of penalising them. λ is 0 or more, and the answer does "
            "not wait for its sign.",
            "Lecture 06, “Ridge: one more term in the normal equation”",
        ),
    },
)

# Your loss is 1/m ‖Xb θ − y‖² + λ‖w‖² with m = 12 and λ = 0.5. Which alpha gives scikit-learn's Ridge the same θ?
Quiz(
    "06.quiz_convention",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="scikit-learn's Ridge has the sum of the squares, not their mean: multiply the loss by m, and λ becomes mλ "
    "= 6. Never copy a λ without its loss.",
    reread=RIDGE,
    wrong={
        "a": Mistake(
            "lambda-copied",
            "You copied λ. The two losses weigh the squares differently: one takes their mean, the other their sum.",
            "Lecture 06, “The same λ in other books”",
        ),
        "b": Mistake(
            "divided-by-m",
            "You went the other way. To make a sum of the mean the whole loss is multiplied by m, and its penalty "
            "with it.",
            "Lecture 06, “The same λ in other books”",
        ),
        "c": Mistake(
            "half-in-front",
            "You looked for a factor ½, which some books have in front of the squares. Neither of these two losses "
            "has one.",
            "Lecture 06, “The same λ in other books”",
        ),
    },
)
