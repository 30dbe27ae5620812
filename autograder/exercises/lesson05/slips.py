"""Slips of a step with a memory that several of these exercises know, said once: as in ../slips.py."""

OLD_VELOCITY = """\
θ moves by the v that came in; the new v is right but not used.

First compute the new v, then step by it.
"""

RATE_FORGOTTEN = """\
The learning rate is not used.

How far does the first step go when eta is 0.001?
"""

RATES_SWAPPED = """\
The rates are swapped: η stands where γ belongs, and γ where η does.

Which of the two is the learning rate?
"""

MEMORY_NOT_RENEWED = """\
The step is right, but the memory comes back as it went in: the next step knows nothing of this one.

Return the new memory.
"""

RESULTS_SWAPPED = """\
The results come in the wrong order.

Return θ first, then v.
"""

THETA_IN_PLACE = """\
θ is changed in place (theta -= …): the caller's array changes, and with integers NumPy raises an error.

Make a new array: theta = theta - ….
"""

VELOCITY_IN_PLACE = """\
The memory is changed in place (v *= …): the caller's array changes, and with integers NumPy raises an error.

Make a new array: what was handed to you may still be needed.
"""

RATES_OF_THE_EXAMPLE = """\
The rates are always 0.01 and 0.9; eta and gamma are not used.

Those numbers are right in some cases only.
"""

ASCENT = """\
The step goes uphill: it is added to θ.

The gradient points to where the loss grows.
"""

POWER_FORGOTTEN = """\
The corrections divide by 1 − β in every step: t is not used.

After many steps the start at 0 is forgotten. What should the correction be then?
"""

BETA1_FOR_BOTH = """\
Both means use β₁; β₂ is not used.

From m = v = 0, the first θ comes out right all the same. Look at the v that you return.
"""

BETAS_SWAPPED = """\
β₁ and β₂ are swapped.

Which of the two means has the longer memory?
"""

FACTORS_FORGOTTEN = """\
What is new enters both means with weight 1: the gradient, and its square.

The weights β and 1 − β make a mean.
"""

ROOT_FORGOTTEN = """\
The step divides by v̂ instead of by its root.

If all gradients, the earlier ones too, were 10 times as large, should the step change?
"""

MEANS_SWAPPED = """\
m and v are returned in the wrong order.

Return θ, m, v.
"""

MEANS_IN_PLACE = """\
The memory is changed in place (m *= …): the caller's array changes, and with integers NumPy raises an error.

Make a new array: what was handed to you may still be needed.
"""

NUMBERS_OF_THE_EXAMPLE = """\
The numbers are always 0.1, 0.9, 0.999 and 1e-8; the arguments are not used.

Those numbers are right in some cases only.
"""

VELOCITY_ADDED = "The step goes uphill: v is added to θ."

VELOCITY_REVERSED = "v has the opposite sign: it is kept as −η times the gradient and added to θ."
