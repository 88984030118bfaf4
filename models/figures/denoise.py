"""Slices, noise and engine that the figures of MR denoising share (samplers.py, prepare_mr.py).

Middle slices of `val` subjects in units of their 98th percentile, trimmed to the head; Rician noise from seeds of its own for every slice
and level; pixels that are exactly zero in the source count nowhere.
"""
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass

import nibabel as nib
import numpy as np
from scipy import ndimage as ndi

LEVELS = (0.03, 0.06, 0.10)
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


@dataclass(frozen=True)
class Source:
    """One slice as stored; `lesion` is 1 inside drawn lesions, None where nobody drew any."""

    id: str
    contrast: str
    skull: str
    spacing: tuple
    pixels: np.ndarray
    lesion: np.ndarray | None


def clinical(e):
    return e["folder"] == "mr-clinical"


def is_a(e, contrast, skull):
    return e["contrast"] == contrast and e["skull"] == skull


# Title, which entries, slices of each volume, most slices of the set. The first six stand in the baselines too.
SETS = (
    ("T1, IXI, skull on, 2 mm", lambda e: e["dataset"] == "ixi", 3, None),
    ("T1, clinical and 1 mm, skull on", lambda e: is_a(e, "T1", "on") and e["dataset"] in ("ms-long", "studyforrest"), 6, None),
    ("FLAIR, SOOP, skull off, 1 mm", lambda e: e["dataset"] == "soop" and e["plane"] == "axial", 1, 40),
    ("FLAIR, clinical, skull on", lambda e: not clinical(e) and is_a(e, "FLAIR", "on") and e["kind"] == "volume", 6, None),
    ("T2, skull on", lambda e: not clinical(e) and is_a(e, "T2", "on"), 4, None),
    ("PD, T2, FLAIR, mr-clinical", clinical, 6, None),
)
FURTHER = (
    ("FLAIR, MS, skull off, 1 mm", lambda e: e["dataset"] == "ms-cross" and e["contrast"] == "FLAIR", 6, None),
    ("T1, skull off, 1 mm", lambda e: is_a(e, "T1", "off"), 3, None),
    ("T2, skull off, 1 mm", lambda e: is_a(e, "T2", "off"), 3, None),
    ("T1 with contrast medium, skull on and off", lambda e: e["contrast"] == "T1c", 3, None),
)


def sources(folder, sets=SETS + FURTHER):
    """-> {title: [Source]}, `val` entries only."""
    entries = []
    for name in ("mr", "mr-clinical"):
        with open(os.path.join(folder, name, "index.json")) as file:
            entries += [dict(e, folder=name) for e in json.load(file) if e["split"] == "val"]
    volumes = {}

    def volume(e, field):
        path = e[field] and os.path.join(folder, e["folder"], e[field])
        if path and path not in volumes:
            volumes[path] = np.asanyarray(nib.load(path).dataobj)
        return volumes.get(path)

    def pick(test, count):
        for e in filter(test, entries):
            image, mask = volume(e, "file"), volume(e, "mask")
            chosen = np.linspace(image.shape[2] * 0.4, image.shape[2] * 0.65, count) if e["slice"] is None else [e["slice"]]
            for k in map(int, chosen):
                name = f"{e['id']}:{k}" if e["slice"] is None else e["id"]
                lesion = None if mask is None or e["mask_kind"].lower().startswith("auto") else mask[..., k]
                yield Source(name, e["contrast"], e["skull"], tuple(e["spacing_mm"][:2]), image[..., k], lesion)

    return {title: list(pick(test, count))[:most] for title, test, count, most in sets}


def load(folder):
    """-> {title: [pixels]} of the six sets of the baselines."""
    return {title: [s.pixels for s in found] for title, found in sources(folder, SETS).items()}


def head(x):
    m = ndi.binary_fill_holes(ndi.binary_closing(x > 0.12, iterations=3))
    labels, n = ndi.label(m)
    return labels == 1 + np.argmax(np.bincount(labels.ravel())[1:]) if n else m


def framed(raw):
    """-> (slice in units of its 98th percentile, head, window that trims both to the head)."""
    raw = raw.astype(np.float64)
    x = raw / np.percentile(raw[raw > 0.12 * raw.max()], 98)
    h = head(x)
    i, j = np.where(h.any(1))[0], np.where(h.any(0))[0]
    return x, h & (x > 0), (slice(max(0, i[0] - 6), i[-1] + 7), slice(max(0, j[0] - 6), j[-1] + 7))


def prepare(raw):
    """-> (slice in units of its 98th percentile, head), both trimmed to the head."""
    x, h, window = framed(raw)
    return x[window], h[window]


def noisy(x, k, level):
    random = np.random.default_rng([20240, k, int(level * 1000)])
    return np.hypot(x + random.normal(0, level, x.shape), random.normal(0, level, x.shape))


def engine(model, pictures, steps, sampler, turns=1):
    """-> (denoised pictures, sigmas), through the product's own code."""
    with tempfile.TemporaryDirectory() as folder:
        path = lambda name: os.path.join(folder, name)
        np.concatenate([p.astype(np.float32).ravel() for p in pictures]).tofile(path("in"))
        slices = [dict(rows=p.shape[0], columns=p.shape[1]) for p in pictures]
        task = dict(model=model, steps=steps, sampler=sampler, turns=turns, pixels=path("in"), output=path("out"), report=path("report"), slices=slices)
        json.dump(task, open(path("job.json"), "w"))
        subprocess.run(["node", "--import", "tsx", "models/figures/runEngine.ts", path("job.json")], cwd=ROOT, check=True)
        flat, report = np.fromfile(path("out"), np.float32), json.load(open(path("report")))
    result, at = [], 0
    for p in pictures:
        result.append(flat[at : at + p.size].reshape(p.shape).astype(np.float64))
        at += p.size
    return result, report["sigmas"]
