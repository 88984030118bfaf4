"""The command line against a PyTorch eager loop, same network, slices, steps and cores: python models/figures/eager.py [--slices 100]

A drawn head of 256 x 256 pixels with noise, one evaluation per slice. Time of the whole `ohif-diffusion denoise` process against the time
of the loop alone (its start, reading and noise level not counted), one after the other, three times; medians.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

import nibabel as nib
import numpy as np
import torch

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "models", "training"))
from checkpoint import from_onnx  # noqa: E402
from network import Denoiser, denoise  # noqa: E402

WIDTHS, BLOCKS = [48, 64, 96, 128], [1, 1, 2, 2]
"""Of models/mr-brain-restore."""
REPEATS = 3


def drawn_head(slices):
    r, c = np.mgrid[0:256, 0:256] - 127.5
    head = np.where(np.hypot(r, 1.2 * c) < 100, 500 + 100 * np.cos(r / 9) * np.cos(c / 7), 0)
    noise = np.random.default_rng(1).normal(0, 20, (2, slices, 256, 256))
    return np.hypot(head + noise[0], noise[1]).astype(np.float32)


def command_line(path, folder):
    start = time.time()
    subprocess.run(["npx", "--no", "ohif-diffusion", "denoise", "-q", "-i", path, "-o", folder], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    seconds = json.load(open(os.path.join(folder, "report.json")))["seconds"]
    return time.time() - start, seconds["network"]


def eager(network, slices, unit):
    start = time.time()
    with torch.no_grad():
        for s in slices:
            denoise(network, torch.from_numpy(s / unit)[None, None], torch.tensor([0.04]))
    return time.time() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--slices", type=int, default=100)
    options = parser.parse_args()
    torch.set_num_threads(os.cpu_count())
    network = Denoiser(WIDTHS, BLOCKS).eval()
    network.load_state_dict(from_onnx(os.path.join(ROOT, "models", "mr-brain-restore", "model.onnx"), network))
    network.fold()
    slices = drawn_head(options.slices)
    unit = float(np.percentile(slices[slices > 0.12 * slices.max()], 98))
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "head.nii.gz")
        nib.save(nib.Nifti1Image(slices.T, np.diag([0.9, 0.9, 4, 1])), path)
        for k in range(REPEATS):
            whole, network_only = command_line(path, os.path.join(folder, str(k)))
            rows.append((whole, network_only, eager(network, slices, unit)))
    whole, network_only, loop = np.median(rows, 0)
    print(f"{options.slices} slices: command line {whole:.1f} s (network {network_only:.1f} s), PyTorch eager loop {loop:.1f} s: {loop / whole:.2f} times as fast")


if __name__ == "__main__":
    main()
