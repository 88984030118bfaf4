"""Noise of unit variance to train with: white Gaussian, and AnoDDPM's simplex noise out of a bank made by the product's own code."""
import numpy as np
import torch


class Noise:
    """`bank`: the file of models/figures/simplexFields.ts, fields of `size` x `size`."""

    def __init__(self, bank, size, device, generator):
        fields = np.fromfile(bank, np.float32).reshape(-1, size, size)
        self.fields = torch.from_numpy(fields.astype(np.float16)).to(device)
        self.device, self.generator, self.size = device, generator, size

    def whole(self, low, high):
        return int(torch.randint(low, high, (1,), generator=self.generator, device=self.device))

    def simplex(self, height, width):
        """A crop of a field, turned and flipped, of mean 0 and variance 1."""
        field = self.fields[self.whole(0, len(self.fields))]
        r, c = self.whole(0, self.size - max(height, width) + 1), self.whole(0, self.size - max(height, width) + 1)
        field = field if self.whole(0, 2) else field.T
        crop = field[r : r + height, c : c + width].float()
        crop = crop.flip(0) if self.whole(0, 2) else crop
        crop = crop.flip(1) if self.whole(0, 2) else crop
        return (crop - crop.mean()) / crop.std()

    def gaussian(self, height, width):
        return torch.randn(height, width, generator=self.generator, device=self.device)

    def half(self, count, height, width):
        """[count, height, width]: half of the pictures of each kind."""
        kinds = (self.gaussian, self.simplex)
        return torch.stack([kinds[k % 2](height, width) for k in range(count)])
