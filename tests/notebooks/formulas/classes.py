"""The formulas of lectures 07 and 08."""

from __future__ import annotations

import numpy as np

import gdkit as gd
from gdkit import LogLoss, SoftmaxCrossEntropy, activations, datasets
from gdkit.networks import MLP

from . import proves
from .linear import X, Xb, m, n, same, theta

K = 3
y = datasets.toy_labels("overlapping")
labels = datasets.toy_labels("three")
Y = gd.one_hot(labels)
z = Xb @ theta
p = gd.sigmoid(z)
J = LogLoss(X, y)
Theta = np.array([[0.2, 0.4, -0.2], [-0.1, 0.1, 0.6], [0.3, -0.5, 0.3]])
Z = Xb @ Theta.T
P = gd.softmax(Z)
J_K = SoftmaxCrossEntropy(X, labels)

sigma, sigma_prime = gd.sigmoid, activations.sigmoid_prime


# --- 07


@proves("sigmoid", r"$\sigma(z) = \frac1{1 + e^{-z}}$, $\log\frac{\hat p}{1-\hat p} = z$")
def _() -> None:
    same(p, 1 / (1 + np.exp(-z)))
    same(np.log(p / (1 - p)), z)


@proves("slope of the sigmoid", r"$\sigma'(z) = \sigma(z)(1 - \sigma(z))$, $1 - \sigma(z) = \sigma(-z)$")
def _() -> None:
    same(sigma_prime(z), p * (1 - p))
    same((sigma(z + 1e-5) - sigma(z - 1e-5)) / 2e-5, p * (1 - p), rtol=1e-7)
    same(1 - sigma(z), sigma(-z))


@proves("logistic model", r"$\hat p = \sigma(X_b\theta)$; class 1 where $\hat p \ge \frac12$, that is $z \ge 0$")
def _() -> None:
    same(MLP(X, y, (n, 1), cost="cross_entropy").classify(theta), (z >= 0).astype(int))
    same(p >= 0.5, z >= 0)


@proves("log loss", r"$J = -\frac1m\sum\big[y\log\hat p + (1-y)\log(1-\hat p)\big]$")
def _() -> None:
    same(J(theta), -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@proves(
    "… from the score",
    r"$c = \log(1 + e^z) - yz$, computed as $\max(z, 0) - yz + \log(1 + e^{-\lvert z\rvert})$",
)
def _() -> None:
    same(J(theta), np.mean(np.log(1 + np.exp(z)) - y * z))
    same(J(theta), np.mean(np.maximum(z, 0) - y * z + np.log(1 + np.exp(-abs(z)))))


@proves("σ′ cancels", r"$\frac{\partial c}{\partial z} = \hat p - y$")
def _() -> None:
    same(gd.numerical_gradient(lambda z: np.sum(np.log(1 + np.exp(z)) - y * z), z), p - y, rtol=1e-6)


@proves("gradient of the log loss", r"$\nabla J = \frac1m X_b^\top(\hat p - y)$")
def _() -> None:
    same(1 / m * Xb.T @ (p - y), gd.numerical_gradient(J, theta), rtol=1e-6)


@proves("standardised columns", r"$x_j \leftarrow (x_j - \mu_j)/s_j$, both of the training rows")
def _() -> None:
    same(datasets.standardize(X[8:], like=X[:8]), (X[8:] - X[:8].mean(axis=0)) / X[:8].std(axis=0))


# --- 08


@proves("scores of classes", r"$Z = X_b\Theta^\top$, $\Theta$ of shape $(K, n{+}1)$")
def _() -> None:
    same(MLP(X, labels, (n, K)).forward(Theta.ravel())[0][0], Xb @ Theta.T)


@proves("softmax", r"$p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}$, $\log\frac{p_k}{p_j} = z_k - z_j$")
def _() -> None:
    same(P, np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True))
    same(np.log(P[:, 0] / P[:, 2]), Z[:, 0] - Z[:, 2])


@proves("softmax, safe", r"$\log p_k = (z_k - z_{\max}) - \log\sum_j e^{z_j - z_{\max}}$")
def _() -> None:
    shifted = Z - Z.max(axis=1, keepdims=True)
    same(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)), np.log(P))


@proves(
    "cross-entropy",
    r"$J = -\frac1m\sum_i\log p^{(i)}_{y_i}$ $= -\frac1m\sum_{i,k}Y_{ik}\log P_{ik}$; at $\Theta = 0$ it is $\log K$",
)
def _() -> None:
    same(J_K(Theta.ravel()), -np.mean(np.log(P[np.arange(m), labels])))
    same(J_K(Theta.ravel()), -np.sum(Y * np.log(P)) / m)
    same(J_K(np.zeros(9)), np.log(K))


@proves("Jacobian of softmax", r"$\frac{\partial p}{\partial z} = \operatorname{diag}(p) - p\,p^\top$")
def _() -> None:
    h, point = 1e-5, np.array([0.3, -1.0, 0.7])
    columns = [(gd.softmax(point + h * e) - gd.softmax(point - h * e)) / (2 * h) for e in np.eye(3)]
    q = gd.softmax(point)
    same(np.diag(q) - np.outer(q, q), np.transpose(columns), rtol=1e-6)


@proves("gradient by the scores", r"$\frac{\partial c}{\partial z} = p - \text{one-hot}(y)$")
def _() -> None:
    same(MLP(X, labels, (n, K)).deltas(Theta.ravel())[0], P - Y)
    cost = gd.numerical_gradient(lambda z: -np.log(gd.softmax(z)[labels[0]]), Z[0])
    same(cost, P[0] - Y[0], rtol=1e-6)


@proves("gradient of softmax regression", r"$\nabla_\Theta J = \frac1m(P - Y)^\top X_b$")
def _() -> None:
    same((1 / m * (P - Y).T @ Xb).ravel(), gd.numerical_gradient(J_K, Theta.ravel()), rtol=1e-6)


@proves("two classes", r"$p_1 = \sigma(z_1 - z_0)$")
def _() -> None:
    same(gd.softmax(Z[:, :2])[:, 1], sigma(Z[:, 1] - Z[:, 0]))
