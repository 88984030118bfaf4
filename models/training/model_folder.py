"""A model as the product reads it: model.onnx (weights stored as float16) and manifest.json, written by every recipe's export.

What a file cannot know (label, domain, licences, data) lies in descriptions/<id>.json; size, hash, self-test and whatever else is measured
on the very file written are added to it.
"""
import base64
import hashlib
import json
import os

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

TRAINING = os.path.dirname(os.path.abspath(__file__))
MODELS = os.path.join(TRAINING, "..")


def folder_of(id):
    return os.path.join(MODELS, id)


def description_of(id):
    with open(os.path.join(TRAINING, "descriptions", id + ".json")) as file:
        return json.load(file)


def manifest_in(folder):
    """-> the manifest that is there, or None."""
    path = os.path.join(folder, "manifest.json")
    if not os.path.exists(path):
        return None
    with open(path) as file:
        return json.load(file)


def averaged(path, make):
    """-> the network with its averaged weights, the checkpoint. `make`: config -> network"""
    saved = torch.load(path, map_location="cpu", weights_only=False)
    network = make(saved["config"])
    network.load_state_dict(saved["average"])
    return network, saved


def store_as_float16(model):
    """float32 initialisers -> float16 plus a Cast, which runtimes fold at load: half the size, computing stays float32."""
    graph = model.graph
    casts, kept = [], []
    for initialiser in graph.initializer:
        if initialiser.data_type != TensorProto.FLOAT or np.prod(initialiser.dims) < 64:
            kept.append(initialiser)
            continue
        name = initialiser.name
        half = numpy_helper.from_array(numpy_helper.to_array(initialiser).astype(np.float16), name + "_half")
        casts.append(helper.make_node("Cast", [half.name], [name], to=TensorProto.FLOAT))
        kept.append(half)
    nodes = list(graph.node)
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(casts + nodes)
    return model


def write_onnx(network, folder, inputs, outputs):
    """Any batch and size. @param inputs name -> example, [b, c, h, w] or [b]; @param outputs names, all [b, c, h, w]. @returns the file's path"""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "model.onnx")
    picture = {0: "b", 2: "h", 3: "w"}
    axes = {name: picture if example.ndim == 4 else {0: "b"} for name, example in inputs.items()} | {name: picture for name in outputs}
    names = dict(input_names=list(inputs), output_names=list(outputs))
    torch.onnx.export(network, tuple(inputs.values()), path, **names, opset_version=17, dynamo=False, dynamic_axes=axes)
    model = store_as_float16(onnx.load(path))
    del model.metadata_props[:]
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)
    return path


def open_onnx(path):
    """-> a session on the CPU; one thread unless OMP_NUM_THREADS says otherwise."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def as_text(array):
    """Numbers of a self-test: float32, little-endian, base64."""
    return base64.b64encode(np.ascontiguousarray(array, "<f4").tobytes()).decode()


def write_manifest(folder, id, description, **measured):
    """Metrics are kept while the weights are the same: `npm run evaluate` puts them there."""
    with open(os.path.join(folder, "model.onnx"), "rb") as file:
        data = file.read()
    found = dict(name="model.onnx", bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
    old = manifest_in(folder)
    metrics = old["metrics"] if old and old["file"] == found else []
    manifest = dict(schema=1, id=id, **description, file=found, **measured, metrics=metrics)
    with open(os.path.join(folder, "manifest.json"), "w") as file:
        json.dump(manifest, file, indent=2)
        file.write("\n")
    print(f"{id}: {len(data) / 1e6:.2f} MB, sha256 {found['sha256'][:12]}")
    print("The build knows its models by the hashes of their manifests: npm run models:pin")
