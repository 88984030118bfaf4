"""How many evaluations a sampler needs: python models/figures/samplers.py --data FOLDER [--write]

Denoising of `val` slices with 10 and 30 % Rician noise through the engine: RMS distance of each sampler's result to the end state of a 100-step
DDIM run, in percent of the slice's 98th percentile, against evaluations; PSNR in the head beside it. `--write` puts the table into
docs/samplers-figures.md and the picture into docs/samplers.svg.
"""
import argparse
import os

import matplotlib
import numpy as np

from denoise import ROOT, engine, load, noisy, prepare

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

LEVELS = (0.10, 0.30)
LIMITS = (1, 0.5, 0.1)
SAMPLERS = {"ddim": (1, 2, 3, 4, 6, 8, 12, 16, 20, 24, 32, 50), "dpmpp-2m": (2, 3, 4, 6, 8, 10, 16), "unipc-2": (2, 3, 4, 6, 8, 10, 16), "heun": (2, 3, 4, 5, 6, 8)}
EVALUATIONS = {"heun": lambda steps: 2 * steps - 1}
COMMAND = "python models/figures/samplers.py --data FOLDER --write"


def evaluations_to_reach(points, limit):
    """First number of evaluations from which on the distance stays below the limit."""
    reached = None
    for evaluations, distance, _ in reversed(points):
        if distance > limit:
            break
        reached = evaluations
    return reached


def measure(model, slices, level):
    """-> [(sampler, [(evaluations, distance in % of p98, PSNR in dB)])], PSNR of the reference. Means over the slices, inside the head."""
    pictures = [noisy(x, k, level) for k, (x, _) in enumerate(slices)]
    run = lambda sampler, steps: engine(model, pictures, steps, sampler)[0]
    psnr = lambda results: np.mean([-10 * np.log10(np.mean((z - x)[h] ** 2)) for z, (x, h) in zip(results, slices)])
    reference = run("ddim", 100)
    distance = lambda results: 100 * np.mean([np.sqrt(np.mean((z - r)[h] ** 2)) for z, r, (_, h) in zip(results, reference, slices)])
    curves = {}
    for sampler, counts in SAMPLERS.items():
        for steps in counts:
            results = run(sampler, steps)
            curves.setdefault(sampler, []).append((EVALUATIONS.get(sampler, lambda s: s)(steps), distance(results), psnr(results)))
    return curves, psnr(reference)


def table(curves, level, reference, count):
    limits = " | ".join(f"{limit} %" for limit in LIMITS)
    lines = [f"## {100 * level:.0f} % Rician noise", "", f"{count} slices; 100-step DDIM itself: {reference:.2f} dB.", ""]
    lines += [f"| sampler | evaluations: RMS distance to 100-step DDIM, % (PSNR, dB) | evaluations to stay below {limits} |", "|---|---|" + "---|" * len(LIMITS)]
    for sampler, points in curves.items():
        cells = "; ".join(f"{n}: {d:.2f} ({p:.2f})" for n, d, p in points)
        lines.append(f"| {sampler} | {cells} | " + " | ".join(str(evaluations_to_reach(points, limit) or "not reached") for limit in LIMITS) + " |")
    return "\n".join(lines)


def draw(results):
    figure, axes = plt.subplots(1, len(results), figsize=(5 * len(results), 4), sharey=True)
    for axis, (level, curves) in zip(axes, results):
        for sampler, points in curves.items():
            axis.loglog([n for n, *_ in points], [d for _, d, _ in points], "o-", label=sampler)
        axis.axhline(1, color="grey", lw=0.8)
        axis.set_xlabel("evaluations of the network per slice")
        axis.set_title(f"{100 * level:.0f} % Rician noise")
    axes[0].set_ylabel("RMS distance to 100-step DDIM, % of p98")
    axes[0].legend()
    figure.tight_layout()
    plt.rcParams["svg.hashsalt"] = "samplers"
    figure.savefig(os.path.join(ROOT, "docs", "samplers.svg"), metadata={"Date": None})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--model", default="mr-brain-restore")
    parser.add_argument("--slices", type=int, default=1, help="of each set")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    slices = [prepare(raw) for raws in load(options.data).values() for raw in raws[:: max(1, len(raws) // options.slices)][: options.slices]]
    results, tables = [], []
    for level in LEVELS:
        curves, reference = measure(options.model, slices, level)
        tables.append(table(curves, level, reference, len(slices)))
        print(tables[-1], flush=True)
        results.append((level, curves))
    if options.write:
        with open(os.path.join(ROOT, "docs", "samplers-figures.md"), "w") as file:
            file.write("\n\n".join(["# Evaluations against error", f"Made by `{COMMAND}`.", "![error against evaluations](samplers.svg)", *tables]) + "\n")
        draw(results)


if __name__ == "__main__":
    main()
