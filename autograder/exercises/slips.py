"""Slips that students make in exercises of several lessons, said once.

    @descent.mistake(says=slips.START_IGNORED)
    def start_ignored(grad, theta0, eta, tol, max_iter): ...

A text is an explanation with its hint, or the explanation alone where each exercise has a hint of its own, its
docstring. What several exercises of one lesson share stands in that lesson's shared.py.
"""

# --- descents -------------------------------------------------------------------------------------

STEPS_UPHILL = "The steps go uphill: η times the gradient is added, or the gradient has the opposite sign."

ETA_IGNORED = """\
The whole gradient is subtracted: eta is not used.

How far should a step go when eta is 0.001?
"""

ALWAYS_A_TENTH = "The rate is always 0.1: eta is not used."

RATE_OF_THE_EXAMPLE = """\
The learning rate is always 0.5, whatever eta says.

How far should a step go when eta is 0.001?
"""

UNIT_STEPS = """\
All steps have the length η: the gradient is divided by its length.

Where the surface becomes flat, the steps should become short by themselves.
"""

STEPS_OF_LENGTH_ETA = """\
Every step has the length η: the gradient is divided by its norm.

Near a minimum the steps have to become shorter by themselves.
"""

GRADIENT_TAKEN_ONCE = """\
The gradient is taken once, at the start: the descent walks along a straight line.

At each new point the gradient is another one.
"""

GRADIENT_OF_THE_START = "All steps use the gradient at the start: it is computed before the loop and never again."
GRADIENT_COMPUTED_ONCE = "The gradient is computed once, before the loop: every step is the same."

START_IGNORED = """\
The descent starts at zero, not at theta0.

Where does your θ come from before the loop?
"""

START_OVERWRITTEN = """\
The updates are written into theta0 (θ -= …): the caller's start is lost, and with integers NumPy raises an error.

Make a new array in each update.
"""

ROUNDED_TO_INTEGERS = """\
A start of whole numbers keeps θ whole: each new point loses what comes after the decimal point.

What is the dtype of a copy of an array of integers?
"""

ONE_STEP_MORE = """\
There is one step too many.

max_iter = 1 must make exactly one step, max_iter = 0 none.
"""

ONE_UPDATE_TOO_FEW = """\
One update is missing: the loop runs max_iter − 1 times.

With max_iter = 1 something has to change.
"""

HUNDRED_STEPS_ALWAYS = """\
There are always 100 steps, whatever max_iter says.

How many steps belong to max_iter = 1?
"""

HALF_STEPS = "The steps are half as long as they should be: the 2 that differentiating a square brings down is missing."

STEPS_HALF_AS_LONG = """\
The steps have half their length: the gradient carries 1/(2m).

The ½ belongs to squared errors.
"""

STEPS_NOT_AVERAGED = "The steps are m times too long: the gradient of the sum is used where the loss is a mean."

# --- losses and their gradients -------------------------------------------------------------------

LOSS_OF_EACH_ROW = """\
The result has one loss for each row; J is their mean, a number.

What does the descent make smaller?
"""

LOSS_SUMMED = "The loss is m times too large: the rows are summed and not averaged."
LOSS_IN_BITS = "The logarithm is to base 2; this course uses the natural logarithm."

LOGARITHM_OF_THE_MEAN = """\
The probabilities are averaged before the logarithm is taken.

Probabilities of independent rows are multiplied, so their logarithms are added: first log, then mean.
"""

TWO_MISSING = "The gradient is half of what it should be: the 2 that differentiating a square brings down is missing."

RESIDUAL_REVERSED = """\
The gradient has the opposite sign: the residual is y − ŷ where the derivative has ŷ − y.

Differentiate (ŷ − y)² with respect to ŷ once more.
"""

RESIDUAL_SQUARED = """\
The residuals are still squared in the gradient; differentiating a square leaves the residual itself.

A gradient of squares must change its sign when all residuals do.
"""

PREDICTION_FOR_RESIDUAL = """\
The gradient is built with the prediction ŷ where the residual ŷ − y belongs.

At a perfect fit the gradient must vanish. Does yours?
"""

DIVIDED_BY_COLUMNS = """\
The gradient is divided by the number of columns of Xb instead of by its number of rows.

Which axis of Xb counts the examples?
"""

DIVIDED_BY_TWELVE = """\
The gradient is always divided by 12, the rows of the toy batch.

Take m from the shape of Xb.
"""

FIRST_ROW_ONLY = "Only the first row enters the gradient."
FIRST_EXAMPLE_ONLY = "Only the first example enters the gradients."
BOTH_GRADIENTS_SUMMED = "Both gradients are m times too large: the examples are summed and not averaged."
THETA_AS_COLUMN = "θ comes back as a column of shape (n + 1, 1); this course keeps it as (n + 1,)."
RESULTS_SWAPPED = "The two results come in the wrong order."

# --- mini-batches ---------------------------------------------------------------------------------

