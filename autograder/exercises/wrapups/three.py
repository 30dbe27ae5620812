"""Wrap-up three, lectures 09 to 13: questions that mix them; the question of each stands in the homework."""

from autograder.declaring import Mistake, Quiz

# 64–30–10: how many parameters?
Quiz(
    "W3.quiz_digits_network",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="Weights 30 · 64 + 10 · 30 = 2220, biases 30 + 10 = 40: one bias for each unit that computes something, none "
    "for inputs.",
    wrong={
        "a": Mistake(
            "biases-forgotten",
            "You counted the weights alone. Each hidden unit and each output has a bias as well.",
            "Lecture 09, “Counting”",
        ),
        "c": Mistake(
            "biases-of-inputs",
            "You gave the inputs a bias, too. An input is no neuron: it computes nothing.",
            "Lecture 09, “What counts as a neuron”",
        ),
        "d": Mistake(
            "units-for-parameters",
            "You counted units. A unit has as many weights as it has inputs, and they are what is learned.",
            "Lecture 09, “Counting”",
        ),
    },
)

# Ratios of a check: hidden layer 0.41, output layer 1e-10.
Quiz(
    "W3.quiz_ratios_of_blocks",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="W² and b² need δ² alone, and they are right. W¹ and b¹ both need δ¹, and both are wrong: the mistake lies "
    "between. A derivative left out or taken of the wrong layer shows like this.",
    wrong={
        "a": Mistake(
            "cost-suspected",
            "You suspect the cost. Every block passes through δ of the output; a wrong one would spoil W² and b², too.",
            "Lecture 10, “The error of the output”",
        ),
        "b": Mistake(
            "step-suspected",
            "You suspect h. It was right for the other blocks, and a poor h costs digits; it does not make the "
            "ratio 0.41.",
            "Lecture 10, “How small a step”",
        ),
        "c": Mistake(
            "blocks-averaged",
            "You average what was kept apart on purpose. A wrong block hides behind right ones, and many wrong "
            "gradients bring the cost down.",
            "Lecture 10, “What a check misses: one ratio for all”",
        ),
    },
)

# Root mean square of activations 1.00, 0.71, 0.50, 0.35, 0.25: why?
Quiz(
    "W3.quiz_initial_spread",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="For equal widths 2/(n_in + n_out) = 1/n_in keeps the spread of the scores, of which ReLU drops the negative "
    "half: the mean square halves in every layer, 0.71 = 1/√2. He's variance is twice as large.",
    wrong={
        "a": Mistake(
            "training-mends-it",
            "You leave it to training. The gradients are as small as what comes through: after many layers hardly "
            "anything is left to learn from.",
            "Lecture 12, “Where the weights start”",
        ),
        "b": Mistake(
            "rate-before-training",
            "You look for a rate before the first update. What shrinks here is a forward pass; no step was made yet.",
            "Lecture 12, “Where the weights start”",
        ),
        "d": Mistake(
            "weights-of-variance-one",
            "You overshoot. A score adds up n_in products, so with variance 1 its mean square is multiplied by "
            "about 100 in every layer before ReLU.",
            "Lecture 12, “Where the weights start”",
        ),
    },
)

# Delta (5, 4), A (5, 6), m = 5: which two lines?
Quiz(
    "W3.quiz_backward_lines",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="dW has the shape of W, (4, 6) = (to, from), and is a mean over rows; db is the mean of the rows of Delta, of "
    "shape (4,). The 1/m stands in each line once.",
    wrong={
        "b": Mistake(
            "from-to",
            "Your dW has the shape (6, 4), that of the transpose. A gradient has the shape of its parameter.",
            "Lecture 10, “The gradients”",
        ),
        "c": Mistake(
            "divided-twice",
            "Your db is divided by m twice: `mean` has done it already.",
            "Lecture 10, “Where the 1/m goes”",
        ),
        "d": Mistake(
            "summed-over-units",
            "You added over the units: that gives one number for each example. A bias belongs to a unit, and all "
            "rows speak to it.",
            "Lecture 10, “Rows or columns”",
        ),
    },
)

# a = 0.98, y = 0: δ under the two costs.
Quiz(
    "W3.quiz_sure_output",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="δ = (a − y) σ′(z) with σ′ = a(1 − a) = 0.0196 for the quadratic cost; for the cross-entropy σ′ cancels and δ "
    "= a − y. The neuron that is sure and wrong learns fifty times as fast.",
    wrong={
        "a": Mistake(
            "costs-exchanged",
            "You exchanged the costs. Which of the two has a logarithm whose slope cancels σ′?",
            "Lecture 11, “Why σ′ cancels”",
        ),
        "b": Mistake(
            "cost-without-influence",
            "You let the cost change nothing. It enters through δ of the output, and there alone.",
            "Lecture 11, “δ of the output”",
        ),
        "d": Mistake(
            "cost-for-its-slope",
            "You computed the costs themselves, ½ · 0.98² and −log 0.02. δ is their slope by z.",
            "Lecture 11, “The two costs”",
        ),
    },
)

