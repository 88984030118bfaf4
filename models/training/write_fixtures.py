"""Numbers for the tests of the TypeScript twin: python write_fixtures.py > ../../tests/volume/noiseLevel.fixture.json

Drawn pictures (rings and a ramp) of 96 x 112 with Rician noise, stored as integers; sigma by noise_level.py and the unit by intensity.py.
"""
import json

import numpy as np
import torch

from intensity import intensity_unit
from noise import rician
from noise_level import noise_level


def picture():
    r, c = np.mgrid[0:96, 0:112]
    radius = np.hypot((r - 48) / 44, (c - 56) / 52)
    return np.where(radius < 1, 0.7 + 0.25 * np.cos(3 * radius) + 0.002 * c, 0).astype(np.float32)


def main():
    generator = torch.Generator().manual_seed(5)
    cases = []
    for level, colour, zero_air in ((0.02, 0, 0), (0.06, 0, 1), (0.1, 1, 0), (0.25, 1, 1)):
        noisy = rician(torch.from_numpy(picture())[None], torch.tensor([level]), generator, colour, 0, zero_air)[0].numpy()
        stored = np.rint(noisy * 1000).astype(int)
        unit = float(intensity_unit(stored.astype(np.float64)))
        sigma = noise_level(torch.from_numpy(stored.astype(np.float64) / unit)[None])[0]
        cases.append(dict(level=level, coloured=bool(colour), unit=unit, sigma=sigma, pixels=stored.ravel().tolist()))
    print(json.dumps(dict(rows=96, columns=112, cases=cases), separators=(",", ":")))


if __name__ == "__main__":
    main()
