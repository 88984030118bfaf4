"""Slices of the subjects set aside, each with one hole of a lesion's shape inside the head, and how well a fill matches."""
import random

import numpy as np
from scipy import ndimage as ndi
from skimage.metrics import structural_similarity

from inpaint.holes import turned
from inpaint.pack import INNER, LESION, SIZE, UNIT

COUNTS = {"soop": 14, "ixi": 8}
AREA = (150, 3000)


def ssim(picture, filled, hole):
    """Mean over the hole of the map that ../figures/metrics/ssim.ts computes: data range 1 = the 98th percentile."""
    options = dict(data_range=1.0, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, full=True)
    return structural_similarity(picture, filled, **options)[1][hole].mean()


def squared_error(picture, filled, hole):
    return np.mean((picture - filled)[hole] ** 2)


def scores(cases, fill):
    """Mean over the cases (picture, hole) of SSIM, PSNR in dB and squared error inside the hole."""
    filled = [fill(picture, hole) for picture, hole in cases]
    similar = [ssim(p, f, h) for (p, h), f in zip(cases, filled)]
    errors = np.array([squared_error(p, f, h) for (p, h), f in zip(cases, filled)])
    return [float(np.mean(similar)), float(np.mean(-10 * np.log10(errors))), float(errors.mean())]


def placed(outline, allowed, draw):
    """The outline with every pixel allowed, or None after 400 tries."""
    rows, columns = (np.flatnonzero(outline.any(axis)) for axis in (1, 0))
    shape = outline[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if any(a >= b for a, b in zip(shape.shape, allowed.shape)):
        return None
    for _ in range(400):
        top, left = (draw.randrange(b - a) for a, b in zip(shape.shape, allowed.shape))
        part = (slice(top, top + shape.shape[0]), slice(left, left + shape.shape[1]))
        if allowed[part][shape].all():
            hole = np.zeros(allowed.shape, bool)
            hole[part] = shape
            return hole
    return None


def cases(pack, seed=77):
    """[(picture, hole)]; IXI enlarged to 1 mm as a viewer would show it."""
    draw = random.Random(seed)
    starts = np.concatenate([[0], np.cumsum(pack["shapes"].astype(np.int64).prod(1))])
    outlines = np.unpackbits(pack["holes"], -1).reshape(-1, SIZE, SIZE).astype(bool)
    pixels, labels, found = pack["pixels"], pack["labels"], []
    for group, count in COUNTS.items():
        chosen = np.flatnonzero(pack["dev"] & (pack["groups"] == group))
        # The middle half: an IXI volume ends in slices of scalp.
        middle = [i for i in chosen if pack["shapes"][i].min() > 0.7 * pack["shapes"][chosen].min(1).max()]
        for i in [middle[int(k)] for k in np.linspace(0, len(middle) - 1, count)]:
            picture = pixels[starts[i] : starts[i + 1]].reshape(pack["shapes"][i]).astype(np.float64) / UNIT
            bits = labels[starts[i] : starts[i + 1]].reshape(pack["shapes"][i])
            allowed = (bits & INNER > 0) & (bits & LESION == 0)
            if group == "ixi":
                picture, allowed = ndi.zoom(picture, 2, order=1), ndi.zoom(allowed.astype(float), 2, order=1) > 0.5
            hole = None
            while hole is None:
                outline = turned(outlines[draw.randrange(len(outlines))], draw)
                if AREA[0] <= outline.sum() <= AREA[1]:
                    hole = placed(outline, allowed, draw)
            found.append((picture, hole))
    return found
