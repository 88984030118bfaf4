"""Train the brain-mask network: python -m brain_mask.train --pack brain-mask.npz --out run --minutes 20 --total-minutes 60

In models/training; the same command resumes. One recipe for one core and for a large GPU. Everything needed to go on lies in
OUT/checkpoint.pt; OUT/log.csv has the loss and the Dice on the dev subjects (slices, before any post-processing).
"""
import argparse
import csv
import math
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

from .cuts import Cuts
from .network import Segmenter
from .pack import UNIT


def loss_of(logits, mask):
    """Cross-entropy plus Dice over the batch."""
    p = torch.sigmoid(logits)
    dice = (2 * (p * mask).sum() + 1) / (p.sum() + mask.sum() + 1)
    return F.binary_cross_entropy_with_logits(logits, mask) + 1 - dice


class Dev:
    """Dice of whole dev volumes, thresholded at 0.5, per kind of volume: for choosing settings."""

    def __init__(self, path, device):
        data = np.load(path)
        self.volumes = {}
        for name, dev in zip(data["names"], data["dev"]):
            if dev:
                step = max(1, len(data[f"{name}/image"]) // 24)
                image, mask = (torch.from_numpy(data[f"{name}/{k}"][::step].astype(np.float32)).to(device) for k in ("image", "mask"))
                kind = name.split("-")[0] + "-" + name.split("-")[-1]
                self.volumes.setdefault(kind, []).append((image[:, None] / UNIT, mask[:, None]))
        self.kinds = sorted(self.volumes)

    @torch.no_grad()
    def dice(self, network):
        network.eval()
        found = []
        for kind in self.kinds:
            each = [((network(x) > 0).float(), m) for x, m in self.volumes[kind]]
            found.append(float(np.mean([float(2 * (p * m).sum() / (p.sum() + m.sum())) for p, m in each])))
        network.train()
        return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pack", default="brain-mask.npz")
    parser.add_argument("--out", default="run")
    parser.add_argument("--minutes", type=float, default=20, help="wall-clock budget of this call")
    parser.add_argument("--total-minutes", type=float, help="length of the whole cosine, over all calls (default: this call's)")
    parser.add_argument("--batch", type=int, help="default 24, on a GPU 192")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--leave-out", nargs="*", default=[], help="names of volumes whose mask does not fit (see screen.py)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    cuda = torch.cuda.is_available()
    device = "cuda" if cuda else "cpu"
    batch = options.batch or (192 if cuda else 24)
    os.makedirs(options.out, exist_ok=True)
    checkpoint = os.path.join(options.out, "checkpoint.pt")
    network = Segmenter().to(device, memory_format=torch.channels_last)
    average = {k: v.clone() for k, v in network.state_dict().items()}
    optimiser = torch.optim.AdamW(network.parameters(), lr=options.rate, betas=(0.9, 0.98), weight_decay=1e-2)
    step, spent = 0, 0.0
    if os.path.exists(checkpoint):
        saved = torch.load(checkpoint, map_location=device, weights_only=False)
        network.load_state_dict(saved["network"])
        optimiser.load_state_dict(saved["optimiser"])
        average, step, spent = saved["average"], saved["step"], saved["minutes"]
    cuts = Cuts(options.pack, device, options.seed * 1_000_003 + step, lambda name, dev: not dev and name not in options.leave_out)
    dev = Dev(options.pack, device)
    total = options.total_minutes or spent + options.minutes
    start, last_report, losses = time.time(), time.time(), []
    log = csv.writer(open(os.path.join(options.out, "log.csv"), "a", newline="", buffering=1))
    if step == 0:
        log.writerow(["step", "minutes", "loss", *dev.kinds, "rate"])

    def save():
        state = dict(config=network.config, network=network.state_dict(), average=average, optimiser=optimiser.state_dict(), step=step,
                     minutes=spent + (time.time() - start) / 60, options=vars(options))
        torch.save(state, checkpoint + ".part")
        os.replace(checkpoint + ".part", checkpoint)

    while (time.time() - start) / 60 < options.minutes:
        progress = min(1.0, (spent + (time.time() - start) / 60) / total)
        rate = options.rate * min(1.0, (step + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * progress)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        x, mask = cuts.batch(batch)
        with torch.autocast(device, torch.bfloat16, enabled=cuda):
            logits = network(x.contiguous(memory_format=torch.channels_last))
        loss = loss_of(logits.float(), mask)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        step += 1
        decay = min(0.998, (step + 1) / (step + 10))
        with torch.no_grad():
            for name, value in network.state_dict().items():
                average[name].lerp_(value, 1 - decay) if value.is_floating_point() else average[name].copy_(value)
        losses.append(loss.item())
        if time.time() - last_report > 240:
            live = {k: v.clone() for k, v in network.state_dict().items()}
            network.load_state_dict(average)
            found = dev.dice(network)
            network.load_state_dict(live)
            minutes, loss_seen = round(spent + (time.time() - start) / 60, 1), round(float(np.mean(losses)), 4)
            row = [step, minutes, loss_seen, *(round(d, 4) for d in found), f"{rate:.2e}"]
            print(*row, flush=True)
            log.writerow(row)
            save()
            last_report, losses = time.time(), []
    save()


if __name__ == "__main__":
    main()
