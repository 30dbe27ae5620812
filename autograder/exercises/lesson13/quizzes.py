"""The quizzes of lesson 13; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Quiz

# A network's last layer is linear and has three outputs; for one example they are (2.0, −1.0, 0.5).
# What does the −1.0 say?
Quiz(
    "13.quiz_logits",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="The outputs are logits: scores of either sign, of which only differences matter. Softmax, inside the loss, "
    "turns them into probabilities; a ReLU there would make all unlikely classes alike.",
    reread="Lecture 13, “Logits and probabilities”",
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
)
