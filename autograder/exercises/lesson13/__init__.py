"""Lesson 13, deeper networks: ReLU and its slope, one dense layer, the way to the logits and the way back.

House convention: W (n_out, n_in), b (n_out,), rows are examples; hidden layers with ReLU, a linear output whose scores
are called logits, softmax inside the loss, and the loss is the mean over the examples. Sources: ledger rows A97, A100.
"""
