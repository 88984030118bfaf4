"""What a wrong noise level costs: python level_told.py --data FOLDER --weights model.onnx [more ...]

Train slices that no pack holds, white Rician noise of known level. Per kind of slice: the level that the product reads over the true one,
PSNR in the head of the noisy slice, and of each network told the level that is read / told the truth. Two networks differ fairly only where the level
that is read is about right: where anatomy is read as noise, the one that trusts its level more loses.
"""
import argparse
import json
import math
import os

import nibabel as nib
import numpy as np
import torch

from checkpoint import averaged_weights
from intensity import intensity_unit
from network import Denoiser, denoise
from noise import rician
from noise_level import noise_level
from pack import EVERY, crop_to_head

SETS = (
    ("brainmask", lambda e: e["dataset"] == "nichart-demo" and e["contrast"] == "FLAIR", "FLAIR, 2 mm (nichart-demo)"),
    ("brainmask", lambda e: e["dataset"] == "nichart-demo" and e["contrast"] == "T1", "T1, 2 mm (nichart-demo)"),
    ("ixi-volumes", lambda e: True, "T1, 2 mm (ixi-volumes, slices between)"),
)
DEPTHS = (0.45, 0.65, 0.8)
LEVELS = (0.03, 0.06, 0.1)
LARGEST, MULTIPLE = 224, 16
HEAD = 0.12


def slices(data, count):
    """Yields (kind, slice in its unit, its sides multiples of 16): `count` subjects of each kind, three slices each."""
    for folder, wanted, kind in SETS:
        with open(os.path.join(data, folder, "index.json")) as file:
            found = [e for e in json.load(file) if e["split"] == "train" and wanted(e)]
        for e in sorted(found, key=lambda e: e["id"])[:count]:
            volume = np.asanyarray(nib.load(os.path.join(data, folder, e["file"])).dataobj)
            for depth in DEPTHS:
                k = int(depth * volume.shape[2])
                k += k % EVERY.get(folder, k + 2) == 1  # those are in the pack
                raw = volume[..., k].astype(np.float64)
                x = crop_to_head(raw / intensity_unit(raw))
                rows, columns = (min(LARGEST, n // MULTIPLE * MULTIPLE) for n in x.shape)
                top, left = ((n - m) // 2 for n, m in zip(x.shape, (rows, columns)))
                yield kind, torch.tensor(x[top : top + rows, left : left + columns], dtype=torch.float32)[None]


def psnr(image, clean):
    return -10 * math.log10(float(((image - clean)[clean > HEAD] ** 2).mean()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder that holds brainmask, ixi-volumes")
    parser.add_argument("--weights", nargs="+", required=True, help="checkpoint.pt or model.onnx, of the default size")
    parser.add_argument("--subjects", type=int, default=8, help="of each kind")
    options = parser.parse_args()
    torch.set_num_threads(1)
    networks = []
    for path in options.weights:
        network = Denoiser([48, 64, 96, 128], [1, 1, 2, 2])
        network.load_state_dict(averaged_weights(path, network, "cpu"))
        networks.append(network.eval())
    generator, rows = torch.Generator().manual_seed(5), {}
    for kind, clean in slices(options.data, options.subjects):
        for level in LEVELS:
            noisy, truth = rician(clean, torch.tensor([level]), generator, 0, 0, 0), torch.tensor([level])
            read = torch.tensor(noise_level(noisy), dtype=torch.float32).nan_to_num(level)
            with torch.no_grad():
                made = [psnr(denoise(network, noisy[:, None], told)[:, 0], clean) for network in networks for told in (read, truth)]
            rows.setdefault((kind, level), []).append([float(read) / level, psnr(noisy, clean), *made])
    names = " | ".join(f"{os.path.basename(os.path.dirname(os.path.abspath(path)))}: told what is read / the truth" for path in options.weights)
    print(f"| slices | noise | level read / true | noisy, dB | {names} |\n|---|---|---|---|{'---|' * len(networks)}")
    for (kind, level), found in rows.items():
        over, before, *made = np.mean(found, 0)
        pairs = " | ".join(f"{a:.2f} / {b:.2f}" for a, b in zip(made[::2], made[1::2]))
        print(f"| {kind}, {len(found)} | {100 * level:.0f} % | {over:.2f} | {before:.2f} | {pairs} |")


if __name__ == "__main__":
    main()
