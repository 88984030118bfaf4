"""Train the CT denoiser: python -m ct.train --pack ct.npz --out run --minutes 20 --total-minutes 70   (the same command resumes)

One recipe for one CPU thread and for a large GPU: device, batch and precision follow from what is there. `ct.warm_start` before it begins
from the MR network. Everything needed to go on lies in OUT/checkpoint.pt; OUT/log.csv has the loss and figures on patients kept aside,
with fixed noise and fixed kernels.
"""
import argparse
import csv
import math
import os
import time

import numpy as np
import torch
from scipy import ndimage as ndi

from ct.draws import CROPS, Draws
from ct.level import noise_level
from ct.network import CtDenoiser, denoise
from ct.simulate import degrade


def loss_of(network, noisy, clean, sigma, epsilon):
    """Charbonnier on F - (y - c) / sigma."""
    error = network(noisy[:, None], sigma.log()).float()[:, 0] - (noisy - clean) / sigma.view(-1, 1, 1)
    return (torch.sqrt(error**2 + epsilon**2) - epsilon).mean()


class Pool:
    """A few hundred crops in random order; every step pays for as many new ones as it uses."""

    def __init__(self, draws, size, edge):
        self.draws, self.edge, self.at, self.owed = draws, edge, 0, 0.0
        fresh = [draws.crops(edge) for _ in range(size // CROPS)]
        self.noisy, self.clean, self.sigma = (torch.cat(parts) for parts in zip(*fresh))

    def batch(self, count):
        self.owed += count / CROPS
        while self.owed >= 1:
            place = slice(self.at, self.at + CROPS)
            self.noisy[place], self.clean[place], self.sigma[place] = self.draws.crops(self.edge)
            self.at, self.owed = (self.at + CROPS) % len(self.sigma), self.owed - 1
        chosen = torch.from_numpy(self.draws.random.choice(len(self.sigma), count, replace=False)).to(self.sigma.device)
        return self.noisy[chosen], self.clean[chosen], self.sigma[chosen]


class Probe:
    """RMSE in HU and bias per tissue on slices kept aside: a soft kernel at 35 HU and a sharp one at 60 HU, always the same noise."""

    KERNELS = ((0.32, 2.2, 35.0), (0.72, 2.6, 60.0))
    COLUMNS = ("rmse soft kernel", "rmse sharp kernel", "bias tissue", "bias lung", "bias air")

    def __init__(self, pack, device):
        draws = Draws(pack, device, 0, dev=True)
        self.cases = []
        for index in range(0, len(draws.clean), 2):
            clean = draws.clean[index].float()
            smooth = torch.from_numpy(ndi.gaussian_filter(clean.cpu().numpy(), 3)).to(device)
            body = draws.body[index]
            between = lambda low, high: body & (smooth > low) & (smooth < high)
            regions = [between(-300, 300), between(0, 120), between(-950, -700), ~body]
            rows, columns = ((max(0, int(r[0]) - 16), int(r[-1]) + 17) for r in (torch.nonzero(body.any(a)).flatten() for a in (1, 0)))
            window = tuple(slice(a, a + (min(b, 512) - a) // 16 * 16) for a, b in (rows, columns))
            for f0, power, level in self.KERNELS:
                noisy = degrade(clean, level * draws.noise_of(index, f0, power, 0))
                self.cases.append((noisy[window], clean[window], noise_level(noisy), [r[window] for r in regions]))

    def figures(self, network):
        found = []
        with torch.no_grad():
            for noisy, clean, sigma, regions in self.cases:
                error = denoise(network, noisy[None, None], torch.tensor([sigma], device=noisy.device))[0, 0] - clean
                found.append([float((error[regions[0]] ** 2).mean().sqrt())] + [float(error[r].mean()) for r in regions[1:]])
        found = np.array(found)
        return [*(float(np.mean(found[k::2, 0])) for k in (0, 1)), *np.nanmean(found[:, 1:], 0).tolist()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pack", default="ct.npz")
    parser.add_argument("--out", default="run")
    parser.add_argument("--minutes", type=float, default=20, help="wall-clock budget of this call")
    parser.add_argument("--total-minutes", type=float, help="length of the whole cosine, over all calls (default: this call's)")
    parser.add_argument("--batch", type=int)
    parser.add_argument("--patch", type=int, default=96)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--epsilon", type=float, default=0.3, help="of the Charbonnier loss: below it squared, above it absolute error")
    parser.add_argument("--widths", type=int, nargs="+", default=[48, 64, 96, 128])
    parser.add_argument("--blocks", type=int, nargs="+", default=[1, 1, 2, 2])
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    cuda = torch.cuda.is_available()
    device, batch = ("cuda", options.batch or 64) if cuda else ("cpu", options.batch or 8)
    os.makedirs(options.out, exist_ok=True)
    checkpoint = os.path.join(options.out, "checkpoint.pt")
    torch.manual_seed(options.seed)
    network = CtDenoiser(options.widths, options.blocks).to(device, memory_format=torch.channels_last)
    average = {k: v.clone() for k, v in network.state_dict().items()}
    optimiser = torch.optim.AdamW(network.parameters(), lr=options.rate, betas=(0.9, 0.98), weight_decay=1e-4)
    step, spent = 0, 0.0
    if os.path.exists(checkpoint):
        saved = torch.load(checkpoint, map_location=device, weights_only=False)
        network.load_state_dict(saved["network"])
        optimiser.load_state_dict(saved["optimiser"])
        average, step, spent = saved["average"], saved["step"], saved["minutes"]
    probe = Probe(options.pack, device)
    # A continued run draws new random numbers: replayed crops over-fit (seen).
    pool = Pool(Draws(options.pack, device, options.seed * 1_000_003 + step), 1024 if cuda else 384, options.patch)
    total = options.total_minutes or spent + options.minutes
    start, last_report, losses = time.time(), time.time(), []
    new = not os.path.exists(os.path.join(options.out, "log.csv"))
    log_file = open(os.path.join(options.out, "log.csv"), "a", newline="", buffering=1)
    log = csv.writer(log_file)
    if new:
        log.writerow(["step", "crops", "minutes", "loss", *Probe.COLUMNS, "rate"])

    minutes = lambda: spent + (time.time() - start) / 60

    def save():
        weights = dict(config=network.config, network=network.state_dict(), average=average)
        state = dict(**weights, optimiser=optimiser.state_dict(), step=step, minutes=minutes(), options=vars(options))
        torch.save(state, checkpoint + ".part")
        os.replace(checkpoint + ".part", checkpoint)

    def report(rate):
        live = {k: v.clone() for k, v in network.state_dict().items()}
        network.load_state_dict(average)
        figures = probe.figures(network)
        network.load_state_dict(live)
        row = [step, step * batch, round(minutes(), 1), round(float(np.mean(losses)), 4), *(round(f, 2) for f in figures), f"{rate:.2e}"]
        print(*row, flush=True)
        log.writerow(row)
        save()

    while minutes() - spent < options.minutes:
        progress = min(1.0, minutes() / total)
        rate = options.rate * min(1.0, (step + 1) / 200) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * progress)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        noisy, clean, sigma = pool.batch(batch)
        with torch.autocast(device, torch.bfloat16, enabled=cuda):
            loss = loss_of(network, noisy, clean, sigma, options.epsilon)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        step += 1
        decay = min(0.999, (step + 1) / (step + 20))
        with torch.no_grad():
            for name, value in network.state_dict().items():
                average[name].lerp_(value, 1 - decay) if value.is_floating_point() else average[name].copy_(value)
        losses.append(loss.item())
        if time.time() - last_report > 180:
            report(rate)
            last_report, losses = time.time(), []
    if losses:
        report(rate)


if __name__ == "__main__":
    main()
