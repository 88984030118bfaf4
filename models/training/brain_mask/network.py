"""A 2-D residual U-Net on 2 x 2 patches, batch norm folded into the convolutions before export.

x [B, 1, H, W], H and W multiples of 16 -> logits [B, 1, H, W]. 0.3 million parameters; shaped for onnxruntime-web like ../network.py:
patchify by a strided convolution, up by pixel shuffle (DepthToSpace), skips added.
"""
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval


class ConvNorm(nn.Module):
    def __init__(self, channels_in, channels_out, kernel, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(channels_in, channels_out, kernel, stride, padding=kernel // 2 if stride == 1 else 0, bias=False)
        self.norm = nn.BatchNorm2d(channels_out)

    def forward(self, x):
        return self.norm(self.conv(x))

    def fold(self):
        self.conv, self.norm = fuse_conv_bn_eval(self.conv, self.norm), nn.Identity()


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first, self.second = ConvNorm(channels, channels, 3), ConvNorm(channels, channels, 3)

    def forward(self, x):
        return F.relu(x + self.second(F.relu(self.first(x))))


class Segmenter(nn.Module):
    def __init__(self, widths=(16, 32, 48, 64), blocks=(1, 1, 1, 2)):
        super().__init__()
        self.config = dict(widths=list(widths), blocks=list(blocks))
        levels = len(widths)
        stage = lambda i: nn.Sequential(*[Block(widths[i]) for _ in range(blocks[i])])
        self.stem = ConvNorm(1, widths[0], 2, stride=2)
        self.encoder = nn.ModuleList([stage(i) for i in range(levels)])
        self.down = nn.ModuleList([ConvNorm(widths[i], widths[i + 1], 2, stride=2) for i in range(levels - 1)])
        self.up = nn.ModuleList([ConvNorm(widths[i + 1], 4 * widths[i], 1) for i in reversed(range(levels - 1))])
        self.decoder = nn.ModuleList([stage(i) for i in reversed(range(levels - 1))])
        self.out = nn.Conv2d(widths[0], 4, 3, padding=1)

    def forward(self, x):
        h, skips = F.relu(self.stem(x)), []
        for i, stage in enumerate(self.encoder):
            h = stage(h)
            if i < len(self.down):
                skips.append(h)
                h = F.relu(self.down[i](h))
        for up, stage in zip(self.up, self.decoder):
            h = stage(F.relu(F.pixel_shuffle(up(h), 2) + skips.pop()))
        return F.pixel_shuffle(self.out(h), 2)

    def fold(self):
        for module in list(self.modules()):
            if isinstance(module, ConvNorm):
                module.fold()
        return self
