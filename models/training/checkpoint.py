"""Weights in and out of files: a training checkpoint, or the ONNX model that is committed."""
import numpy as np
import onnx
import torch
from onnx import numpy_helper


def from_onnx(path, network):
    """A state dict for `network` from an exported model. Folded weights W are their own standardisation with gain sqrt(var n + 1e-4)."""
    stored = {i.name.removesuffix("_half"): numpy_helper.to_array(i).astype(np.float32) for i in onnx.load(path).graph.initializer}
    state = network.state_dict()
    for name in state:
        if name in stored:
            state[name] = torch.from_numpy(stored[name].reshape(state[name].shape).copy())
    for name in [n for n in state if n.endswith(".gain")]:
        weight = state[name.replace(".gain", ".weight")]
        variance = weight.var((1, 2, 3), keepdim=True, unbiased=False)
        state[name] = torch.sqrt(variance * weight[0].numel() + 1e-4)
    missing = [n for n in state if n not in stored and not n.endswith((".gain", "frequencies"))]
    if missing:
        raise ValueError(f"{path} lacks {missing[:3]}: was it exported with another width?")
    return state


def averaged_weights(path, network, device):
    """EMA weights of a checkpoint, or the weights of an exported model."""
    if path.endswith(".onnx"):
        return from_onnx(path, network)
    return torch.load(path, map_location=device, weights_only=False)["average"]
