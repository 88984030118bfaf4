"""Begin from the MR denoiser instead of from nothing: python -m ct.warm_start --init ../mr-brain-restore/model.onnx --out run

Writes OUT/checkpoint.pt, which ct.train goes on from. Denoising is local and the two tasks are alike: read as an MR image whose unit is
MR_UNIT HU above -1024, a CT slice passes through the MR network's own preconditioning, D = y + sigma F to first order, so our F is minus
the MR network's. The high-pass channel begins with weights of zero. Before any step on CT this already equals the classical methods.
"""
import argparse
import os

import torch

from checkpoint import averaged_weights
from ct.network import MR_UNIT, MR_ZERO, WIDE, CtDenoiser
from network import Denoiser


def transplanted(source, network):
    """State dict for `network` (CtDenoiser) from a Denoiser of the same widths: x_mr = gain x_ct + offset, at both ends."""
    theirs, ours = source.state_dict(), network.state_dict()
    gain, offset = 2 * WIDE / MR_UNIT, -2 * MR_ZERO / MR_UNIT  # c_in of the MR network is 2 at low noise
    for name in ours:
        if name in theirs and ours[name].shape == theirs[name].shape:
            ours[name] = theirs[name].clone()
    stem, out = theirs["stem.weight"], theirs["out.weight"]
    ours["stem.weight"] = torch.cat([gain * stem, torch.zeros_like(stem)], 1)
    ours["stem.bias"] = theirs["stem.bias"] + offset * stem.sum((1, 2, 3))
    ours["out.weight"] = -torch.cat([out[:, :-1], gain * out[:, -1:], torch.zeros_like(out[:, -1:])], 1)
    ours["out.bias"] = -(theirs["out.bias"] + offset * out[:, -1].sum((1, 2)))
    return ours


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--init", required=True, help="model.onnx or checkpoint.pt of mr-brain-restore")
    parser.add_argument("--out", default="run")
    parser.add_argument("--widths", type=int, nargs="+", default=[48, 64, 96, 128])
    parser.add_argument("--blocks", type=int, nargs="+", default=[1, 1, 2, 2])
    parser.add_argument("--skip-minutes", type=float, default=0, help="where on the cosine to begin: a gentler start")
    options = parser.parse_args()
    source = Denoiser(options.widths, options.blocks)
    source.load_state_dict(averaged_weights(options.init, source, "cpu"))
    network = CtDenoiser(options.widths, options.blocks)
    state = transplanted(source, network)
    network.load_state_dict(state)
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-3, betas=(0.9, 0.98), weight_decay=1e-4)
    os.makedirs(options.out, exist_ok=True)
    weights = dict(config=network.config, network=state, average=state)
    saved = dict(**weights, optimiser=optimiser.state_dict(), step=0, seen=0, minutes=options.skip_minutes)
    torch.save(saved, os.path.join(options.out, "checkpoint.pt"))


if __name__ == "__main__":
    main()
