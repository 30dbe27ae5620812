"""Wrap-up two, lectures 05 to 08: questions that mix them; the question of each stands in the homework."""

from autograder.declaring import Mistake, Quiz

# Weights under three λ: one method halves them, one subtracts.
Quiz(
    "W2.quiz_halved_or_cut",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="Ridge divides every weight by the same 1 + λ/curvature: none becomes 0. The lasso takes the same amount from "
    "every weight and stops at 0, which is soft thresholding.",
    wrong={
        "a": Mistake(
            "ridge-and-lasso-exchanged",
            "You exchanged the two. Which of λw² and λ|w| still pulls with full strength when w is nearly 0?",
            "Lecture 06, “Lasso: absolute values”",
        ),
        "b": Mistake(
            "scales-blamed",
            "You explain zeros by scales. Ridge multiplies every weight by a factor that is never 0, whatever the "
            "scale of its column.",
            "Lecture 06, “What ridge does to each direction”",
        ),
        "d": Mistake(
            "no-exact-zeros",
            "You do not expect exact zeros at a minimum. Where |w| has its corner, a whole range of slopes of the "
            "data leads to w = 0.",
            "Lecture 06, “Diamond and circle”",
        ),
    },
)

# Scores 0.2 and 0.5 of two classes: which class, which probability?
Quiz(
    "W2.quiz_two_scores",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="p̂₁ = e^0.5/(e^0.2 + e^0.5) = σ(0.5 − 0.2) = σ(0.3) = 0.574: only the difference of the scores counts.",
    wrong={
        "a": Mistake(
            "score-against-one-half",
            "You compared a score with ½. It is the probability that is compared with ½, and the score with 0.",
            "Lecture 07, “From probability to class”",
        ),
        "c": Mistake(
            "sigmoid-for-each-class",
            "You took σ(0.5), a sigmoid for class 1 alone. The other class's score counts as well, and the "
            "probabilities add up to 1.",
            "Lecture 08, “Two classes: not a sigmoid for each”",
        ),
        "d": Mistake(
            "shares-of-scores",
            "You took the share 0.5/0.7 of the scores. Scores may be negative, and only their differences count; "
            "shares of exponentials do that.",
            "Lecture 08, “Softmax”",
        ),
    },
)

# Adam from m = v = 0, η = 0.1, g = 4, with and without corrections.
Quiz(
    "W2.quiz_first_adam_step",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="With the corrections m̂ = 4 and v̂ = 16: the step is η · 4/4. Without them m = 0.4 and √v = √0.016 = 0.126: "
    "the step is 0.1 · 0.4/0.126 = 0.316, too long, since v is the more underestimated of the two.",
    wrong={
        "b": Mistake(
            "second-average-forgotten",
            "You shrank the step by 1 − β₁ only. Without the correction √v is too small, too, and by more.",
            "Lecture 05, “Predict 7: without the correction”",
        ),
        "c": Mistake(
            "plain-gradient-step",
            "You computed ηg, a step of gradient descent. Adam divides by the size of the gradients that it has seen.",
            "Lecture 05, “What Adam's step measures”",
        ),
        "d": Mistake(
            "corrections-exchanged",
            "You exchanged the two. Put m̂ = m/(1 − β₁) and v̂ = v/(1 − β₂) in, and the gradient's size cancels.",
            "Lecture 05, “Adam: two averages, and why they are corrected”",
        ),
    },
)

# New rows are standardised by their own mean; one row comes alone.
Quiz(
    "W2.quiz_one_new_row",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="The mean of one row is the row, so every standardised feature is 0 and the score is b. Scaling is part of "
    "the model: mean and spread are those of the training rows, for ever.",
    wrong={
        "a": Mistake(
            "any-mean-will-do",
            "You take any mean of a column for the same number. The weights were fitted to differences from the "
            "training rows' mean.",
            "Lecture 07, “Scaling”",
        ),
        "b": Mistake(
            "class-survives",
            "You expect the sign of the score to survive. What is left of the features when a row is measured "
            "from itself?",
            "Lecture 07, “Scaling: what the test set may not know”",
        ),
        "d": Mistake(
            "error-expected",
            "You wait for an error message. NumPy takes the mean of one number without a word; that is what makes "
            "this mistake last.",
            "Lecture 07, “Scaling: columns that are constant”",
        ),
    },
)

# Probabilities whose columns add up to 1, and whose rows do not.
Quiz(
    "W2.quiz_column_sums",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="Axis 0 runs over the examples: a row's probabilities then depend on which other rows are in the batch. The "
    "sum over the classes is `sum(axis=1, keepdims=True)`.",
    wrong={
        "a": Mistake(
            "any-sum-of-one",
            "You accept any sum of 1. One example has one class: it is the probabilities of one row that add up to 1.",
            "Lecture 08, “From probability to class”",
        ),
        "b": Mistake(
            "sigmoids-suspected",
            "You suspect sigmoids. Their values stand alone, and neither rows nor columns would add up to 1 as "
            "they do here.",
            "Lecture 08, “Two classes: not a sigmoid for each”",
        ),
        "c": Mistake(
            "shift-of-columns",
            "You suspect the shift. Subtracted along the wrong axis it changes the numbers, but each row is "
            "divided by its own sum afterwards and adds up to 1.",
            "Lecture 08, “Numbers that overflow”",
        ),
    },
)

