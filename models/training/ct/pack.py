"""Clean slices and raw noise in one file, made once: python -m ct.pack --data FOLDER --out ct.npz   (FOLDER holds ct/index.json)

Only entries whose split is `train`; the patients of DEV are marked and never trained on. Per slice: HU as int16, the patient's mask, and
two realisations of ramp noise of random scanner settings as float16, unit standard deviation inside the patient.
"""
import argparse
import json
import math
import os

import nibabel as nib
import numpy as np
import torch

from ct.simulate import body, ramp_noise

DEV = ("kits72", "a048383", "a056642")
"""Patients of the training split that are kept for the curves."""
REALISATIONS = 2


def slices_of(folder, split):
    """-> (entry, hu [512, 512] float32 as displayed) for each slice of a split."""
    index = json.load(open(os.path.join(folder, "ct", "index.json")))
    for entry in sorted((e for e in index if e["split"] == split), key=lambda e: e["file"]):
        volume = np.asanyarray(nib.load(os.path.join(folder, "ct", entry["file"])).dataobj)
        for k in range(volume.shape[2]):
            yield entry, np.ascontiguousarray(volume[:, :, k].T).astype(np.float32)


def scanner(random):
    """Settings of one simulated scan; ranges that matched measured dose reduction best, and beyond."""
    return dict(
        bowtie=random.uniform(0.1, 0.6),
        modulation=random.uniform(0, 0.6),
        photons=math.exp(random.uniform(math.log(2e4), math.log(2e5))),
        electronic=random.uniform(0, 8),
    )


def unit_noise(hu, mask, pixel, random, generator):
    field = ramp_noise(torch.from_numpy(hu), pixel, generator, **scanner(random)).numpy()
    return field / field[mask].std()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", default="ct.npz")
    options = parser.parse_args()
    random, generator = np.random.default_rng(7), torch.Generator().manual_seed(7)
    clean, noise, masks, dev = [], [], [], []
    for entry, hu in slices_of(options.data, "train"):
        mask = body(hu)
        noise.append([unit_noise(hu, mask, entry["pixel_spacing"][0], random, generator).astype(np.float16) for _ in range(REALISATIONS)])
        clean.append(hu.astype(np.int16))
        masks.append(mask)
        dev.append(entry["patient"] in DEV)
        print(entry["id"], len(clean), flush=True)
    np.savez(options.out, clean=np.stack(clean), noise=np.array(noise), body=np.stack(masks), dev=np.array(dev))


if __name__ == "__main__":
    main()
