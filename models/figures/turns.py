"""What the mean of eight turns gains in MR denoising: python models/figures/turns.py --data FOLDER [--slices N]

Slices that `mr-brain-restore` was not trained on and that are not `val` either, so that `val` stays unread: T1 volumes of volunteers of
`ixi-volumes` that are not in `mr`, and FLAIR of elderly people of `wmh` (both `train` there), one axial slice of each subject. Rician noise of
3, 6 and 10 %; one evaluation as the slice lies against the mean over its eight turns, through the engine; PSNR inside the head.
"""
import argparse
import json
import os

import nibabel as nib
import numpy as np

from denoise import LEVELS, engine, noisy, prepare

FOLDERS = ("ixi-volumes", "wmh")


def entries(folder, name):
    with open(os.path.join(folder, name, "index.json")) as file:
        return json.load(file)


def held_out(folder, name, count):
    """-> [(slice in units of its 98th percentile, head)], axial, evenly from the subjects."""
    trained = {e["subject"] for e in entries(folder, "mr") + entries(folder, "mr-more")}
    found = [e for e in entries(folder, name) if e["split"] == "train" and e["subject"] not in trained]
    chosen = [found[i] for i in np.linspace(0, len(found) - 1, min(count, len(found))).astype(int)]
    for n, e in enumerate(chosen):
        volume = np.asanyarray(nib.load(os.path.join(folder, name, e["file"])).dataobj)
        level = 0.4 + 0.25 * n / max(1, len(chosen) - 1)
        yield prepare(volume[..., int(level * volume.shape[2])])


def psnr(result, clean, head):
    return -10 * np.log10(np.mean((result - clean)[head] ** 2))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--model", default="mr-brain-restore")
    parser.add_argument("--slices", type=int, default=8, help="of each folder")
    options = parser.parse_args()
    print("| slices | noise | as it lies, dB | mean of eight turns | gain (standard error) | smallest, largest |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |", flush=True)
    for name in FOLDERS:
        slices = list(held_out(options.data, name, options.slices))
        for level in LEVELS:
            pictures = [noisy(x, k, level) for k, (x, _) in enumerate(slices)]
            runs = (engine(options.model, pictures, 1, "dpmpp-2m", turns)[0] for turns in (1, 8))
            one, eight = (np.array([psnr(z, x, h) for z, (x, h) in zip(run, slices)]) for run in runs)
            gain = eight - one
            error = gain.std(ddof=1) / np.sqrt(len(gain)) if len(gain) > 1 else float("nan")
            cells = f"{one.mean():.2f} | {eight.mean():.2f} | {gain.mean():+.3f} ({error:.3f}) | {gain.min():+.3f}, {gain.max():+.3f}"
            print(f"| {name} ({len(slices)}) | {100 * level:.0f} % | {cells} |", flush=True)


if __name__ == "__main__":
    main()
