"""Numbers for the test of the TypeScript twin: python -m healthy.write_fixture > ../../tests/fixtures/brain-canvas/steps.fixture.json

A drawn slice of 60 x 50 pixels of 0.9 x 1.3 mm (x, y as in a NIfTI file) with a brain off its middle: resampled, scaled and centred as for
training, a made-up answer of the network smoothed, and the evidence of both scores by made-up tables.
"""
import base64
import json
import sys

import numpy as np

from healthy import sources
from healthy.measures import evidence
from healthy.slices import centred, excess, smoothed

TABLES = dict(altered=[[0.02, 1], [0.1, 2], [0.4, 3]], brightness=[[0.1, 1], [0.5, 2], [0.5005, 3]], darkness=[[0.05, 1], [0.2, 2]])


def main():
    x, y = np.mgrid[0:60, 0:50]
    brain = ((x - 33) / 25) ** 2 + ((y - 21) / 20) ** 2 < 1 + 0.1 * np.sin(0.5 * x)
    drawn = 300 + 60 * np.cos(0.3 * x) * np.cos(0.4 * y) + 5 * x + 2500 * ((x - 40) ** 2 + (y - 15) ** 2 < 6)
    image = np.where(brain, np.rint(drawn), 90)
    entry = dict(spacing_mm=(0.9, 1.3, 5.0))
    sources.SMALLEST_BRAIN = 500  # mm2; the drawn head is small
    [(_, values, inside, _)] = sources.volume_slices(entry, image[..., None].astype(np.float32), brain[..., None])
    canvas, mask = centred(values, inside), centred(inside, inside)
    answer = np.where(mask, np.exp(-(canvas - 1.3) ** 2), 0).astype(np.float32)
    scores = dict(altered=smoothed(answer, mask), brightness=excess(canvas, mask, "brighter"), darkness=excess(canvas, mask, "darker"))
    text = lambda a: base64.b64encode(np.ascontiguousarray(a, "<f4").tobytes()).decode()
    json.dump(
        dict(
            made="python -m healthy.write_fixture",
            rows=50,
            columns=60,
            mm=dict(y=1.3, x=0.9),
            pixels=text(image.T),
            brain=text(brain.T),
            tables=TABLES,
            canvas=dict(rows=canvas.shape[0], columns=canvas.shape[1], image=text(canvas), brain=text(mask)),
            answer=text(answer),
            evidence={name: text(evidence(TABLES[name], score)) for name, score in scores.items()},
        ),
        sys.stdout,
    )
    print()


if __name__ == "__main__":
    main()
