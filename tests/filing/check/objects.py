"""Reads what was written with parsers of others: objects.py MANIFEST OUT.

For each object of the manifest: pydicom with every value checked, highdicom's typed parse, and the values against those that went in.
"""

import json
import sys
import warnings
from pathlib import Path

import highdicom as hd
import numpy as np
import pydicom
from pydicom.multival import MultiValue
from pydicom.valuerep import validate_value

warnings.simplefilter('ignore')
pydicom.config.settings.reading_validation_mode = pydicom.config.RAISE


TEXT = {'AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'LO', 'LT', 'PN', 'SH', 'ST', 'TM', 'UC', 'UI', 'UR', 'UT'}


def strict(path):
    """Every value of every item, converted; a value that its VR does not allow raises. Reading alone lets many formats pass."""
    for element in pydicom.dcmread(path).iterall():
        value = element.value
        if element.VR not in TEXT or value is None:
            continue
        for one in value if isinstance(value, MultiValue) else [value]:
            if str(one):
                validate_value(element.VR, getattr(one, 'original_string', str(one)), pydicom.config.RAISE)


def typed(one, path):
    """The object as highdicom's class of it."""
    if one['role'] == 'segmentation':
        return hd.seg.segread(path)
    if one['role'] == 'report':
        report = hd.sr.srread(path)
        groups = report.content.get_planar_roi_measurement_groups()
        if len(groups) != one['findings']:
            raise ValueError(f'{len(groups)} of {one["findings"]} findings')
        report.content.get_observer_contexts()
        for group in groups:
            group.get_measurements()
            group.get_qualitative_evaluations()
        return report
    if one['role'] == 'rejection':
        return hd.ko.KeyObjectSelectionDocument.from_dataset(pydicom.dcmread(path))
    return hd.imread(path)


def first(item, keyword):
    sequence = getattr(item, keyword, None)
    return sequence[0] if sequence else None


def scale(dataset, frame):
    """Rescale of a frame: of the object, or of its functional groups."""
    if 'RescaleSlope' in dataset:
        return float(dataset.RescaleSlope), float(dataset.RescaleIntercept)
    for groups in (first(dataset, 'SharedFunctionalGroupsSequence'), *dataset.get('PerFrameFunctionalGroupsSequence', [])[frame : frame + 1]):
        item = first(groups, 'PixelValueTransformationSequence')
        if item:
            return float(item.RescaleSlope), float(item.RescaleIntercept)
    return 1.0, 0.0


def picture(one, dataset, expected):
    """Integers: no further than half a step from what went in."""
    frames = dataset.pixel_array.reshape(-1, dataset.Rows, dataset.Columns).astype(np.float64)
    worst = 0
    for k, frame in enumerate(frames):
        slope, intercept = scale(dataset, k)
        wanted = expected[k].astype(np.float64)
        # A step of the stored numbers, and what single precision leaves open.
        room = abs(slope) / 2 + np.abs(wanted).max() * 2e-7
        worst = max(worst, float(np.abs(frame * slope + intercept - wanted).max() / room))
    if worst > 1:
        raise ValueError(f'{worst / 2:.3f} steps off')
    return f'{worst / 2:.3f} steps'


def exact(one, dataset, expected):
    found = dataset.pixel_array.reshape(expected.shape)
    if found.dtype != np.float32 or (found.view('u4') != expected.view('u4')).any():
        raise ValueError('not bit for bit')
    return 'bit for bit'


def mask(one, dataset, expected):
    """Each frame holds the voxels of its segment on the slice it was made from."""
    found = np.zeros_like(expected)
    frames = dataset.pixel_array.reshape(-1, dataset.Rows, dataset.Columns)
    for frame, groups in zip(frames, dataset.PerFrameFunctionalGroupsSequence):
        image = first(first(groups, 'DerivationImageSequence'), 'SourceImageSequence')
        source = f'{image.ReferencedSOPInstanceUID}#{image.get("ReferencedFrameNumber", "")}'
        number = first(groups, 'SegmentIdentificationSequence').ReferencedSegmentNumber
        found[one['slices'].index(source)][frame > 0] = number
    if (found != expected).any():
        raise ValueError(f'{int((found != expected).sum())} voxels differ')
    return 'voxel for voxel'


VALUES = {'picture': (picture, '<f4'), 'map': (exact, '<f4'), 'segmentation': (mask, '<u2')}


def values(one, dataset):
    if one['role'] not in VALUES:
        return ''
    compare, kind = VALUES[one['role']]
    expected = np.fromfile(one['expected'], kind).reshape(-1, dataset.Rows, dataset.Columns)
    return compare(one, dataset, expected)


def tried(read):
    try:
        return {'ok': True, 'said': str(read() or '')}
    except Exception as error:  # noqa: BLE001: whatever a parser raises is what is asked for
        return {'ok': False, 'said': f'{type(error).__name__}: {error}'[:300]}


def main(manifest, out):
    results = []
    asked = json.loads(Path(manifest).read_text())
    for one in asked['objects']:

        def back(path=one['back'], one=one):
            return values(one, pydicom.dcmread(path))

        results.append(
            {
                'pydicom': tried(lambda: strict(one['file'])),
                'highdicom': tried(lambda: (typed(one, one['file']), '')[1]),
                'values': tried(back),
            }
        )
    against = {}
    for name, files in asked['sources'].items():
        read = [tried(lambda path=path: strict(path)) for path in files]
        against[name] = sorted({one['said'] for one in read if not one['ok']})
    versions = {'pydicom': pydicom.__version__, 'highdicom': hd.__version__}
    Path(out).write_text(json.dumps({'versions': versions, 'results': results, 'sources': against}))


main(*sys.argv[1:])
