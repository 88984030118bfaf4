"""What may be disease in a slice that nobody marked, and what the tissue under it may have looked like.

White-matter hyperintensities are bright against the slice's own white matter; cortex is too, so the rim is left alone. Tried against the
automatic marks of `wmh` (train): python -m healthy.disease --data FOLDER. Images in brain medians, pixels of 1 mm.
"""
import argparse

import numpy as np
from scipy import ndimage as ndi

FLUID = 0.6
"""Darker is no tissue."""
RIM = 9
"""mm from the edge of the brain within which cortex lies."""
USUAL = 1.08
"""Brightness of all tissue around, in white matter, where no coil is near."""
SURE, MAYBE = 1.42, 1.28
"""Times the white matter: a hyperintensity has a peak above the first, its border is where the second ends."""
GREY, SURE_GREY, MAYBE_GREY = 80, 1.25, 1.15
"""Where grey matter itself is bright, as in young brains: the percentile of the tissue that lies in it, and what a hyperintensity must be times that."""
DEEP = 20
"""mm inside the brain: fluid there lies in the ventricles."""


def around(mask, mm):
    return ndi.binary_dilation(mask, ndi.distance_transform_edt(np.pad(np.zeros((1, 1)), mm, constant_values=1)) <= mm)


def white_matter(image, brain):
    """Brightness of the white matter: the commonest value of deep tissue (cortex and lesions lie above it, fluid below)."""
    depth = ndi.distance_transform_edt(brain)
    deep = image[brain & (depth > min(RIM, 0.5 * depth.max())) & (image > FLUID)]
    if not deep.size:
        return 1.0
    counts, edges = np.histogram(deep, np.arange(FLUID, 2.01, 0.02))
    smooth = ndi.gaussian_filter1d(counts.astype(float), 3)
    return float(edges[np.argmax(smooth)] + 0.01)


def shading(image, brain, level):
    """How much brighter the tissue around (30 mm) is than the white matter, at least 1: coils shine on what is near."""
    tissue = (brain & (image > FLUID * level)).astype(np.float32)
    blurred = lambda a: ndi.gaussian_filter(a, 13)
    near = blurred(np.minimum(image, 1.5 * level) * tissue) / np.maximum(blurred(tissue), 1e-3)
    return np.maximum(near / (USUAL * level), 1)


def between_hemispheres(image, brain, depth):
    """Cortex far from the edge of the mask: beside the middle line, in front of and behind the ventricles."""
    rows = np.flatnonzero(ndi.binary_opening((image < FLUID) & (depth > DEEP)).any(1))
    inside = np.zeros(brain.shape, bool)
    if rows.size:
        columns = np.flatnonzero(brain.any(0))
        middle = np.abs(np.arange(brain.shape[1]) - (columns[0] + columns[-1]) / 2) <= RIM
        inside[: rows[0], middle] = inside[rows[-1] + 1 :, middle] = True
    return inside


def hyperintensities(image, brain, sure=SURE, maybe=MAYBE, rim=RIM):
    """Where white-matter disease is suspected: bright against the slice's own white and grey matter, deeper than the cortex, grown to where it fades."""
    level = white_matter(image, brain)
    relative = ndi.gaussian_filter(image, 0.85) / (level * shading(image, brain, level))
    depth = ndi.distance_transform_edt(brain)
    tissue = relative[brain & (relative > FLUID)]
    grey = np.percentile(tissue, GREY) if tissue.size else 1.0
    white = ~between_hemispheres(image, brain, depth)
    seed = (relative > max(sure, SURE_GREY * grey)) & (depth > rim) & white
    return ndi.binary_propagation(seed, mask=(relative > max(maybe, MAYBE_GREY * grey)) & (depth > rim - 2) & white)


def mended(image, brain, disease):
    """The slice with white matter where disease was: the near tissue's mean, its own fine grain from elsewhere in the slice."""
    if not disease.any():
        return image
    level = white_matter(image, brain)
    taken = around(disease, 2) & brain
    sound = (brain & ~taken & (np.abs(image / level - 1) < 0.15)).astype(np.float32)
    near = ndi.gaussian_filter(image * sound, 6) + 1e-3 * level
    near /= ndi.gaussian_filter(sound, 6) + 1e-3
    grain = (image - ndi.gaussian_filter(image, 3)) * sound
    spread = np.sqrt((grain**2).sum() / max(sound.sum(), 1))
    fill = near + np.clip(np.roll(grain, (17, 11), (0, 1)), -2 * spread, 2 * spread)
    soft = ndi.gaussian_filter(taken.astype(np.float32), 1) * brain
    return np.where(brain, image + np.minimum(soft * (fill - image), 0), 0).astype(np.float32)


def main():
    from healthy.sources import Files, marked

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--every", type=int, default=4, help="slices")
    options = parser.parse_args()
    found = [(image, brain, lesion) for _, _, image, brain, lesion in marked(options.data, "train", Files())][:: options.every]
    for sure, maybe, rim in ((1.36, 1.25, RIM), (SURE, MAYBE, RIM), (1.5, 1.3, RIM), (SURE, MAYBE, 6), (SURE, MAYBE, 12)):
        hits = total = marks = 0
        for image, brain, lesion in found:
            suspect = hyperintensities(image, brain, sure, maybe, rim)
            hits, total, marks = hits + (suspect & lesion).sum(), total + suspect.sum(), marks + lesion.sum()
        print(f"sure {sure}, maybe {maybe}, rim {rim}: precision {hits / total:.3f}, recall {hits / marks:.3f}, Dice {2 * hits / (total + marks):.3f}")


if __name__ == "__main__":
    main()
