"""Writes the slices of the CT figures: python models/figures/prepare_ct.py --data FOLDER --out FOLDER [--slices N]

Dose-reduction noise (filtered back-projection, models/training/ct/simulate.py) of several kernels and levels, fixed seeds, on slices of `val`
patients. slices.json says what they are; noisy.f32, reference.f32 (HU), tissue.f32 (0, or 1 + the number of its name in `tissues`), organs.f32
and patient.f32 (0 or 1) hold them one after the other, row-major. Regions are chosen on the smoothed clean slice, never on the noise.
"""
import argparse
import json
import os
import sys

import numpy as np
import torch
from scipy import ndimage as ndi

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "models", "training"))
from ct.level import noise_level  # noqa: E402
from ct.pack import slices_of  # noqa: E402
from ct.simulate import body, degrade, filtered, kernel, radius, ramp_noise  # noqa: E402

# Name -> f0 in cycles per pixel, power, deviation added inside the patient, and noise of the same kernel that the reference has too: the last
# two are what a quarter dose is on a scanner, where a noisy full dose of the same scan is all there is to compare with.
SETTINGS = {
    "soft kernel (as B30f), 20 HU": (0.32, 2.2, 20.0, 0.0),
    "soft kernel (as B30f), 35 HU": (0.32, 2.2, 35.0, 0.0),
    "medium kernel, 35 HU": (0.5, 2.4, 35.0, 0.0),
    "sharp kernel (as D45f), 60 HU": (0.72, 2.6, 60.0, 0.0),
    "soft kernel, 35 HU, against a full dose of 20 HU": (0.32, 2.2, 35.0, 20.0),
    "sharp kernel, 60 HU, against a full dose of 35 HU": (0.72, 2.6, 60.0, 35.0),
}
PER_FILE = 4
TISSUES = ("air", "lung", "fat", "soft tissue")
MARGIN = 24


def chosen(folder):
    """-> (id, clean, pixel, seed) of up to PER_FILE slices of each file."""
    files = {}
    for entry, hu in slices_of(folder, "val"):
        files.setdefault(entry["id"], []).append((entry["id"], hu, entry["pixel_spacing"][0]))
    found = []
    for slices in files.values():
        found += [slices[k] for k in sorted({int(k) for k in np.linspace(0, len(slices) - 1, min(PER_FILE, len(slices))).round()})]
    return [(*slice_, 100 + k) for k, slice_ in enumerate(found)]


def noisy(clean, pixel, setting, seed):
    """-> (noisy, reference)"""
    f0, power, level, own = SETTINGS[setting]
    mask, slice_ = torch.from_numpy(body(clean)), torch.from_numpy(clean)

    def noise(deviation, seed):
        field = filtered(ramp_noise(slice_, pixel, torch.Generator().manual_seed(seed)), kernel(radius(*clean.shape), f0, power))
        return deviation * field / field[mask].std()

    present = noise(own, seed + 1000) if own else torch.zeros_like(slice_)
    return degrade(slice_, present + noise(level, seed)).numpy(), degrade(slice_, present).numpy() if own else clean


def regions(clean):
    """-> (tissue numbers, organs, patient, window around the patient)"""
    mask, smooth = body(clean), ndi.gaussian_filter(clean, 3)
    inside = lambda low, high: ndi.binary_erosion(mask & (smooth > low) & (smooth < high), iterations=2)
    air = ndi.binary_erosion(~mask, iterations=8, border_value=1) & (smooth < -900)
    rows, columns = (np.flatnonzero(mask.any(axis)) for axis in (1, 0))
    window = [[max(0, int(r[0]) - MARGIN), int(r[-1]) + MARGIN + 1] for r in (rows, columns)]
    near = np.zeros(clean.shape, bool)
    near[tuple(slice(*w) for w in window)] = True
    tissue = sum((k + 1) * (r & near) for k, r in enumerate((air, inside(-950, -700), inside(-140, -60), inside(0, 120))))
    return tissue, mask & (smooth > -300) & (smooth < 300), mask, window


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--slices", type=int, help="of each kind of noise; all without")
    options = parser.parse_args()
    torch.set_num_threads(1)
    names = ("noisy", "reference", "tissue", "organs", "patient")
    files = {name: open(os.path.join(options.out, f"{name}.f32"), "wb") for name in names}
    found, slices = chosen(options.data), []
    take = len(found) if options.slices is None else min(options.slices, len(found))
    for setting in SETTINGS:
        for name, clean, pixel, seed in (found[int((i + 0.5) * len(found) / take)] for i in range(take)):
            (low_dose, reference), (tissue, organs, patient, window) = noisy(clean, pixel, setting, seed), regions(clean)
            for file, picture in zip(names, (low_dose, reference, tissue, organs, patient)):
                picture.astype(np.float32).tofile(files[file])
            level = noise_level(torch.from_numpy(low_dose).double())
            about = dict(set=setting, id=f"{name}#{seed}", rows=clean.shape[0], columns=clean.shape[1])
            slices.append(dict(about, pixel=pixel, window=window, level=float(level)))
    for file in files.values():
        file.close()
    with open(os.path.join(options.out, "slices.json"), "w") as file:
        json.dump(dict(asked=options.slices, tissues=TISSUES, slices=slices), file)


if __name__ == "__main__":
    main()
