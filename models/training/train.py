"""Train the MR restoration model: python train.py --pack pack.npz --out run --minutes 60   (the same command resumes)

One recipe for two cores and for a large GPU: the device, the batch and the precision follow from what is there. Everything needed to
go on lies in OUT/checkpoint.pt; OUT/log.csv has the losses, measured on fixed slices of the training set with fixed noise.
"""
import argparse
import math

import numpy as np
import torch

from checkpoint import averaged_weights
from loop import Pace, Training, add_arguments
from network import SIGMA_DATA, Denoiser, denoise
from noise import rician, smooth_map
from noise_level import noise_level
from pack import UNIT

LOGGED = ("step", "patches", "minutes", "loss", "probe PSNR, 3 % noise", "probe PSNR, 6 % noise", "probe PSNR, 10 % noise", "rate")
SIGMA_RANGE = (0.005, 20.0)
DENOISE_RANGE = (0.01, 0.3)
QUIET_BELOW = 0.06
"""Noise weaker than this is added to reduced slices only. The slices as scanned hold noise of 1 to 2 % themselves; as targets they teach the
network to leave just that much in place (seen on a series of 1.4 %: it took away next to nothing)."""


class Patches:
    """Random crops of the packed slices: flips, quarter turns, gain, gamma and a smooth bias field."""

    def __init__(self, path, device, seed):
        data = np.load(path)
        self.starts = np.concatenate([[0], np.cumsum(data["shapes"].astype(np.int64).prod(1))])
        self.pixels, self.shapes, self.device = data["pixels"], data["shapes"], device
        self.chance = data["weights"] / data["weights"].sum()
        reduced = self.chance * [not name.endswith("/1") for name in data["names"]]
        self.chance_quiet = reduced / reduced.sum()
        self.numpy = np.random.default_rng(seed)
        self.torch = torch.Generator(device).manual_seed(seed)

    def crop(self, index, size):
        image = self.pixels[self.starts[index] : self.starts[index + 1]].reshape(self.shapes[index])
        for _ in range(4):  # prefer crops that hold some head
            top, left = (self.numpy.integers(0, max(1, n - size + 1)) for n in image.shape)
            piece = image[top : top + size, left : left + size]
            if (piece > 0.12 * UNIT).mean() > 0.3:
                break
        piece = np.pad(piece, [(0, size - n) for n in piece.shape], mode="constant")
        piece = np.rot90(piece, self.numpy.integers(4))
        return piece[:, ::-1] if self.numpy.random() < 0.5 else piece

    def batch(self, count, size, quiet=None):
        """`quiet`: per crop, whether it must come from a reduced slice."""
        draw = lambda chance: self.numpy.choice(len(chance), count, p=chance)
        chosen = draw(self.chance) if quiet is None else np.where(quiet, draw(self.chance_quiet), draw(self.chance))
        crops = np.stack([self.crop(i, size) for i in chosen]).astype(np.float32) / UNIT
        return rescanned(torch.from_numpy(crops).to(self.device), self.torch)


def rescanned(x, generator):
    """Other contrasts and coils out of the pictures at hand: x [B, H, W] with a gamma, a gain and a smooth bias field each."""
    rand = lambda: torch.rand(len(x), 1, 1, generator=generator, device=x.device)
    gamma = torch.exp(0.5 * (rand() - 0.5))
    gain = torch.exp(0.3 * (rand() - 0.5)) * smooth_map(x.shape, generator, x.device, 0.85, 1.18)
    return x.clamp_min(0) ** gamma * gain


def log_uniform(count, low, high, generator, device):
    return low * (high / low) ** torch.rand(count, generator=generator, device=device)


def draw_levels(count, denoise_share, generator, device):
    """-> levels of the Rician draws, then of the Gaussian ones."""
    rician_count = round(count * denoise_share)
    return log_uniform(rician_count, *DENOISE_RANGE, generator, device), log_uniform(count - rician_count, *SIGMA_RANGE, generator, device)


