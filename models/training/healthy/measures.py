"""Figures of a pixelwise score against a mask."""
import numpy as np


def auprc(score, truth):
    """Average precision: the mean of the precision over the true pixels, ties counted together."""
    order = np.argsort(-score, kind="stable")
    score, hits = score[order], np.cumsum(truth[order])
    last = np.flatnonzero(np.append(np.diff(score) != 0, True))
    precision, recall = hits[last] / (last + 1), hits[last] / hits[-1]
    return float(np.sum(np.diff(recall, prepend=0) * precision))


def auroc(score, truth):
    """Chance that a true pixel scores above a false one, ties counted half."""
    values, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    positive = truth.sum()
    return float((rank[truth].sum() - positive * (positive + 1) / 2) / (positive * (len(truth) - positive)))


def evidence(table, score):
    """-log10 of the share of healthy pixels above a score by a manifest's table; beyond its end it goes on in proportion to the last step."""
    knots, values = np.array([[0.0, 0.0], *table]).T
    slope = (values[-1] - values[-2]) / max(knots[-1] - knots[-2], 1e-3)
    return np.interp(score, knots, values) + np.clip(score - knots[-1], 0, None) * slope


def best_dice(score, truth):
    """-> (largest Dice over all cuts, that cut): score >= cut counts as found."""
    order = np.argsort(-score, kind="stable")
    score, hits = score[order], np.cumsum(truth[order])
    last = np.flatnonzero(np.append(np.diff(score) != 0, True))
    dice = 2 * hits[last] / (last + 1 + hits[-1])
    k = int(np.argmax(dice))
    return float(dice[k]), float(score[last[k]])