DIVIDED_BY_ALL_ROWS = "Each batch's gradient is divided by all rows of the data instead of by the rows of the batch."
REMAINDER_DIVIDED_BY_BATCH_SIZE = "The short last batch is divided by batch_size, not by the rows it has."
BIAS_AFTER_WEIGHTS = "db is taken at the new w: the weights are updated before the bias's gradient is computed."

# --- classes and softmax --------------------------------------------------------------------------

LABELS_FROM_ONE = "The labels are read as 1..K: the 1 stands one column too far left, and for class 0 in the last one."

LABEL_NUMBERS_SUBTRACTED = """\
The number of the class is subtracted from every probability, as if class 2 were twice class 1.
"""

CLASSES_COUNTED_IN_THE_BATCH = """\
The number of classes is taken from the largest label: a batch without the last class stops the function.
"""

COLUMNS_FROM_THE_LABELS = """\
The one-hot rows have one column for each class up to the largest label: the last class may have none.

The number of classes is that of the outputs.
"""

SOFTMAX_OVER_ROWS = """\
Softmax runs along the wrong axis: the probabilities of a class sum to 1 over the rows.

One row is one example.
"""

SOFTMAX_OVER_THE_EXAMPLES = """\
Softmax runs over the examples: the columns of the probabilities sum to 1 instead of the rows.

An example's probabilities stand in its row. Which axis is summed?
"""

SOFTMAX_TWICE = """\
Softmax is applied twice: no probability can come near 1, and the loss cannot fall below log(1 + (K − 1)/e).
"""

SIGMOID_FOR_SOFTMAX = """\
The output has a sigmoid for each class; here it has softmax.

An example belongs to one class: its probabilities sum to 1.
"""

# --- networks, forward and back -------------------------------------------------------------------

TRANSPOSED_WHEN_NEEDED = """\
W is transposed only where the shapes do not fit otherwise: square layers are computed with W instead of Wᵀ.

The transpose follows from what the axes mean, not from whether NumPy complains.
"""

FORWARD_WITHOUT_TRANSPOSE = """\
The forward pass has A W where A Wᵀ belongs: it fits in square layers only.

W has the shape (n_out, n_in). Write the shapes under the product.
"""

FORWARD_WITHOUT_BIASES = "The forward pass leaves the biases out."

FROM_OUTPUT_TO_INPUT = """\
The lists run from the output to the input.

The first entry belongs to the first layer.
"""

COSTS_EXCHANGED = "The two costs are exchanged."

SLOPE_KEPT_AT_THE_OUTPUT = """\
Δ of the output carries the factor P(1 − P), which does not belong there.

The derivatives of softmax and of the logarithm together give p − y for one example, with y its one-hot label.
"""

SLOPE_AT_THE_ACTIVATION = """\
σ′ is taken at a instead of z: σ(a)(1 − σ(a)).

a is σ(z) already, so σ′(z) = a(1 − a).
"""

SLOPE_FROM_THE_SCORE = """\
σ′ is computed as z(1 − z): a(1 − a) needs the activation a, not the score z.

A derivative of σ is never negative and at most ¼.
"""

SLOPE_OF_TANH = """\
σ′ is computed as 1 − a²: that is the derivative of tanh.

At z = 0 the sigmoid has the slope ¼.
"""

WEIGHTS_TRANSPOSED_ON_THE_WAY_BACK = """\
On the way back Wᵀ stands where W belongs: it fits in square layers only.

Δ (m, n_out) times W (n_out, n_in).
"""

UPDATED_ON_THE_WAY_BACK = """\
A layer's weights are updated before Δ passes through them: lower layers see weights of another network.

All gradients belong to the same weights. Backpropagation itself updates nothing.
"""

WEIGHTS_UPDATED_TOO = """\
The caller's weights and biases are changed: a descent step is made as well (W -= …).

Backpropagation computes the gradient. What is done with it comes later.
"""

ACTIVATIONS_OF_THE_SAME_LAYER = """\
dW is built with the activations of the layer itself instead of those below: it fits in square layers only.

The weight stands between two layers: δ of the upper one, a of the lower one.
"""

SCORES_FOR_ACTIVATIONS = "In dW the scores z of the layer below stand where its activations a belong."
WEIGHT_GRADIENTS_TRANSPOSED = "dW is transposed: AᵀΔ where ΔᵀA belongs. In square layers no shape shows it."
EXAMPLES_NOT_AVERAGED = "The gradients are m times too large: the examples are summed and not averaged."
AVERAGED_TWICE = "The gradients are m times too small: the 1/m entered twice."

BIAS_GRADIENTS_SUMMED = """\
The gradients of the biases are m times too large: Δ is summed and not averaged.

dW and db carry the same 1/m.
"""

BIAS_GRADIENTS_AVERAGED_TWICE = """\
The gradients of the biases are m times too small: a mean is taken of what carries the 1/m already.

dW and db carry the same 1/m.
"""

GRADIENTS_EXCHANGED = """\
The two results are exchanged.

First the gradients of the weights, then those of the biases.
"""
