"""Training crops with holes: clean picture, hole, the picture that is known around it."""
import numpy as np
import torch

from inpaint.holes import Holes
from inpaint.pack import HEAD, UNIT
from noise import rician
from train import log_uniform, rescanned

GRAINY_SHARE, GRAIN = 0.3, (0.005, 0.05)
"""Share of the crops whose known part carries Rician noise of its own, and its range."""
SHARES = ((0.10, 0.01, 0.05), (0.35, 0.05, 1.5), (0.55, 1.5, 20.0))
"""(share, from, to) of the log-uniform draws of sigma: above 1.5 the state says next to nothing and the surroundings all."""


class Crops:
    """Crops of the packed training slices with their holes; turned and flipped, other brightness curves, coils and grain."""

    def __init__(self, pack, seed):
        chosen = np.flatnonzero(~pack["dev"])
        starts = np.concatenate([[0], np.cumsum(pack["shapes"].astype(np.int64).prod(1))])
        self.pixels, self.labels = pack["pixels"], pack["labels"]
        self.where = [(starts[i], starts[i + 1], tuple(pack["shapes"][i])) for i in chosen]
        self.chance = pack["weights"][chosen] / pack["weights"][chosen].sum()
        self.numpy = np.random.default_rng(seed)
        self.torch = torch.Generator().manual_seed(seed)
        self.holes = Holes(np.unpackbits(pack["holes"], -1).astype(bool), seed)

    def crop(self, size):
        """-> picture and hole [size, size]; a crop without room for a hole is drawn again."""
        for _ in range(50):
            start, end, shape = self.where[self.numpy.choice(len(self.where), p=self.chance)]
            top, left = (self.numpy.integers(0, max(1, n - size + 1)) for n in shape)
            part = (slice(top, top + size), slice(left, left + size))
            labels = self.labels[start:end].reshape(shape)[part]
            if (labels & HEAD > 0).sum() < 0.3 * size * size and min(shape) >= size:
                continue
            hole = self.holes.put(labels)
            if hole.any():
                break
        picture = self.pixels[start:end].reshape(shape)[part]
        room = [(0, size - n) for n in labels.shape]
        both = np.rot90(np.stack([np.pad(picture, room), np.pad(hole, room).astype(np.uint16)]), self.numpy.integers(4), (1, 2))
        return both[:, :, ::-1] if self.numpy.random() < 0.5 else both

    def batch(self, count, size):
        """-> clean [B, H, W], hole [B, H, W] of 0 and 1, known [B, 2, H, W]."""
        drawn = np.stack([self.crop(size) for _ in range(count)])
        clean = rescanned(torch.from_numpy(drawn[:, 0].astype(np.float32) / UNIT), self.torch)
        hole = torch.from_numpy(drawn[:, 1].astype(np.float32))
        grain = log_uniform(count, *GRAIN, self.torch, "cpu")
        grainy = (torch.rand(count, 1, 1, generator=self.torch) < GRAINY_SHARE).float()
        seen = clean + grainy * (rician(clean, grain, self.torch) - clean)
        return clean, hole, torch.stack([seen * (1 - hole), 1 - hole], 1)

    def levels(self, count):
        """Sigma [B]."""
        share = torch.tensor([s for s, _, _ in SHARES])
        kind = torch.multinomial(share, count, replacement=True, generator=self.torch)
        low, high = (torch.tensor([s[i] for s in SHARES])[kind] for i in (1, 2))
        return low * (high / low) ** torch.rand(count, generator=self.torch)
