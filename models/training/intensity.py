"""The intensity unit; the twin of src/volume/intensity.ts (tests/volume compares the two number by number).

98th percentile of the values above 12 % of the top. The top is the largest value, unless what is largest stands alone: a hot voxel, a marker
or a metal spike has no say. Ordinary series keep their maximum, to the last bit.
"""
import numpy as np

GAP = 1.25
"""Values above a gap this wide (a ratio) are no tissue, where they are few. The widest gap of an ordinary series is 1.21."""
WIDER = 2.0
"""And it is this many times as wide as any below, down to half the value: coarse integers have gaps."""
FEW = 0.01
"""Share of the values above zero that may lie above a gap."""
FAR = 3.0
"""A maximum further above the unit than this has a tail of its own (ordinary series: up to 2.7); then the top is the largest value in a crowd."""
CROWD, LEAST_CROWD = 1e-3, 4
"""A crowd: this share of the values above zero, and no fewer than that, within one GAP below a value."""


def _bins(values):
    """Values above zero by their leading 16 bits as float32 (exponent and 7 bits of mantissa): count, smallest and largest of each bin."""
    positive = np.sort(np.asarray(values, np.float32).ravel())
    positive = positive[positive > 0]
    keys, first, count = np.unique(positive.view(np.int32) >> 16, return_index=True, return_counts=True)
    return count, positive[first].astype(float), positive[first + count - 1].astype(float)


def intensity_top(values):
    """The largest value that is not alone."""
    count, least, most = _bins(values)
    total, top, above = count.sum(), len(count) - 1, 0
    steps = least - np.concatenate([[0.0], most[:-1]])
    for k in range(len(count) - 1, 0, -1):
        above += count[k]
        if above > FEW * total:
            break
        near = steps[:k][least[:k] > most[k - 1] / 2]
        if least[k] > GAP * most[k - 1] and steps[k] > WIDER * near.max(initial=0):
            top = k - 1
    enough = max(LEAST_CROWD, CROWD * total)
    for k in range(len(count) - 1, -1, -1):
        if count[(most * GAP >= most[k]) & (most <= most[k])].sum() >= enough:
            inside = (most > 0.12 * most[k]) & (most <= most[k])
            rank = np.searchsorted(np.cumsum(count[inside]), 0.98 * count[inside].sum())
            if most[top] > FAR * most[inside][rank]:
                return most[k]
            break
    return most[top]


def intensity_unit(values, percentile=98, above=0.12):
    """In the units of the values."""
    top = intensity_top(values)
    return np.percentile(values[(values > above * top) & (np.asarray(values, np.float32) <= top)], percentile)
