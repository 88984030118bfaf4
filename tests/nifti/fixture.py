#!/usr/bin/env python3
"""Makes nibabel.fixture.json: small NIfTI files and what nibabel reads in them (values, affine), or the code that this project refuses them with.

    python tests/nifti/fixture.py        # needs nibabel and numpy; the test itself needs neither
"""
import base64, gzip, io, itertools, json, os, struct, tempfile
import nibabel as nib
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
SHAPE = (4, 3, 2)
rng = np.random.default_rng(18)
CASES = []


def values(dtype, shape=SHAPE):
    if np.dtype(dtype).kind == 'f':
        return (rng.standard_normal(shape) * 300).astype(np.float32).astype(dtype)
    info = np.iinfo(dtype)
    # float32 holds whole numbers to 2^24.
    return rng.integers(max(info.min, -(2**24)), min(info.max, 2**24), shape, endpoint=True).astype(dtype)


def affine(order=(0, 1, 2), signs=(1, 1, 1), mm=(1.0, 1.5, 3.0), origin=(-10.0, 20.0, 5.5), turn=0.0):
    a = np.eye(4)
    a[:3, :3] = 0
    for axis, world in enumerate(order):
        a[world, axis] = signs[axis] * mm[axis]
    c, s = np.cos(turn), np.sin(turn)
    a[:3, :3] = np.array([[1, 0, 0], [0, c, -s], [0, s, c]]) @ a[:3, :3]
    a[:3, 3] = origin
    return a


def image(version=1, dtype='i2', endian='<', shape=SHAPE, aff=None, qform=1, sform=2, pair=False):
    classes = {(1, False): nib.Nifti1Image, (2, False): nib.Nifti2Image, (1, True): nib.Nifti1Pair, (2, True): nib.Nifti2Pair}
    made = classes[version, pair]
    aff = affine() if aff is None else aff
    header = made.header_class(endianness=endian)
    header.set_data_dtype(np.dtype(dtype).newbyteorder(endian))
    one = made(values(dtype, shape), aff, header=header)
    one.header.set_slope_inter(1, 0)
    one.set_qform(aff, qform)
    one.set_sform(aff, sform)
    return one


def bytes_of(one, pair=False):
    if not pair:
        return {'nii': one.to_bytes()}
    with tempfile.TemporaryDirectory() as folder:
        nib.save(one, f'{folder}/a.img')
        return {end: open(f'{folder}/a.{end}', 'rb').read() for end in ('hdr', 'img')}


def patch(files, *edits, end=None):
    end = end or next(iter(files))
    out = bytearray(files[end])
    for offset, form, *numbers in edits:
        struct.pack_into(form, out, offset, *numbers)
    return {**files, end: bytes(out)}


def add(name, files, refused=None):
    """`refused`: the code of the refusal; without it nibabel's reading is right."""
    with tempfile.TemporaryDirectory() as folder:
        for end, data in files.items():
            open(f'{folder}/a.{end}', 'wb').write(data)
        try:
            one = nib.load(f'{folder}/a.{"nii" if "nii" in files else "img"}')
            read = {'values': np.asarray(one.get_fdata(dtype=np.float64)).astype(np.float32).ravel(order='F').tolist(), 'affine': one.affine[:3].tolist()}
            if not np.isfinite(read['values']).all():
                read = {'fails': 'not finite'}
        except Exception as error:
            read = {'fails': type(error).__name__}
    if refused is None:
        assert 'values' in read, (name, read)
    packed = {end: base64.b64encode(gzip.compress(data, 9, mtime=0)).decode() for end, data in files.items()}
    CASES.append({'name': name, 'files': packed, **({'refused': refused, 'nibabel': read.get('fails', 'reads it')} if refused else read)})


TYPES = ['u1', 'i1', 'i2', 'u2', 'i4', 'u4', 'i8', 'u8', 'f4', 'f8']
for version, endian, dtype in itertools.product((1, 2), '<>', TYPES):
    add(f'NIfTI-{version} {dtype} {"little" if endian == "<" else "big"}-endian', bytes_of(image(version, dtype, endian)))
for order, signs in itertools.product(itertools.permutations(range(3)), itertools.product((1, -1), repeat=3)):
    name = ''.join('LPI' [w] if s < 0 else 'RAS'[w] for w, s in zip(order, signs))
    add(f'qform alone, {name}', bytes_of(image(aff=affine(order, signs, turn=0.2), sform=0)))
for version, endian in itertools.product((1, 2), '<>'):
    add(f'a pair, NIfTI-{version}, {endian}', bytes_of(image(version, endian=endian, pair=True), True))
for qform, sform in ((0, 1), (1, 0), (2, 4), (1, 1)):
    add(f'qform code {qform}, sform code {sform}', bytes_of(image(qform=qform, sform=sform)))
SCALES = [(0.5, -1024), (-2, 7), (0, 5), (float('nan'), float('nan')), (float('nan'), 3), (float('inf'), 1), (1, 0), (1e-3, 0)]
for (slope, inter), (version, at, form) in itertools.product(SCALES, ((1, 112, '<ff'), (2, 176, '<dd'))):
    add(f'slope {slope}, intercept {inter}, NIfTI-{version}', patch(bytes_of(image(version)), (at, form, slope, inter)))
