"""A drawn series with the numbers after each step: python -m brain_mask.write_fixture   (in models/training)

Writes tests/fixtures/brain-mask/steps.fixture.json for the TypeScript twin of preprocess.py and postprocess.py. Nobody's head.
Arrays are base64, little-endian, [z, y, x]; `bits` are packed eight to a byte, most significant first.
"""
import base64
import json
import os

import numpy as np

from intensity import intensity_unit
from .postprocess import clean, to_source
from .preprocess import SIZE, prepare

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
PATH = os.path.join(ROOT, "tests", "fixtures", "brain-mask", "steps.fixture.json")
SLICES, ROWS, COLUMNS = 3, 72, 104
MM = dict(z=5.0, y=2.4, x=1.6)
"""Blurred along x (1.6 mm to 2 mm), not along y."""


def drawn_series():
    """Ellipses off the centre, with ripples, specks in the air and a bright corner; uint16 [3, 72, 104]."""
    z, y, x = np.mgrid[0:SLICES, 0:ROWS, 0:COLUMNS].astype(float)
    radius = np.hypot((x - 47.3) / (34 - z), (y - 38.8) / (29 - z))
    level = np.select([radius < 0.82, radius < 0.9, radius < 1], [600 + 90 * np.sin(x / 3) * np.cos(y / 4 + z), 90, 900], 4)
    level[1, 3, 96], level[2, 68:70, 4:6] = 700, 1500
    return np.rint(level).astype(np.uint16)


def drawn_probability():
    """A brain with a hole and a thin bridge to an island, and a second, larger island in one slice; uint8 / 255, [3, 128, 128]."""
    z, y, x = np.mgrid[0:SLICES, 0:SIZE, 0:SIZE].astype(float)
    soft = lambda cx, cy, rx, ry: 1 / (1 + np.exp(8 * (np.hypot((x - cx) / rx, (y - cy) / ry) - 1)))
    brain = soft(62, 66, 24 - 3 * z, 30 - 3 * z) * (1 - soft(58 + z, 70, 5, 4))
    bridge = np.where((abs(y - 60) < 1.5) & (x > 70) & (x < 100), 0.9, 0)
    islands = np.maximum(soft(104, 60, 6, 7), np.where(z == 2, soft(30, 112, 9, 7), 0))
    return np.rint(255 * np.maximum.reduce([brain, bridge, islands])).astype(np.uint8)


def main():
    text = lambda a: base64.b64encode(np.ascontiguousarray(a).tobytes()).decode()
    series, drawn = drawn_series(), drawn_probability()
    prepared = prepare(series, (MM["y"], MM["x"]))
    probability = drawn.astype(np.float32) / 255
    sparse = prepared.slices[:, 1::4, 1::4].astype("<f4")
    mask, agreed = clean(probability)
    native = to_source(agreed, prepared, series.shape)
    fixture = dict(
        about="made by models/training/brain_mask/write_fixture.py; see the README there",
        series=dict(slices=SLICES, rows=ROWS, columns=COLUMNS, mm=MM, uint16=text(series.astype("<u2"))),
        unit=float(intensity_unit(series)),
        centre=dict(y=prepared.centre[0], x=prepared.centre[1]),
        prepared=dict(about="every fourth row and column of [3, 128, 128], from 1", float32=text(sparse)),
        probability=dict(about="uint8 / 255, [3, 128, 128]: drawn, not from the network", uint8=text(drawn)),
        mask=dict(about="after step 5, [3, 128, 128]", count=int(mask.sum()), bits=text(np.packbits(mask))),
        native=dict(about="after step 7, the grid of the series", count=int(native.sum()), bits=text(np.packbits(native))),
    )
    os.makedirs(os.path.dirname(PATH), exist_ok=True)
    with open(PATH, "w") as file:
        json.dump(fixture, file, indent=1)
        file.write("\n")
    print(f"{os.path.getsize(PATH) / 1000:.0f} kB; mask {mask.sum(axis=(1, 2))}, native {native.sum(axis=(1, 2))}")


if __name__ == "__main__":
    main()
