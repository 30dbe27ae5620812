"""The formulas of lectures 09 to 13."""

from __future__ import annotations

from itertools import combinations_with_replacement
from math import comb

import numpy as np

import gdkit as gd
from gdkit import activations, initialisations
from gdkit.networks import MLP

from . import proves
from .classes import J_K, K, P, Theta, X, Y, Z, labels, m, n, same, sigma, sigma_prime, theta, y, z


class Network:
    """2–4–3 on the toy batch, and what its passes leave behind; layers count from 0, the inputs."""

    def __init__(self, activation: str = "sigmoid", cost: str = "softmax", output: str | None = None) -> None:
        self.loss = MLP(X, labels if cost == "softmax" else Y, (n, 4, K), activation, cost, output=output)
        self.theta = np.random.default_rng(4).normal(size=self.loss.n_parameters)
        self.W, self.b = ([None, *each] for each in self.loss.unpack(self.theta))
        Zs, self.A = self.loss.forward(self.theta)
        self.Z, self.Delta = [None, *Zs], [None, *self.loss.deltas(self.theta)]
        dWs, dbs = self.loss.unpack(gd.numerical_gradient(self.loss, self.theta))
        self.dW, self.db = [None, *dWs], [None, *dbs]


net, squares = Network(), Network(cost="quadratic", output="sigmoid")


# --- 09


@proves("products of $r$ of $n$ inputs", r"$\binom{n+r-1}r$")
def _() -> None:
    assert len(list(combinations_with_replacement(range(5), 3))) == comb(5 + 3 - 1, 3)


@proves("neuron", r"$a = \sigma(w\cdot x + b)$")
def _() -> None:
    one = MLP(X, y, (n, 1), cost="cross_entropy")
    same(one.predict(theta)[:, 0], [sigma(theta[1:] @ x + theta[0]) for x in X])


@proves("layer", r"$z^l = W^la^{l-1} + b^l$, $a^l = \sigma(z^l)$, $a^0 = x$")
@proves("layer, rows", r"$Z^l = A^{l-1}W^{l\top} + b^l$")
def _() -> None:
    for k in (1, 2):
        same(net.Z[k], net.A[k - 1] @ net.W[k].T + net.b[k])
        same(net.Z[k][5], net.W[k] @ net.A[k - 1][5] + net.b[k])
    same(net.A[1], sigma(net.Z[1]))
    same(net.A[0], X)


@proves("parameters", r"$\sum_{l=1}^D n_l(n_{l-1} + 1)$")
def _() -> None:
    sizes = (5, 4, 3, 2)
    assert MLP(np.zeros((1, 5)), [0], sizes).n_parameters == sum(sizes[k] * (sizes[k - 1] + 1) for k in (1, 2, 3))


@proves("linear layers are one", r"$W^2(W^1x + b^1) + b^2$ $= (W^2W^1)x + (W^2b^1 + b^2)$")
def _() -> None:
    linear = Network("identity", "quadratic", "identity")
    same(linear.A[2], X @ (linear.W[2] @ linear.W[1]).T + linear.W[2] @ linear.b[1] + linear.b[2])


# --- 10, 11


@proves("δ of the output", r"$\delta^D = \nabla_{\!a}c\odot\sigma'(z^D)$")
def _() -> None:
    same(squares.Delta[2], (squares.A[2] - Y) * sigma_prime(squares.Z[2]))


@proves("δ of a layer", r"$\delta^l = (W^{l+1\top}\delta^{l+1})\odot\sigma'(z^l)$")
@proves("… in rows", r"$\Delta^l = \Delta^{l+1}W^{l+1}\odot\sigma'(Z^l)$")
def _() -> None:
    same(net.Delta[1], net.Delta[2] @ net.W[2] * sigma_prime(net.Z[1]))
    same(net.Delta[1][5], net.W[2].T @ net.Delta[2][5] * sigma_prime(net.Z[1][5]))


@proves(
    "gradients of an example",
    r"$\frac{\partial c}{\partial W^l} = \delta^l(a^{l-1})^\top$, $\frac{\partial c}{\partial b^l} = \delta^l$",
)
def _() -> None:
    dWs, dbs = net.loss.unpack(gd.numerical_gradient(net.loss[[5]], net.theta))
    for k in (1, 2):
        same(np.outer(net.Delta[k][5], net.A[k - 1][5]), dWs[k - 1], rtol=1e-5, atol=1e-9)
        same(net.Delta[k][5], dbs[k - 1], rtol=1e-5, atol=1e-9)


@proves(
    "gradients of all rows",
    r"$\frac{\partial J}{\partial W^l} = \frac1m\Delta^{l\top}A^{l-1}$, "
    r"$\frac{\partial J}{\partial b^l} = \frac1m\sum\Delta^l$",
)
def _() -> None:
    for k in (1, 2):
        same(net.Delta[k].T @ net.A[k - 1] / m, net.dW[k], rtol=1e-5, atol=1e-9)
        same(net.Delta[k].sum(axis=0) / m, net.db[k], rtol=1e-5, atol=1e-9)


@proves("gradient check", r"$\frac{\lVert a - n\rVert}{\lVert a\rVert + \lVert n\rVert}$ for each block")
def _() -> None:
    doubled = gd.Function(lambda x: (x * x).sum(-1), lambda x: 4 * x)
    same(list(gd.gradient_check(doubled, [1.0, 2.0]).values()), (4 - 2) / (4 + 2), rtol=1e-6)