for inter in (float('nan'), float('inf'), float('-inf')):
    add(f'slope 1, intercept {inter}', patch(bytes_of(image()), (112, '<ff', 1, inter)), 'NIFTI_DAMAGED')

plain, second = bytes_of(image()), bytes_of(image(2))
# nibabel takes the header for voxels where the offset is 0.
for offset in (0, 1, 346, 348, 351, -16, float('nan'), float('inf'), 352.5, 1e9):
    add(f'voxels at {offset}', patch(plain, (108, '<f', offset)), 'NIFTI_DAMAGED')
for offset in (0, 1, 352, 540, 543, -8, 2**62):
    add(f'NIfTI-2, voxels at {offset}', patch(second, (168, '<q', offset)), 'NIFTI_DAMAGED')
moved = {'nii': plain['nii'][:352] + bytes(16) + plain['nii'][352:]}
add('voxels at 368', patch(moved, (108, '<f', 368)))
extended = {'nii': plain['nii'][:348] + b'\1\0\0\0' + struct.pack('<ii', 32, 6) + b'x' * 24 + plain['nii'][352:]}
add('an extension of 32 bytes', patch(extended, (108, '<f', 384)))
add('bytes behind the voxels', {'nii': plain['nii'] + b'junk'})
add('a voxel too few', {'nii': plain['nii'][:-1]}, 'NIFTI_DAMAGED')

add('a fourth dimension of one', bytes_of(image(shape=(4, 3, 2, 1))))
add('seven dimensions of one volume', bytes_of(image(shape=(4, 3, 2, 1, 1, 1, 1))))
add('two dimensions', bytes_of(image(shape=(4, 3))))
add('two volumes', bytes_of(image(shape=(4, 3, 2, 2))), 'NOT_ONE_VOLUME')
add('a vector per voxel', bytes_of(image(shape=(4, 3, 2, 1, 3))), 'NOT_ONE_VOLUME')
add('NIfTI-2, two volumes', bytes_of(image(2, shape=(4, 3, 2, 2))), 'NOT_ONE_VOLUME')
for dims in ((0, 4, 3, 2), (8, 4, 3, 2), (3, 4, 0, 2), (3, 4, 3, -2), (4, 4, 3, 2, 0), (-1, 4, 3, 2)):
    add(f'dim {dims}', patch(plain, (40, f'<{len(dims)}h', *dims)), 'NIFTI_DAMAGED')

for code, text in ((1, 'bits'), (32, 'complex64'), (128, 'RGB'), (1536, 'float128'), (1792, 'complex128'), (2304, 'RGBA'), (0, 'none'), (7, 'no such')):
    add(f'data type {code}, {text}', patch(plain, (70, '<h', code)), 'NIFTI_UNSUPPORTED')
nan = image(dtype='f4')
nan.dataobj[0, 0, 0] = np.nan
add('a voxel that is no number', bytes_of(nan), 'BAD_PIXELS')
add('values beyond float32', patch(bytes_of(image(dtype='f8')), (352, '<d', 1e300)), 'BAD_PIXELS')

add('qfac 0', patch(bytes_of(image(sform=0)), (76, '<f', 0)))
add('qfac 3', patch(bytes_of(image(sform=0)), (76, '<f', 3)))
add('negative voxel sizes', patch(bytes_of(image(sform=0)), (80, '<fff', -1, -1.5, -3)))
add('a quaternion longer than 1', patch(bytes_of(image(sform=0)), (256, '<fff', 0.9, 0.9, 0)), 'NIFTI_DAMAGED')
add('a quaternion that rounding has made longer', patch(bytes_of(image(sform=0)), (256, '<fff', 0, 0, 1 + 1e-7)))
add('no thickness', patch(bytes_of(image(sform=0)), (88, '<f', 0)), 'SINGULAR_AFFINE')
add('an sform of zeros beside a good qform', patch(plain, (280, '<12f', *[0.0] * 12)), 'SINGULAR_AFFINE')
add('an sform of no numbers', patch(plain, (280, '<12f', *[float('nan')] * 12)), 'SINGULAR_AFFINE')
add('two equal axes', patch(plain, (280, '<12f', 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0)), 'SINGULAR_AFFINE')
add('a magic of letters', patch(plain, (344, '<4s', b'abc\0')), 'NIFTI_UNSUPPORTED')
add('an Analyze header', patch(plain, (344, '<4s', b'\0\0\0\0')), 'NIFTI_UNSUPPORTED')
add('a header size of 0', patch(plain, (0, '<i', 0)), 'NIFTI_DAMAGED')
add('half a header', {'nii': plain['nii'][:200]}, 'NIFTI_DAMAGED')
add('half a header of NIfTI-2', {'nii': second['nii'][:400]}, 'NIFTI_DAMAGED')

with open(f'{HERE}/nibabel.fixture.json', 'w') as out:
    lines = ',\n'.join(json.dumps(case, ensure_ascii=False) for case in CASES)
    out.write(f'{{"nibabel": "{nib.__version__}", "cases": [\n{lines}\n]}}\n')
print(len(CASES), 'cases,', sum('refused' in case for case in CASES), 'of them refused')
