"""How many evaluations a sampler needs: python models/figures/samplers.py --data FOLDER [--write]

Denoising of `val` slices with 10 % Rician noise through the engine: RMS distance of each sampler's result to the end state of a 100-step
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

LEVEL = 0.10
SAMPLERS = {"ddim": (1, 2, 4, 8, 16, 32, 50), "dpmpp-2m": (2, 3, 4, 6, 8, 10, 16), "unipc-2": (2, 3, 4, 6, 8, 10, 16), "heun": (2, 3, 4, 5, 6, 8)}
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


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--model", default="mr-brain-restore")
    parser.add_argument("--slices", type=int, default=2, help="of each set")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    pictures, truths, heads = [], [], []
    for raws in load(options.data).values():
        for k, raw in enumerate(raws[:: max(1, len(raws) // options.slices)][: options.slices]):
            x, h = prepare(raw)
            pictures.append(noisy(x, k, LEVEL))
            truths.append(x)
            heads.append(h)
    run = lambda sampler, steps: engine(options.model, pictures, steps, sampler)[0]
    psnr = lambda results: np.mean([-10 * np.log10(np.mean((z - x)[h] ** 2)) for z, x, h in zip(results, truths, heads)])
    reference = run("ddim", 100)
    curves = {}
    for sampler, counts in SAMPLERS.items():
        for steps in counts:
            results = run(sampler, steps)
            distance = 100 * np.mean([np.sqrt(np.mean((z - r)[h] ** 2)) for z, r, h in zip(results, reference, heads)])
            curves.setdefault(sampler, []).append((EVALUATIONS.get(sampler, lambda s: s)(steps), distance, psnr(results)))

    lines = ["| sampler | evaluations: RMS distance to 100-step DDIM, % (PSNR, dB) | evaluations to stay below 1 % | below 0.5 % |", "|---|---|---|---|"]
    for sampler, points in curves.items():
        cells = "; ".join(f"{n}: {d:.2f} ({p:.2f})" for n, d, p in points)
        lines.append(f"| {sampler} | {cells} | {evaluations_to_reach(points, 1)} | {evaluations_to_reach(points, 0.5)} |")
    lines += ["", f"{len(pictures)} slices; 100-step DDIM itself: {psnr(reference):.2f} dB."]
    text = "\n".join(lines)
    print(text)
    if options.write:
        with open(os.path.join(ROOT, "docs", "samplers-figures.md"), "w") as file:
            file.write(f"# Evaluations against error\n\nMade by `{COMMAND}`.\n\n![error against evaluations](samplers.svg)\n\n{text}\n")
        plt.figure(figsize=(6, 4))
        for sampler, points in curves.items():
            plt.loglog([n for n, *_ in points], [d for _, d, _ in points], "o-", label=sampler)
        plt.axhline(1, color="grey", lw=0.8)
        plt.xlabel("evaluations of the network per slice")
        plt.ylabel("RMS distance to 100-step DDIM, % of p98")
        plt.legend()
        plt.tight_layout()
        plt.rcParams["svg.hashsalt"] = "samplers"
        plt.savefig(os.path.join(ROOT, "docs", "samplers.svg"), metadata={"Date": None})


if __name__ == "__main__":
    main()
