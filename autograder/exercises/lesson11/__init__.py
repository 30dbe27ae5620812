"""Lesson 11, cost functions and regularised networks: how fast a saturated neuron learns, δ of the output, λ.

House convention: quadratic cost ½(a − y)² an example, cross-entropy −[y log a + (1 − y) log(1 − a)], sigmoid outputs;
the rows of Δ belong to examples and carry no 1/m. The penalty is λ/(2m) Σ w² over the weights, never over the biases.
Sources: ledger rows B25–B29, B45, B58–B64, A97, A98.
"""
