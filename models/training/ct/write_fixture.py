"""Numbers for the test of the TypeScript twin: python -m ct.write_fixture > ../../tests/volume/ctNoiseLevel.fixture.json

A drawn body (an ellipse with organs and a spine, in air) of 140 x 148 with stationary ramp noise through kernels from soft to sharp, whole
HU as base64 of int16; neither size is a multiple of 8. sigma by level.py in float64, as the product computes.
"""
import base64
import json

import numpy as np
import torch

from ct.level import noise_level
from ct.simulate import degrade, filtered, kernel, radius, stationary_spectrum

ROWS, COLUMNS = 140, 148


def picture():
    r, c = np.mgrid[0:ROWS, 0:COLUMNS]
    distance = lambda row, column, height, width: np.hypot((r - row) / height, (c - column) / width)
    hu = np.where(distance(70, 74, 66, 70) < 1, -90.0, -1000.0)
    hu[distance(70, 74, 60, 64) < 1] = 45
    hu[distance(60, 50, 26, 20) < 1] = 110
    hu[distance(108, 76, 10, 10) < 1] = 600
    return torch.from_numpy(hu)


def main():
    generator = torch.Generator().manual_seed(5)
    f = radius(ROWS, COLUMNS)
    cases = []
    for f0, power, level in ((0.32, 2.2, 8.0), (0.32, 2.2, 35.0), (0.5, 2.4, 20.0), (0.72, 2.6, 60.0)):
        noise = filtered(torch.randn(ROWS, COLUMNS, generator=generator), stationary_spectrum(f) * kernel(f, f0, power))
        stored = degrade(picture(), level * noise.double() / noise.std())
        pixels = base64.b64encode(stored.numpy().astype("<i2").tobytes()).decode()
        cases.append(dict(f0=f0, level=level, sigma=noise_level(stored), pixels=pixels))
    print(json.dumps(dict(rows=ROWS, columns=COLUMNS, cases=cases), separators=(",", ":")))


if __name__ == "__main__":
    main()
