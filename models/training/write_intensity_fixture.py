"""Numbers for the tests of the TypeScript twin: python write_intensity_fixture.py > ../../tests/volume/intensity.fixture.json

The drawn picture of write_fixtures.py with what must not move its unit: voxels and their values, top and unit by intensity.py.
"""
import json

import numpy as np
import torch

from intensity import intensity_top, intensity_unit
from noise import rician
from write_fixtures import picture


def foreign(shape):
    """Name, indices and values of what is put into the picture."""
    random = np.random.default_rng(7)
    index = np.arange(shape[0] * shape[1]).reshape(shape)
    r, c = np.mgrid[0 : shape[0], 0 : shape[1]]
    spike = 9000 * np.exp(-((r - 80) ** 2 + (c - 90) ** 2) / 8)
    yield "nothing", [], []
    for value in (1500, 20000, 65535):
        yield f"a hot voxel of {value}", [5], [value]
    yield "a marker", index[4:10, 4:9].ravel(), 3000 + random.integers(0, 500, 30)
    yield "a metal spike that falls off smoothly", index[spike > 700], np.rint(spike[spike > 700])
    scattered = random.choice(index.size, 8, replace=False)
    yield "scattered spikes without a gap", scattered, 1400 * 1.24 ** np.arange(8)


def main():
    noisy = rician(torch.from_numpy(picture())[None], torch.tensor([0.04]), torch.Generator().manual_seed(6), 0, 0, 0)[0].numpy()
    stored = np.rint(noisy * 1000).astype(int)
    cases = []
    for name, indices, values in foreign(stored.shape):
        pixels = stored.ravel().astype(np.float32)
        pixels[list(indices)] = np.asarray(values, np.float32)
        listed = dict(indices=[int(i) for i in indices], values=[float(pixels[i]) for i in indices])
        cases.append(dict(name=name, **listed, top=float(intensity_top(pixels)), unit=float(intensity_unit(pixels.astype(np.float64)))))
    print(json.dumps(dict(pixels=stored.ravel().tolist(), cases=cases), separators=(",", ":")))


if __name__ == "__main__":
    main()
