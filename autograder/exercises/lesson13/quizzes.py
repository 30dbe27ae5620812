"""The quizzes of lesson 13; the question of each stands above it."""

from autograder.declaring import Quiz

# A network's last layer is linear and has three outputs; for one example they are (2.0, −1.0, 0.5).
# What does the −1.0 say?
# a  There is a mistake: a probability cannot be negative.   b  Class 1 has the probability 0.
# c  Class 1 is the least likely of the three; its probability is e⁻¹/(e² + e⁻¹ + e^0.5).
# d  ReLU was forgotten in the last layer.
Quiz(
    "13.quiz_logits",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="The outputs are logits: scores of either sign, of which only differences matter. Softmax, inside the loss, "
    "makes probabilities of them; a ReLU there would make all unlikely classes alike.",
    reread="Lecture 13, “Logits and probabilities”",
)

# A network for three classes is trained; all training examples are classified rightly, but the loss stays above 0.55.
# Which explanation fits?
# a  The learning rate is too large.   b  The model ends with softmax, and the loss applies softmax once more.
# c  The network is too small.   d  0.55 is the smallest loss that three classes allow.
Quiz(
    "13.quiz_loss_floor",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="The second softmax gets numbers between 0 and 1 instead of logits: at best (1, 0, 0), and then its "
    "probability is e/(e + 2) = 0.576, the loss log(1 + 2/e) = 0.551. Give the loss the logits.",
    reread="Lecture 13, “Logits and probabilities”",
)
