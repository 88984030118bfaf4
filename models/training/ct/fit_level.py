"""Fit the cubic of level.py on stationary ramp noise, then report how it does on packed slices: python -m ct.fit_level ct.npz"""
import sys

import numpy as np

from ct.draws import Draws
from ct.level import RHO, bands, noise_level
from ct.simulate import degrade


def fit(draws, fields=240):
    """Noise alone, unit deviation x 30 HU, on a slice of water; f0 0.2 to 1.2 cycles per pixel, power 1.5 to 3."""
    rho, log_ratio = [], []
    for _ in range(fields):
        noise = 30 * draws.noise_of(None, float(np.exp(draws.random.uniform(np.log(0.2), np.log(1.2)))), draws.random.uniform(1.5, 3))
        s1, s2 = bands(noise.double())
        rho.append(np.clip(np.log(s1 / s2), *RHO))
        log_ratio.append(np.log(float(noise.std()) / s2))
    coefficients = np.polynomial.polynomial.polyfit(rho, log_ratio, 3).round(4)
    residual = np.asarray(log_ratio) - np.polynomial.polynomial.polyval(rho, coefficients)
    print("rho from", min(rho), "to", max(rho))
    print("TEXTURE =", tuple(coefficients.tolist()), f"residual {100 * residual.std():.1f} %")


def report(draws):
    """Estimate over the deviation of the noise added in the body, on slices as scanned (whose own noise counts too)."""
    for f0, power in ((0.32, 2.2), (0.5, 2.4), (0.72, 2.6)):
        for level in (0.0, 15.0, 35.0, 60.0, 100.0):
            found = []
            for index in range(0, len(draws.clean), 5):
                sigma = noise_level(degrade(draws.clean[index].float(), level * draws.noise_of(index, f0, power, 0)))
                found.append(np.nan if sigma is None else sigma)
            spread = np.nanpercentile(found, [5, 25, 50, 75, 95]).round(1)
            print(f"f0 {f0} level {level:.0f}: HU", spread, f"no estimate {np.isnan(found).sum()} of {len(found)}", flush=True)


if __name__ == "__main__":
    source = Draws(sys.argv[1], "cpu", 1)
    fit(source)
    report(source)