def corrupt(clean, level, sigma, generator):
    """-> noisy, sigma as the network is told. First the Rician magnitudes, told the *estimated* level; then Gaussian with the true one."""
    split, device = len(level), clean.device
    magnitude = rician(clean[:split], level, generator)
    estimate = torch.tensor(noise_level(magnitude.cpu()), device=device, dtype=torch.float32)
    jitter = torch.exp(0.1 * torch.randn(split, generator=generator, device=device))
    told = torch.where(torch.isnan(estimate), level, estimate).clamp(*SIGMA_RANGE) * jitter
    noise = torch.randn(clean[split:].shape, generator=generator, device=device)
    return torch.cat([magnitude, clean[split:] + sigma.view(-1, 1, 1) * noise]), torch.cat([told, sigma])


def loss_of(network, clean, noisy, sigma):
    """EDM's loss: mean squared error of D with weight (sigma^2 + sigma_d^2) / (sigma sigma_d)^2, i.e. unit weight on F."""
    weight = (sigma**2 + SIGMA_DATA**2) / (sigma * SIGMA_DATA) ** 2
    error = denoise(network, noisy[:, None], sigma)[:, 0] - clean
    return (weight.view(-1, 1, 1).clamp_max(2e4) * error**2).mean()


class Probe:
    """PSNR of D on 24 fixed training crops with fixed Rician noise of 3, 6, 10 %, level estimated: a thermometer, not a figure."""

    LEVELS = (0.03, 0.06, 0.10)

    def __init__(self, pack, device):
        patches = Patches(pack, device, 7)
        self.clean = patches.batch(24, 128)
        self.noisy = [rician(self.clean, torch.full((24,), l, device=device), patches.torch, 0.5, 0.0, 0.0) for l in self.LEVELS]
        found = [torch.tensor(noise_level(y.cpu()), device=device, dtype=torch.float32) for y in self.noisy]
        self.sigma = [s.nan_to_num(l) for s, l in zip(found, self.LEVELS)]

    def psnr(self, network):
        head = self.clean > 0.12
        with torch.no_grad():
            errors = [(denoise(network, y[:, None], s)[:, 0] - self.clean)[head] for y, s in zip(self.noisy, self.sigma)]
        return [-10 * math.log10(float((e**2).mean())) for e in errors]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser, rate=1.5e-3, report_minutes=2, pack="pack.npz")
    parser.add_argument("--init", help="start from these weights (checkpoint.pt or a committed model.onnx), with a new optimiser and schedule")
    parser.add_argument("--batch", type=int)
    parser.add_argument("--patch", type=int, default=112)
    parser.add_argument("--denoise-share", type=float, default=0.5, help="share of draws that are Rician at 0.01 to 0.3")
    parser.add_argument("--widths", type=int, nargs="+", default=[48, 64, 96, 128])
    parser.add_argument("--blocks", type=int, nargs="+", default=[1, 1, 2, 2])
    options = parser.parse_args()

    cuda = torch.cuda.is_available()
    device = "cuda" if cuda else "cpu"
    batch = options.batch or (128 if cuda else 16)
    network = Denoiser(options.widths, options.blocks).to(device, memory_format=torch.channels_last)
    if options.init:
        network.load_state_dict(averaged_weights(options.init, network, device))
    training = Training(network, Pace(decay=0.999, warm_up=300, floor=0.02), options, LOGGED)
    patches = Patches(options.pack, device, training.seed)
    probe = Probe(options.pack, device)

    def draw():
        level, sigma = draw_levels(batch, options.denoise_share, patches.torch, device)
        clean = patches.batch(batch, options.patch, (torch.cat([level, sigma]) < QUIET_BELOW).cpu().numpy())
        noisy, sigma = corrupt(clean, level, sigma, patches.torch)
        with torch.autocast(device, torch.bfloat16, enabled=cuda):
            loss = loss_of(network, clean, noisy, sigma)
        return loss, batch, loss.item()

    def row(losses):
        with training.averaged():
            psnr = probe.psnr(network)
        seen = [training.step, training.seen, round(training.minutes, 1), round(float(np.mean(losses)), 4)]
        return [*seen, *(round(p, 2) for p in psnr), f"{training.rate:.2e}"]

    training.go_on(draw, row)


if __name__ == "__main__":
    main()
