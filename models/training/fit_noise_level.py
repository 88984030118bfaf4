"""Fit the regression of noise_level.py: python fit_noise_level.py --pack pack.npz [--draws 4]

Train slices with Rician noise of known level, 0.6 to 30 %, white and correlated, of one level and varying. Subjects of one in six are left out of the
fit, and the reading is reported on them. A slice has noise of its own, and what the fit finds is the noise added: on average it leaves the
slice's own out, so that a scan of little noise is read as such. One case in four is made a phantom before the noise, smooth
or of few even greys: noise without anatomy is read right too.
"""
import argparse
import json
import math
import zlib

import numpy as np
import torch
from scipy import ndimage as ndi

from noise import rician
from noise_level import READING, Reading, features
from pack import UNIT

LOWEST, HIGHEST = 0.006, 0.3
HIDDEN, STEPS = 24, 8000
SURE = 0.015
"""Below this level a slice's own noise is about as strong as what was added: such cases weigh less."""
PHANTOMS = 1 / 4
BANDS = ((0.006, 0.02), (0.02, 0.04), (0.04, 0.08), (0.08, 0.15), (0.15, 0.3))


def phantom(slice, random):
    """The slice without its fine anatomy: blurred by 2 to 14 pixels; half of them in 2 to 6 greys with sharp edges."""
    blurred = ndi.gaussian_filter(slice, random.uniform(2, 14))
    greys = random.integers(2, 7)
    return (np.ceil(blurred * greys) / greys).astype(np.float32) if random.random() < 0.5 else blurred


def cases(pack, draws, generator, count=4000, smallest=80):
    """Yields (subject, whether a phantom, ln of the level, reference, features), slices drawn as the training draws them."""
    data = np.load(pack)
    starts = np.concatenate([[0], np.cumsum(data["shapes"].prod(1, dtype=np.int64))])
    pixels, shapes, names = data["pixels"], data["shapes"], data["names"]
    weights = data["weights"] / data["weights"].sum()
    random = np.random.default_rng(3)
    for i in random.choice(len(shapes), count, replace=False, p=weights):
        if min(shapes[i]) < smallest:
            continue
        clean = pixels[starts[i] : starts[i + 1]].reshape(shapes[i]).astype(np.float32) / UNIT
        is_phantom = random.random() < PHANTOMS
        clean = torch.from_numpy(phantom(clean, random) if is_phantom else clean)[None]
        for _ in range(draws):
            level = LOWEST * (HIGHEST / LOWEST) ** torch.rand(1, generator=generator)
            found = features(rician(clean, level, generator)[0].double())
            if found:
                subject = "-".join(str(names[i]).split("-")[:2])[:10]
                yield subject, is_phantom, math.log(level), *found


def fit(reference, found, truth):
    """-> what noiseReading.json holds."""
    mean, deviation = found.mean(0), found.std(0)
    standard = ((found - mean) / deviation).float()
    network = torch.nn.Sequential(torch.nn.Linear(found.shape[1], HIDDEN), torch.nn.Tanh(), torch.nn.Linear(HIDDEN, 1))
    optimiser = torch.optim.Adam(network.parameters(), lr=5e-3, weight_decay=1e-5)
    falling = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, STEPS)
    target, weight = (truth - reference).float(), torch.where(truth > math.log(SURE), 1.0, 0.3)
    for _ in range(STEPS):
        error = torch.nn.functional.smooth_l1_loss(network(standard)[:, 0], target, beta=0.2, reduction="none")
        optimiser.zero_grad()
        (error * weight).mean().backward()
        optimiser.step()
        falling.step()
    first, last = network[0], network[2]
    kept = dict(mean=mean, deviation=deviation, hidden=first.weight, bias=first.bias, out=last.weight[0], offset=last.bias[0])
    return {name: np.vectorize(lambda v: float(f"{v:.5g}"))(values.detach().numpy()).tolist() for name, values in kept.items()}


def report(kind, subjects, truth, reference, found):
    reading = Reading()
    error = np.array([math.log(reading(*pair)) for pair in zip(reference, found)]) - truth.numpy()
    print(f"| true level, {kind} | slices | read / true: 5, 50, 95 % |\n|---|---|---|")
    for low, high in BANDS:
        within = (truth.exp().numpy() >= low) & (truth.exp().numpy() < high)
        shown = ", ".join(f"{v:.2f}" for v in np.exp(np.percentile(error[within], [5, 50, 95])))
        print(f"| {100 * low:g} to {100 * high:g} % | {within.sum()} of {len(set(subjects[within]))} subjects or studies | {shown} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pack", required=True)
    parser.add_argument("--draws", type=int, default=4, help="levels for each slice")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    subjects, phantoms, truth, reference, found = zip(*cases(options.pack, options.draws, torch.Generator().manual_seed(5)))
    subjects, phantoms, truth = np.array(subjects), np.array(phantoms), torch.tensor(truth, dtype=torch.float64)
    reference, found = torch.stack(reference), torch.stack(found)
    held = np.array([zlib.crc32(s.encode()) % 6 == 0 for s in subjects])
    with open(READING, "w") as file:
        json.dump(fit(reference[~held], found[~held], truth[~held]), file, separators=(",", ":"))
        file.write("\n")
    for kind, shown in (("as scanned", held & ~phantoms), ("made a phantom", held & phantoms)):
        report(kind, subjects[shown], truth[shown], reference[shown], found[shown])


if __name__ == "__main__":
    main()