# A ReLU unit of the first layer has z < 0 on all rows.
Quiz(
    "W3.quiz_off_everywhere",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="ReLU′ = 0 on all rows makes the unit's δ 0, so the gradients of its weights and of its bias are 0, exactly "
    "and for ever: its inputs are the data and do not move. A smaller rate, a better start or a leaky ReLU "
    "prevent it.",
    wrong={
        "b": Mistake(
            "unit-comes-back",
            "You expect the cost to bring the unit back. It speaks to a weight through the slope of ReLU, and "
            "that is 0 on every row.",
            "Lecture 13, “No way back”",
        ),
        "c": Mistake(
            "only-behind",
            "You stopped one line early. The activation 0 silences the weights behind the unit; the slope 0 "
            "silences those in front.",
            "Lecture 13, “The way back”",
        ),
        "d": Mistake(
            "decay-without-penalty",
            "You give a penalty where none is. Without one, a gradient of 0 means no step.",
            "Lecture 11, “Weights kept small: weight decay”",
        ),
    },
)

# Every row twice, λ/(2m) Σ w²: what becomes of the weights?
Quiz(
    "W3.quiz_rows_twice",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="C₀, a mean, stays; λ/(2m) halves with 2m rows. The same λ is a weaker penalty on a larger file, as it should "
    "be where rows are new.",
    wrong={
        "a": Mistake(
            "penalty-without-m",
            "You looked at C₀ alone. It stays, but the penalty of this cost has an m of its own.",
            "Lecture 11, “What the 1/m does”",
        ),
        "c": Mistake(
            "penalty-grows-with-rows",
            "You let the penalty grow with the rows. Where does m stand in λ/(2m)?",
            "Lecture 11, “What the 1/m does”",
        ),
        "d": Mistake(
            "mean-doubles",
            "You let a mean double. Twice the rows make twice the sum, divided by twice the number.",
            "Lecture 03, “Predict 3: a row twice”",
        ),
    },
)

# Held out: the loss rises, the accuracy stays.
Quiz(
    "W3.quiz_loss_up_accuracy_up",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="The accuracy counts which class is largest; the loss also asks how sure the network is. Larger weights make "
    "training rows cheaper and the wrong held-out rows ever more expensive.",
    wrong={
        "a": Mistake(
            "one-measure",
            "You take the two for one measure. A row with p̂ = 0.51 and one with p̂ = 0.99 count the same for the "
            "accuracy.",
            "Lecture 12, “Loss and accuracy”",
        ),
        "b": Mistake(
            "underfitting-seen",
            "You see too small a network. It has brought its training rows to 0.02: what it lacks is not room.",
            "Lecture 11, “A network that learns by heart”",
        ),
        "c": Mistake(
            "rate-blamed-for-new-rows",
            "You blame the rate. With a rate that is too large the loss of the *training* rows would rise.",
            "Lecture 06, “A fit that is too good”",
        ),
    },
)

# 344 and 342 of 360, one seed each.
Quiz(
    "W3.quiz_two_rows_better",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="A start drawn anew moves the number of right rows by more than two. Several seeds, the same effort for both, "
    "and the spread beside the mean: then something may be said, also that nothing is seen.",
    wrong={
        "a": Mistake(
            "one-seed-decides",
            "You let one seed decide. With another start the order may well be turned.",
            "Lecture 13, “Predict 4: wide or deep?”",
        ),
        "b": Mistake(
            "no-difference-proved",
            "You take a small difference for none. That the two are equal was not shown either: for that the "
            "spread must be known.",
            "Lecture 13, “A fair comparison”",
        ),
        "d": Mistake(
            "tuned-until-it-wins",
            "You give one side more effort, and look at the held-out rows while you do so. Then their number is a "
            "result of the search.",
            "Lecture 13, “A fair comparison”",
        ),
    },
)

# Gradient descent is replaced by Adam in a training loop: what changes?
Quiz(
    "W3.quiz_another_optimizer",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="Backpropagation returns a gradient and changes no weight; an optimizer takes a gradient, whatever it is of, "
    "and makes a step. Adam's squares are squares of first derivatives.",
    wrong={
        "a": Mistake(
            "second-derivatives",
            "You expect second derivatives. Adam's second average is one of squared gradients, entry by entry.",
            "Lecture 05, “Adam: two averages, and why they are corrected”",
        ),
        "c": Mistake(
            "loss-of-the-optimizer",
            "You give the optimizer a loss of its own. What is to be made small stays; only the way there changes.",
            "Lecture 12, “Optimizers on the network”",
        ),
        "d": Mistake(
            "backprop-is-descent",
            "You take the two for one. One computes slopes, the other decides what to do with them.",
            "Lecture 10, “Backpropagation is not gradient descent”",
        ),
    },
)