@proves("quadratic cost", r"$c = \frac12\sum_j(a_j - y_j)^2$ with $\delta^D = (a^D - y)\odot\sigma'(z^D)$")
def _() -> None:
    same(squares.loss(squares.theta), np.mean(np.sum((squares.A[2] - Y) ** 2, axis=1) / 2))
    same(squares.Delta[2], (squares.A[2] - Y) * sigma_prime(squares.Z[2]))


@proves(
    "cross-entropy of sigmoids",
    r"$c = -\sum_j[y_j\log a_j + (1-y_j)\log(1-a_j)]$ with $\delta^D = a^D - y$",
)
def _() -> None:
    own = Network(cost="cross_entropy")
    a = own.A[2]
    same(own.loss(own.theta), -np.mean(np.sum(Y * np.log(a) + (1 - Y) * np.log(1 - a), axis=1)))
    same(own.Delta[2], a - Y)


lam, eta = 0.7, 0.1
held = MLP(X, labels, (n, 4, K), lam=lam)


@proves(
    "penalised cost",
    r"$C = C_0 + \frac\lambda{2m}\sum w^2$, "
    r"$\frac{\partial C}{\partial w} = \frac{\partial C_0}{\partial w} + \frac\lambda m w$; biases free",
)
def _() -> None:
    weights = np.where(net.loss.bias_mask, 0, net.theta)
    same(held(net.theta), net.loss(net.theta) + lam / (2 * m) * weights @ weights)
    same(held.gradient(net.theta), net.loss.gradient(net.theta) + lam / m * weights)


@proves("weight decay", r"$w \leftarrow \big(1 - \frac{\eta\lambda}m\big)w - \eta\frac{\partial C_0}{\partial w}$")
def _() -> None:
    moved, free = gd.minimize(held, net.theta, gd.GD(eta), 1).theta, ~net.loss.bias_mask
    by_hand = (1 - eta * lam / m) * net.theta - eta * net.loss.gradient(net.theta)
    same(moved[free], by_hand[free])


# --- 12, 13


@proves("the network", r"$H = \varphi(XW^{1\top} + b^1)$, $P = \operatorname{softmax}(HW^{2\top} + b^2)$")
@proves("its way back", r"$\Delta^2 = P - Y$, $\Delta^1 = \Delta^2W^2\odot H\odot(1 - H)$")
def _() -> None:
    hidden = sigma(X @ net.W[1].T + net.b[1])
    out = gd.softmax(hidden @ net.W[2].T + net.b[2])
    same(net.A[2], out)
    same(net.Delta[2], out - Y)
    same(net.Delta[1], (out - Y) @ net.W[2] * hidden * (1 - hidden), rtol=1e-6)


rng = np.random.default_rng(0)


@proves(
    "variance of a score",
    r"$\operatorname{Var}z = n_{\text{in}}\operatorname{Var}w$, for inputs of mean 0 and variance 1",
)
def _() -> None:
    weights, inputs = 0.3 * rng.normal(size=(20_000, 25)), rng.normal(size=(20_000, 25))
    same(np.var((weights * inputs).sum(axis=1)), 25 * 0.09, rtol=0.05)


@proves(
    "Glorot's start",
    r"$\operatorname{Var}w = \frac2{n_{\text{in}} + n_{\text{out}}}$, "
    r"uniform on $\pm\sqrt{\frac6{n_{\text{in}} + n_{\text{out}}}}$",
)
def _() -> None:
    weights = MLP(np.zeros((1, 300)), [0], (300, 100)).unpack(initialisations.glorot((300, 100), rng))[0][0]
    same(weights.var(), 2 / 400, rtol=0.05)
    same(abs(weights).max(), np.sqrt(6 / 400), rtol=0.01)


@proves("accuracy", r"share of rows with $\arg\max_k P_{ik} = y_i$")
def _() -> None:
    same(np.mean(net.loss.classify(net.theta) == labels), np.mean(net.A[2].argmax(axis=1) == labels))


@proves("ReLU", r"$\max(0, z)$, $\mathrm{ReLU}'(z) = [z > 0]$")
def _() -> None:
    same(activations.relu(z), np.maximum(0, z))
    same(activations.relu_prime(z), z > 0)


@proves("ReLU halves the square", r"$E\,\mathrm{ReLU}(z)^2 = \frac12E\,z^2$ for $z$ symmetric about 0")
def _() -> None:
    both = np.concatenate([z, -z])
    same(np.mean(activations.relu(both) ** 2), np.mean(both**2) / 2)


@proves("He's start", r"$\operatorname{Var}w = \frac2{n_{\text{in}}}$")
def _() -> None:
    weights = MLP(np.zeros((1, 300)), [0], (300, 100)).unpack(initialisations.he((300, 100), rng))[0][0]
    same(weights.var(), 2 / 300, rtol=0.05)


@proves("way back through ReLU", r"$\Delta^l = \Delta^{l+1}W^{l+1}\odot[Z^l > 0]$")
def _() -> None:
    own = Network("relu")
    same(own.Delta[1], own.Delta[2] @ own.W[2] * (own.Z[1] > 0))


@proves("loss of the logits", r"$c = \log\sum_j e^{z_j} - z_y$")
def _() -> None:
    same(J_K(Theta.ravel()), np.mean(np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(m), labels]))


@proves("softmax twice", r"$c \ge \log\big(1 + (K-1)/e\big)$")
def _() -> None:
    sure = gd.softmax(np.array([800.0, 0.0, 0.0]))
    same(-np.log(gd.softmax(sure)[0]), np.log(1 + (K - 1) / np.e))
    assert -np.log(gd.softmax(P)).min() > np.log(1 + (K - 1) / np.e)