# All targets + 100: the predictions of one fit rise by 100, of another by 71.
Quiz(
    "W2.quiz_shifted_targets",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="With a free bias the shift goes into b, at no cost, for every λ and every scale of the columns. A penalised "
    "bias has to pay for it, so B shrinks all predictions towards 0, whatever 0 means.",
    wrong={
        "a": Mistake(
            "larger-penalty",
            "You look for it in λ. With a free bias the predictions follow the targets for every λ; they only get "
            "flatter.",
            "Lecture 06, “Why the bias goes free”",
        ),
        "b": Mistake(
            "scale-blamed",
            "You look for it in the scales. They decide which weights are held most; a shift of all targets needs "
            "no weight.",
            "Lecture 06, “One scale for all features”",
        ),
        "c": Mistake(
            "more-updates",
            "You expect more updates to mend it. A penalised loss has its own minimum, and this one is not where "
            "you want to arrive.",
            "Lecture 06, “Why the bias goes free”",
        ),
    },
)

# y = 0; p̂ from 0.9 to 0.99: the loss, and its slope by z.
Quiz(
    "W2.quiz_sure_and_wrong",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="The loss is −log(1 − p̂): −log 0.1 = 2.30 and −log 0.01 = 4.61. Its slope is p̂ − y, 0.9 and 0.99: σ′ "
    "cancels, and the slope of a row is never longer than 1.",
    wrong={
        "b": Mistake(
            "loss-and-slope-exchanged",
            "You exchanged the two. Which one is a logarithm, and which one is a difference?",
            "Lecture 07, “Predict 2: how much worse is being sure and wrong?”",
        ),
        "c": Mistake(
            "slope-of-sigmoid-kept",
            "You kept σ′ in the slope. The logarithm's slope, 1/p̂ or 1/(1 − p̂), cancels it; that is why this "
            "loss belongs to the sigmoid.",
            "Lecture 07, “The gradient: σ′ cancels”",
        ),
        "d": Mistake(
            "logarithm-forgotten",
            "You forgot the logarithm: of ten times less it makes 2.3 more.",
            "Lecture 07, “The log loss”",
        ),
    },
)

# A valley 100 times as steep across as along, turned by 45°.
Quiz(
    "W2.quiz_turned_valley",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="In the turned valley both entries of the gradient are alike, so rates for each parameter have nothing to "
    "tell apart. Momentum knows no axes: steps across cancel, steps along add up.",
    wrong={
        "a": Mistake(
            "rates-know-directions",
            "You let a rate for each parameter mend every valley. It helps where parameters differ, not where "
            "directions do.",
            "Lecture 05, “Predict 5: a steeper valley, and a turned one”",
        ),
        "b": Mistake(
            "rmsprop-arrives",
            "You expect RMSprop to arrive. Near the minimum it divides small gradients by their own size, so with "
            "a constant rate its steps stay long.",
            "Lecture 05, “Predict 6: near the minimum”",
        ),
        "c": Mistake(
            "smaller-is-safer",
            "You make a crawling descent slower. Its best rate was taken already; along the valley each update "
            "then does even less.",
            "Lecture 05, “Why gradient descent is slow in a valley”",
        ),
    },
)

# 10 classes, 500 rows, Θ = 0: 2.303, 0.230 or 1151?
Quiz(
    "W2.quiz_first_losses",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="At Θ = 0 every class has the probability 1/10, and each row costs log 10 = 2.303, whatever its class. 0.230 "
    "is a mean over m · K entries, 1151.3 a sum over the 500 rows.",
    wrong={
        "b": Mistake(
            "classes-averaged",
            "You average over the classes. A row pays once, for the probability of its own class, −log p̂ of that "
            "class.",
            "Lecture 08, “The loss of one row”",
        ),
        "c": Mistake(
            "factor-means-nothing",
            "You call a factor harmless. It has the same minimum, but it multiplies every step, so that η means "
            "something else.",
            "Lecture 06, “The same λ in other books”",
        ),
        "d": Mistake(
            "unknown-before-training",
            "You let it depend on the data. With equal scores every class is equally likely in every row, so the "
            "loss of knowing nothing is known.",
            "Lecture 08, “Back to the digits”",
        ),
    },
)

# w = 5, the data's gradient 0, λ = 0.01, η = 0.1: Adam with λw, and AdamW.
Quiz(
    "W2.quiz_decay_or_penalty",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="Adam divides the gradient 0.05 by its own size: the first step is η = 0.1, for every λ. Decay beside the "
    "rule takes ηλw = 0.005. For plain gradient descent the two are one.",
    wrong={
        "a": Mistake(
            "decay-is-l2-for-all",
            "You carry over what holds for gradient descent. Adam divides its gradient by its size, and the "
            "penalty's part with it.",
            "Lecture 06, “Weight decay is not L2 for Adam”",
        ),
        "c": Mistake(
            "a-and-b-exchanged",
            "You exchanged the two. Which program gives the penalty to a rule that divides by its size?",
            "Lecture 06, “Weight decay is not L2 for Adam”",
        ),
        "d": Mistake(
            "penalty-not-seen",
            "You let Adam look at the data alone. To an optimizer a gradient is a gradient; where its parts come "
            "from it does not know.",
            "Lecture 05, “An optimizer is a rule with a memory”",
        ),
    },
)
