"""Noise up to a level and back, as the product's engine does it (src/tasks/anomaly/noising.ts), and the scores that come of it.

All in medians of the brain. Gaussian noise comes back by DDPM with the small variance, simplex noise by DDIM, both over Karras levels down to
the lowest that the network knows.
"""
import os

import numpy as np
import onnxruntime

from healthy.slices import smoothed
from flair_noising.network import SIGMA_DATA

LEAST_DEVIATION = 0.05
"""Of the reconstructions, for the Mahalanobis distance: about what a scan's own noise and the prior's errors leave."""


class Model:
    """The exported file by onnxruntime: D(y; sigma) of pictures [B, H, W]."""

    def __init__(self, path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def __call__(self, y, sigma, brain):
        total = sigma**2 + SIGMA_DATA**2
        outside = 1 - brain.astype(np.float32)
        feeds = {
            "x": (y / np.sqrt(total))[:, None].astype(np.float32),
            "c": np.full(len(y), np.log(sigma) / 4, np.float32),
            "known": np.stack([np.zeros_like(outside), outside], 1),
        }
        f = self.session.run(None, feeds)[0][:, 0]
        return (y * SIGMA_DATA**2 / total + f * sigma * SIGMA_DATA / np.sqrt(total)).astype(np.float32)


def levels(steps, lowest, sigma, rho=7):
    """Karras levels from sigma down to the lowest, then 0."""
    ramp = np.linspace(0, 1, steps) if steps > 1 else np.zeros(1)
    high, low = sigma ** (1 / rho), lowest ** (1 / rho)
    return [*((high + ramp * (low - high)) ** rho).tolist(), 0.0]


def reconstruct(model, x, brain, kind, sigma, steps, lowest, noise):
    """One reconstruction of each picture; `noise` is a flair_noising.noise.Noise."""
    field = lambda make: np.stack([make(*x.shape[1:]).numpy() for _ in x])
    make = noise.gaussian if kind == "gaussian" else noise.simplex
    state, grid = x + sigma * field(make), levels(steps, lowest, sigma)
    for now, then in zip(grid, grid[1:]):
        d = model(state, now, brain)
        if kind == "gaussian":
            share = (then / now) ** 2
            state = share * state + (1 - share) * d
            if then > 0:
                state += then * np.sqrt(now**2 - then**2) / now * field(make)
        else:
            state = (then / now) * state + (1 - then / now) * d
    return state


def score(output, x, brain, made):
    """[B, H, W] of reconstructions [draws, B, H, W]: how much brighter, in medians or in deviations, smoothed."""
    above = x - made.mean(0)
    if output == "mahalanobis":
        above = above / np.hypot(made.std(0, ddof=1), LEAST_DEVIATION)
    return np.stack([smoothed(np.clip(a, 0, None), b) for a, b in zip(above, brain)])
