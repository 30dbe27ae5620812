"""The quizzes of lesson 13; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Mistake, Quiz

# A network's last layer is linear and has three outputs; for one example they are (2.0, −1.0, 0.5).
# What does the −1.0 say?
Quiz(
    "13.quiz_logits",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="The outputs are logits: scores of either sign, of which only differences matter. Softmax, inside the loss, "
    "turns them into probabilities; a ReLU there would make all unlikely classes alike.",
    reread="Lecture 13, “Logits and probabilities”",
    wrong={
        "a": Mistake(
            "logit-for-probability",
            "You took the outputs for probabilities. They become probabilities by softmax; before it they may be any "
            "numbers.",
            "Lecture 13, “Logits and probabilities”",
        ),
        "b": Mistake(
            "negative-is-impossible",
            "A low score makes a class unlikely, never impossible: e to any power is above 0.",
            "Lecture 13, “Logits and probabilities”",
        ),
        "d": Mistake(
            "relu-at-the-end",
            "A ReLU in the last layer would make every negative score 0. These three outputs are as they should be.",
            "Lecture 13, “From the inputs to the logits”",
        ),
    },
)

# A network for three classes is trained; all training examples are classified rightly, but the loss stays above 0.55.
# Which explanation fits?
Quiz(
    "13.quiz_loss_floor",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="The second softmax gets numbers between 0 and 1 instead of logits: at best (1, 0, 0), and then its "
    "probability is e/(e + 2) = 0.576, the loss log(1 + 2/e) = 0.551. Give the loss the logits.",
    reread="Lecture 13, “Logits and probabilities”",
    wrong={
        "a": Mistake(
            "blame-the-rate",
            "A rate that is too large makes a loss jump or grow. This one comes down to a certain number and no "
            "further.",
            "Lecture 13, “Logits and probabilities: softmax twice”",
        ),
        "c": Mistake(
            "network-too-small",
            "A network that classifies every training example rightly could lower its loss further by larger logits "
            "alone, without one more unit.",
            "Lecture 13, “Logits and probabilities”",
        ),
        "d": Mistake(
            "floor-of-the-classes",
            "With any number of classes the cross-entropy can come as near to 0 as one likes: whoever is sure and "
            "right pays next to nothing.",
            "Lecture 13, “Logits and probabilities: softmax twice”",
        ),
    },
)
