"""Fit the cubic of noise_level.py on noise-only fields of MR textures, then report how it does on real slices: python fit_noise_level.py pack.npz"""
import sys

import numpy as np
import torch

from noise import coloured, rician
from noise_level import RHO, _median, block_statistics, calm_blocks, noise_level
from pack import UNIT


def fit(generator):
    """Noise alone, on a constant head, through the same choice of blocks."""
    rho, log_ratio = [], []
    for k in range(80):
        shape = (8, 160, 160)
        field = torch.randn(shape, generator=generator) if k % 8 == 0 else coloured(shape, generator, "cpu")
        for _, s1, s2, edges, nonzero in zip(*block_statistics(field.double() + 100)):
            calm = calm_blocks(edges, nonzero)
            a, b = float(_median(s1[calm])), float(_median(s2[calm]))
            rho.append(np.clip(np.log(a / b), *RHO))
            log_ratio.append(-np.log(b))
    coefficients = np.polynomial.polynomial.polyfit(rho, log_ratio, 3).round(4)
    residual = np.asarray(log_ratio) - np.polynomial.polynomial.polyval(rho, coefficients)
    print("rho", np.percentile(rho, [0, 5, 50, 95, 100]).round(2), "TEXTURE =", tuple(coefficients.tolist()), f"residual {100 * residual.std():.1f} %")
    return tuple(coefficients.tolist())


def report(pack, texture, generator):
    data = np.load(pack)
    starts = np.concatenate([[0], np.cumsum(data["shapes"].prod(1))])
    pixels, chosen = data["pixels"], [i for i, s in enumerate(data["shapes"]) if min(s) >= 96][::37]
    for level in (0.0, 0.01, 0.03, 0.06, 0.1, 0.2):
        for colour in (0.0, 1.0):
            found = []
            for i in chosen:
                x = torch.from_numpy(pixels[starts[i] : starts[i + 1]].reshape(data["shapes"][i]).astype(np.float32) / UNIT)[None]
                y = rician(x, torch.tensor([level]), generator, colour_share=colour, varying_share=0) if level else x
                found += noise_level(y, texture)
            found = np.asarray(found)
            print(f"true {level:.2f} {'coloured' if colour else 'white   '} found", np.nanpercentile(found, [5, 25, 50, 75, 95]).round(4), f"no estimate {np.isnan(found).sum()} of {len(found)}")


if __name__ == "__main__":
    random = torch.Generator().manual_seed(1)
    report(sys.argv[1], fit(random), random)
