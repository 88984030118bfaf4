"""Training slices cut out of packed volumes: any tilt, thickness and contrast, lesions drawn in, then what a scanner adds."""
import numpy as np
import torch
import torch.nn.functional as F

from noise import rician, smooth_map

from .contrast import recoloured, warped
from .preprocess import CLIP, SIZE, SPACING

SLICES_PER_VOLUME = 4
"""Slices cut from a volume once it has a contrast."""


class Cuts:
    def __init__(self, path, device, seed, keep):
        """keep(name, is_dev) chooses the volumes."""
        data = np.load(path)
        self.names = [str(n) for n, dev in zip(data["names"], data["dev"]) if keep(str(n), bool(dev))]
        self.volumes = []
        for name in self.names:
            volume = {k: torch.from_numpy(data[f"{name}/{k}"]).to(device) for k in ("image", "mask", "distance", "tissues")}
            self.volumes.append(volume | {"z_mm": float(data[f"{name}/z_mm"])})
        self.device = device
        self.generator = torch.Generator(device).manual_seed(seed)
        self.numpy = np.random.default_rng(seed)

    def uniform(self, low, high, *shape):
        return low + (high - low) * torch.rand(*shape, generator=self.generator, device=self.device)

    def chance(self, share, count):
        return (torch.rand(count, 1, 1, generator=self.generator, device=self.device) < share).float()

    def contrast(self, volume):
        """The volume in a contrast drawn for it: one real in four for T1, always real (with another curve) for the rest."""
        real = torch.isnan(volume["tissues"][0]) or self.numpy.random() < 0.25
        if real:
            x = warped(volume["image"], self.generator)
        else:
            x = recoloured(volume["image"], volume["distance"], volume["tissues"], self.generator)
        if self.numpy.random() < 0.05:  # skull taken off
            x = x * (volume["distance"] < 10 * self.numpy.uniform(0.5, 4))
        sample = x.flatten()[:: max(1, x.numel() // 20000)]
        return x / torch.quantile(sample[sample > 0.12 * sample.max()], 0.98)

    def planes(self, volume):
        """Sampling points of SLICES_PER_VOLUME slabs: [slices, sub-slices, 128, 128, 3] in -1..1 of (x, y, z)."""
        n, r = SLICES_PER_VOLUME, self.numpy
        z, y, x = volume["image"].shape
        steep = 2 if r.random() < 0.3 else 1
        nod, lean, turn = r.normal(0, 10 * steep), r.normal(0, 5 * steep), r.normal(0, 10)
        cos, sin = (lambda a: np.cos(np.radians(a))), (lambda a: np.sin(np.radians(a)))
        about_x = np.array([[1, 0, 0], [0, cos(nod), -sin(nod)], [0, sin(nod), cos(nod)]])
        about_y = np.array([[cos(lean), 0, sin(lean)], [0, 1, 0], [-sin(lean), 0, cos(lean)]])
        about_z = np.array([[cos(turn), -sin(turn), 0], [sin(turn), cos(turn), 0], [0, 0, 1]])
        scale = np.diag([*(r.uniform(0.85, 1.18) * r.uniform(0.95, 1.05, 2)), 1])
        if r.random() < 0.5:
            scale[0, 0] *= -1
        axes = about_x @ about_y @ about_z @ scale
        half = (SIZE - 1) / 2 * SPACING
        line = np.linspace(-half, half, SIZE)
        depth = z * volume["z_mm"]
        thick = r.choice([0, 2, 4, 6], p=[0.4, 0.2, 0.2, 0.2])  # mm between the outer sub-slices
        heights = r.uniform(-depth / 2, depth / 2, n)
        grids = []
        for height in heights:
            shift = r.normal(0, 8, 2)
            sub = np.linspace(-thick / 2, thick / 2, 1 + thick // 2)
            h, v, u = np.meshgrid(height + sub, line + shift[0], line + shift[1], indexing="ij")
            points = np.stack([u, v, h], -1)
            offset = np.array([0, 0, height])
            grids.append((points - offset) @ axes.T + offset)
        mm = np.array([(x - 1) * SPACING, (y - 1) * SPACING, (z - 1) * volume["z_mm"]]) / 2
        return torch.from_numpy(np.stack(grids) / mm).to(self.device, torch.float32)

    def cut(self, count):
        """-> images, masks [count, 128, 128]; before scanner effects."""
        images, masks = [], []
        for _ in range(-(-count // SLICES_PER_VOLUME)):
            volume = self.volumes[self.numpy.integers(len(self.volumes))]
            pair = torch.stack([self.contrast(volume), volume["mask"].float()])[None]
            points = self.planes(volume)
            n, s = points.shape[:2]
            cut = F.grid_sample(pair, points.view(1, n * s, SIZE, SIZE, 3), align_corners=True)[0].view(2, n, s, SIZE, SIZE).mean(2)
            images.append(cut[0])
            masks.append(cut[1] >= 0.5)
        return torch.cat(images)[:count], torch.cat(masks)[:count].float()

    def blob(self, where):
        """Soft irregular spots, one centred on a random pixel of each `where` [B, 128, 128] -> [B, 128, 128] in 0..1."""
        b = len(where)
        centre = torch.multinomial(where.flatten(1) + 1e-6, 1, generator=self.generator)[:, 0]
        cy, cx = (centre // SIZE).view(b, 1, 1), (centre % SIZE).view(b, 1, 1)
        radius = 2 * 8 ** self.uniform(0, 1, b, 1, 1)  # 4 to 32 mm
        aspect, angle = self.uniform(0.6, 1.6, b, 1, 1), self.uniform(0, 3.1416, b, 1, 1)
        line = torch.arange(SIZE, device=self.device)
        dy, dx = line.view(1, -1, 1) - cy, line.view(1, 1, -1) - cx
        u, v = dx * torch.cos(angle) + dy * torch.sin(angle), dy * torch.cos(angle) - dx * torch.sin(angle)
        rough = F.interpolate(self.uniform(-0.4, 0.4, b, 1, 20, 20), (SIZE, SIZE), mode="bilinear")[:, 0]
        reach = torch.sqrt((u / aspect) ** 2 + (v * aspect) ** 2) / radius + rough
        return ((1 - reach) * radius / self.uniform(1, 6, b, 1, 1) + 0.5).clamp(0, 1)

    def lesions(self, x, mask):
        """Bright or dark spots inside the brain, along its edge, and outside (eyes, sinuses, tumours of the scalp); the edge stays."""
        x, head = x.clone(), (x > 0.05).float()
        rim = mask * F.max_pool2d(1 - mask[:, None], 7, 1, 3)[:, 0]
        for share, where, side in ((0.3, mask, mask), (0.25, rim, mask), (0.4, head * (1 - mask), 1 - mask)):
            chosen = torch.nonzero(self.uniform(0, 1, len(x)) < share)[:, 0]
            if len(chosen):
                level, opacity = self.uniform(0, 1.6, len(chosen), 1, 1), self.uniform(0.4, 1, len(chosen), 1, 1)
                x[chosen] += self.blob(where[chosen]) * side[chosen] * opacity * (level - x[chosen])
        return x

    def scanned(self, x):
        """Blur, coil shading, gain, cut field of view, Rician noise, clip."""
        b = len(x)
        kernel = torch.tensor([1.0, 2.0, 1.0], device=self.device) / 4
        smooth = F.conv2d(x[:, None], (kernel[:, None] * kernel).view(1, 1, 3, 3), padding=1)[:, 0]
        x = x + self.uniform(-0.2, 1.0, b, 1, 1) * (smooth - x)
        x = x.clamp_min(0) * smooth_map(x.shape, self.generator, self.device, 0.6, 1.55) * torch.exp(self.uniform(-0.35, 0.35, b, 1, 1))
        sigma = 0.1 * self.uniform(0, 1, b) ** 2 + 0.002
        x = rician(x, sigma, self.generator)
        line = torch.arange(SIZE, device=self.device).float()
        cut = self.chance(0.15, b)
        low, high = self.uniform(0, 35, b, 1, 1), SIZE - self.uniform(0, 35, b, 1, 1)
        view = ((line >= low) & (line < high)).float()
        view = torch.where(self.chance(0.5, b) > 0, view.expand(b, SIZE, SIZE), view.transpose(1, 2).expand(b, SIZE, SIZE))
        return (x * (1 - cut * (1 - view))).clamp(0, CLIP), 1 - cut * (1 - view)

    def batch(self, count):
        """-> images, masks [count, 1, 128, 128]"""
        x, mask = self.cut(count)
        x, view = self.scanned(self.lesions(x, mask))
        return x[:, None], (mask * view)[:, None]
