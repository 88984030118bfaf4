"""The denoiser's weights as a start: the same function, in a wider network that also sees what is known.

New channels of the stem and new connections into old channels begin at zero, new blocks with a small share. Scaled weight
standardisation allows it: zeros appended to a filter of zero mean change neither its mean nor its sum of squares.
"""
import torch

NEW_BLOCK = 0.05
"""`alpha` of a block that the denoiser does not have."""


def blocks_of(network):
    """(name of the block, its channels), in the order of the modulations."""
    for name in ("encoder", "decoder"):
        for i, stage in enumerate(getattr(network, name)):
            for block in range(len(stage)):
                yield f"{name}.{i}.{block}", stage[block].channels


def modulation_rows(network):
    """{(block, "scale" or "shift"): (first row in the modulations, width)}."""
    rows, offset = {}, 0
    for name, width in blocks_of(network):
        for half in ("scale", "shift"):
            rows[name, half] = (offset, width)
            offset += width
    return rows


def placed(old, new):
    """`old` in the leading corner of `new`; what connects new inputs with old outputs is zero."""
    result = new.clone()
    if old.dim() == 4:
        result[: old.shape[0]] = 0
    result[tuple(slice(0, n) for n in old.shape)] = old
    return result


def transplanted(source, network):
    """State dict for `network` from the denoiser `source`: widths and blocks at least as many, `known` channels added."""
    theirs, ours = source.state_dict(), network.state_dict()
    old, new = modulation_rows(source), modulation_rows(network)
    for name, value in ours.items():
        if name.startswith("film"):
            for key, (at, width) in old.items():
                to = new[key][0]
                value[to : to + width] = theirs[name][at : at + width]
        elif name in theirs:
            ours[name] = placed(theirs[name], value)
        elif name.endswith("alpha"):
            ours[name] = torch.full_like(value, NEW_BLOCK)
    return ours
