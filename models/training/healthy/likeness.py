"""What axial slices of a contrast look like, in eight numbers: python -m healthy.likeness --contrast FLAIR --data FOLDER [--check]

The gate of the anomaly map: grey levels and cortex against core of a slice, as the Mahalanobis distance to the slices of that contrast of the
train split, each data set counting alike. A series is judged by the median over its slices. No other contrast is used to set anything;
`--check` prints what the limit says of the val split. Twin of src/volume/brainCanvas/likeness.ts. Writes `likeness` of the manifest.
"""
import argparse
import json
import os

import numpy as np
from scipy import ndimage as ndi

from healthy import sources
from healthy.recipes import RECIPES

QUANTILES = [2, 10, 25, 75, 90, 98]
RIM, CORE, SMALLEST_CORE = (2, 8), 16, 200
"""Pixels of 1 mm, steps along rows and columns to the nearest pixel outside the brain; fewer pixels of core make no ratio."""


def features(image, brain):
    """-> quantiles of the brain in medians, mean of the rim over mean of the core, spread; None where there is too little core."""
    image = image.astype(np.float64)
    values = image[brain]
    depth = ndi.distance_transform_cdt(np.pad(brain, 1), metric="taxicab")[1:-1, 1:-1]
    rim, core = image[(depth > RIM[0]) & (depth <= RIM[1])], image[depth > CORE]
    if core.size < SMALLEST_CORE or core.mean() <= 0:
        return None
    return np.array([*np.percentile(values, QUANTILES), rim.mean() / core.mean(), values.std()])


def own(data, split, covered, recipe):
    """Yields (data set, id, features) of the recipe's slices at the levels that the model covers."""
    files = sources.Files()
    for e, image, brain, _ in sources.soop(data, split, files) if "soop" in recipe.share else ():
        yield e["dataset"], e["id"], features(image, brain)
    for e, level, image, brain, *_ in sources.volumes(data, split, files, recipe):
        if covered[0] <= level <= covered[1]:
            yield e["dataset"], e["id"], features(image, brain)


def others(data, split, covered, recipe):
    files = sources.Files()
    for folder in ("mr", "brainmask"):
        for e in sources.entries(data, folder, split):
            if e["contrast"] == recipe.contrast or (folder == "mr" and e["dataset"] != "ms-cross"):
                continue
            image = files(e)
            brain = files(e, "mask") > 0 if folder == "brainmask" else np.stack([sources.filled(image[..., k]) for k in range(image.shape[2])], 2)
            for level, i, b, _ in sources.volume_slices(e, image, brain):
                if covered[0] <= level <= covered[1]:
                    yield e["contrast"], e["id"], features(i, b)


def table(rows):
    """-> data set or contrast per slice, id per slice, features [slices, 8]; slices without a core left out."""
    kept = [row for row in rows if row[2] is not None]
    return np.array([row[0] for row in kept]), np.array([row[1] for row in kept]), np.stack([row[2] for row in kept])


def distance(x, mean, precision):
    return np.sqrt(np.einsum("ij,jk,ik->i", x - mean, precision, x - mean))


def drawn():
    """A slice that is no brain's, for the test of the twin: an ellipse with a brighter rim, a dark middle and grain."""
    rows, columns = 80, 64
    y, x = np.mgrid[:rows, :columns]
    radius = ((y - 39.5) / 36) ** 2 + ((x - 31.5) / 28) ** 2
    grain = 0.05 * np.random.default_rng(5).standard_normal((rows, columns))
    image = 1 + 0.25 * (radius > 0.6) - 0.7 * (((y - 40) / 8) ** 2 + ((x - 31) / 5) ** 2 < 1) + grain
    return np.where(radius < 1, np.clip(image, 0.01, 4).round(3), 0).astype(np.float32)


def by_series(ids, values):
    return {i: float(np.median(values[ids == i])) for i in dict.fromkeys(ids)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--contrast", choices=RECIPES, default="FLAIR")
    parser.add_argument("--data", default="../../../shared/data", help="folder that holds mr, mr-more, brainmask")
    parser.add_argument("--check", action="store_true", help="write nothing; say what the manifest's limits find in the val split")
    parser.add_argument("--fixture", action="store_true", help="print the numbers of tests/volume/brainCanvas/likeness.fixture.json")
    options = parser.parse_args()
    recipe = RECIPES[options.contrast]
    path = os.path.join(os.path.dirname(__file__), "..", "..", recipe.id, "manifest.json")
    with open(path) as file:
        manifest = json.load(file)
    covered = manifest["domain"]["levels"]["covered"]
    if options.fixture:
        image, like = drawn(), manifest["likeness"]
        found = features(image, image > 0)
        far = distance(found[None], np.array(like["mean"]), np.array(like["precision"]))[0]
        pixels = [round(float(v), 3) for v in image.ravel()]
        print(json.dumps(dict(rows=len(image), columns=len(image[0]), image=pixels, features=[*map(float, found)], distance=float(far))))
        return
    if options.check:
        like = manifest["likeness"]
        for kind in (own, others):
            groups, ids, x = table(kind(options.data, "val", covered, recipe))
            far = distance(x, np.array(like["mean"]), np.array(like["precision"]))
            for group in dict.fromkeys(groups):
                found = by_series(ids[groups == group], far[groups == group])
                limit = like["limits"]["slice" if group == "soop" else "series"]
                outside = sum(v > limit for v in found.values())
                print(f"{group}: {outside} of {len(found)} outside {limit}; {min(found.values()):.2f} to {max(found.values()):.2f}")
        return
    groups, ids, x = table(own(options.data, "train", covered, recipe))
    weights = sum((groups == g) / (groups == g).sum() for g in set(groups)) / len(set(groups))
    mean = weights @ x
    precision = np.linalg.inv((weights[:, None] * (x - mean)).T @ (x - mean))
    far = distance(x, mean, precision)
    stack = groups != "soop"
    series = max(by_series(ids[stack], far[stack]).values())
    # Slices that are alone; where there are none, all.
    alone = far[~stack] if (~stack).any() else far
    single = np.percentile(alone, 95)
    manifest["likeness"] = dict(
        quantiles=QUANTILES,
        rim=list(RIM),
        core=dict(beyond=CORE, pixels=SMALLEST_CORE),
        mean=[round(float(v), 5) for v in mean],
        precision=[[round(float(v), 3) for v in row] for row in precision],
        limits=dict(series=round(series, 2), slice=round(float(single), 2)),
        command=f"python -m healthy.likeness --contrast {recipe.contrast} --data FOLDER",
    )
    with open(path, "w") as file:
        json.dump(manifest, file, indent=2)
        file.write("\n")
    print("The build knows its models by the hashes of their manifests: npm run models:pin")
    print(f"{len(x)} slices; limits: a series {series:.2f} (the farthest of {len(set(ids[stack]))}), a slice alone {single:.2f} (95 % of {len(alone)})")


if __name__ == "__main__":
    main()
