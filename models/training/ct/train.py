"""Train the CT denoiser: python -m ct.train --pack ct.npz --out run --minutes 20 --total-minutes 70   (the same command resumes)

One recipe for one CPU thread and for a large GPU: device, batch and precision follow from what is there. `ct.warm_start` before it begins
from the MR network. Everything needed to go on lies in OUT/checkpoint.pt; OUT/log.csv has the loss and figures on patients kept aside,
with fixed noise and fixed kernels.
"""
import argparse

import numpy as np
import torch
from scipy import ndimage as ndi

from ct.draws import CROPS, Draws
from ct.level import noise_level
from ct.network import CtDenoiser, denoise
from ct.simulate import degrade
from loop import Pace, Training, add_arguments


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


LOGGED = ("step", "crops", "minutes", "loss", *Probe.COLUMNS, "rate")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser, rate=1e-3, report_minutes=3, pack="ct.npz")
    parser.add_argument("--batch", type=int)
    parser.add_argument("--patch", type=int, default=96)
    parser.add_argument("--epsilon", type=float, default=0.3, help="of the Charbonnier loss: below it squared, above it absolute error")
    parser.add_argument("--widths", type=int, nargs="+", default=[48, 64, 96, 128])
    parser.add_argument("--blocks", type=int, nargs="+", default=[1, 1, 2, 2])
    options = parser.parse_args()

    cuda = torch.cuda.is_available()
    device, batch = ("cuda", options.batch or 64) if cuda else ("cpu", options.batch or 8)
    torch.manual_seed(options.seed)
    network = CtDenoiser(options.widths, options.blocks).to(device, memory_format=torch.channels_last)
    training = Training(network, Pace(decay=0.999, warm_up=200, weight_decay=1e-4), options, LOGGED)
    probe = Probe(options.pack, device)
    pool = Pool(Draws(options.pack, device, training.seed), 1024 if cuda else 384, options.patch)

    def draw():
        noisy, clean, sigma = pool.batch(batch)
        with torch.autocast(device, torch.bfloat16, enabled=cuda):
            loss = loss_of(network, noisy, clean, sigma, options.epsilon)
        return loss, batch, loss.item()

    def row(losses):
        with training.averaged():
            figures = probe.figures(network)
        seen = [training.step, training.seen, round(training.minutes, 1), round(float(np.mean(losses)), 4)]
        return [*seen, *(round(f, 2) for f in figures), f"{training.rate:.2e}"]

    training.go_on(draw, row)


if __name__ == "__main__":
    main()
