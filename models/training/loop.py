"""The training loop that every recipe shares: one network, cut at any time and gone on with by the same command.

OUT/checkpoint.pt holds all that is needed to go on, OUT/log.csv a row for each look. The rate rises over the first steps and falls as a cosine
over the wall-clock budget; looks, and what is exported, use the exponential moving average of the weights.
"""
import csv
import math
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Pace:
    """What differs from recipe to recipe."""

    decay: float
    """Of the moving average, once it has run for a while."""
    lag: int = 20
    """Steps: the average follows faster at the beginning."""
    weight_decay: float = 1e-3
    warm_up: int = 100
    """Steps."""
    floor: float = 0.01
    """Share of the rate that is left at the end."""


def add_arguments(parser, rate, report_minutes, pack=None):
    """The options of every recipe."""
    parser.add_argument("--pack", default=pack, required=pack is None)
    parser.add_argument("--out", default="run")
    parser.add_argument("--minutes", type=float, default=20, help="wall-clock budget of this call")
    parser.add_argument("--total-minutes", type=float, help="length of the whole cosine, over all calls (default: up to this call's end)")
    parser.add_argument("--report-minutes", type=float, default=report_minutes, help="time between two looks, each with a checkpoint")
    parser.add_argument("--rate", type=float, default=rate)
    parser.add_argument("--seed", type=int, default=0)


def threads():
    """One thread on a CPU unless OMP_NUM_THREADS says otherwise: cores are often shared."""
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))


class Training:
    """A network on its way. `step`, `seen` (pictures shown) and `minutes` count over all calls; `rate` is that of the last step."""

    def __init__(self, network, pace, options, columns):
        """@param columns names of what `row` gives to `go_on`: the head of the log"""
        self.network, self.pace, self.options = network, pace, options
        self.device = next(network.parameters()).device
        self.average = {k: v.clone() for k, v in network.state_dict().items()}
        self.optimiser = torch.optim.AdamW(network.parameters(), lr=options.rate, betas=(0.9, 0.98), weight_decay=pace.weight_decay)
        self.step, self.seen, self.spent, self.rate = 0, 0, 0.0, 0.0
        os.makedirs(options.out, exist_ok=True)
        self.checkpoint = os.path.join(options.out, "checkpoint.pt")
        if os.path.exists(self.checkpoint):
            saved = torch.load(self.checkpoint, map_location=self.device, weights_only=False)
            network.load_state_dict(saved["network"])
            self.optimiser.load_state_dict(saved["optimiser"])
            self.average, self.step, self.seen, self.spent = (saved[key] for key in ("average", "step", "seen", "minutes"))
        path = os.path.join(options.out, "log.csv")
        begun = os.path.exists(path)
        self.log = csv.writer(open(path, "a", newline="", buffering=1))
        if not begun:
            self.log.writerow(columns)
        self.start = time.time()

    @property
    def minutes(self):
        return self.spent + (time.time() - self.start) / 60

    @property
    def seed(self):
        """A continued run draws new random numbers: replayed ones over-fit (seen)."""
        return self.options.seed * 1_000_003 + self.step

    @contextmanager
    def averaged(self):
        """The network with its averaged weights."""
        live = {k: v.clone() for k, v in self.network.state_dict().items()}
        self.network.load_state_dict(self.average)
        try:
            yield self.network
        finally:
            self.network.load_state_dict(live)

    def go_on(self, draw, row):
        """Trains for the call's budget. `draw` -> (loss, number of pictures, what to note of it); `row` (notes since the last look) -> a row of the log."""
        self.start = last = time.time()
        total = self.options.total_minutes or self.spent + self.options.minutes
        notes = []
        while (time.time() - self.start) / 60 < self.options.minutes:
            self._turn(min(1.0, self.minutes / total))
            loss, count, note = draw()
            self._follow(loss)
            self.step, self.seen = self.step + 1, self.seen + count
            notes.append(note)
            if time.time() - last > 60 * self.options.report_minutes:
                self._report(row(notes))
                last, notes = time.time(), []
        if notes:
            self._report(row(notes))

    def _turn(self, progress):
        warm = min(1.0, (self.step + 1) / self.pace.warm_up)
        self.rate = self.options.rate * warm * (self.pace.floor + (1 - self.pace.floor) * 0.5 * (1 + math.cos(math.pi * progress)))
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate

    def _follow(self, loss):
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        decay = min(self.pace.decay, (self.step + 2) / (self.step + 1 + self.pace.lag))
        with torch.no_grad():
            for name, value in self.network.state_dict().items():
                self.average[name].lerp_(value, 1 - decay) if value.is_floating_point() else self.average[name].copy_(value)

    def _report(self, row):
        print(*row, flush=True)
        self.log.writerow(row)
        state = dict(config=self.network.config, network=self.network.state_dict(), average=self.average, optimiser=self.optimiser.state_dict())
        state.update(step=self.step, seen=self.seen, minutes=self.minutes, options=vars(self.options))
        torch.save(state, self.checkpoint + ".part")
        os.replace(self.checkpoint + ".part", self.checkpoint)
