import { stat } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { DiffusionError, type Remark } from '../core/errors';
import { LONGEST_HEADER, readHeader, type NiftiHeader } from '../nifti/header';
import { checkMaskSize, maskOnPlanes } from '../nifti/maskOnPlanes';
import { refuseOwnResult } from '../nifti/ownResult';
import { blankSlices, planesOf, slicingOf, spread, type Slicing } from '../nifti/slices';
import { Voxels } from '../nifti/voxels';
import { memorySize } from '../rules/memory';
import type { SlicePlane } from '../volume/Volume';
import { openBytes, type ByteStream } from './byteStream';
import type { SliceDemand } from './source';

/** Bytes that are read and made into numbers at once. */
const PIECE = 4 * 2 ** 20;
/** Bytes: what may lie behind the voxels of a packed file and is read for its checksum. */
const BEHIND = 2 ** 24;
/** Bytes before packed voxels, which have to be unpacked to be passed over: extensions of a header are some MB long at most. */
const BEFORE = 64 * 2 ** 20;
/** A picture packs by a factor of 20, one whose air was set to zero by 100; what unpacks to more, and to so many bytes, is none. */
const TIGHTEST = { factor: 200, bytes: 256 * 2 ** 20 };
/** Bytes of memory per voxel of a run: the source, a layer of the result, and its files on the way. */
const PER_VOXEL = 16;

/** What is done with each plane of voxels; k counts from 0. */
type Take = (plane: Float32Array, k: number) => void;

/** `.hdr` and `.img` of one volume, packed or not, in the case of the name that was given; undefined for a single file. */
async function pairOf(path: string): Promise<{ header: string; voxels: string } | undefined> {
  const found = /^(.*)\.(hdr|img)(\.gz)?$/i.exec(path);
  if (!found) return undefined;
  const [, stem = '', extension = ''] = found;
  const upper = extension === extension.toUpperCase();
  const beside = async (name: string) => {
    const names = [name, `${name}.gz`].map((one) => `${stem}.${upper ? one.toUpperCase() : one}`);
    for (const one of names) if ((await stat(one).catch(() => undefined))?.isFile()) return one;
    throw new DiffusionError('NIFTI_DAMAGED', { measured: `no .${name} file beside it`, allowed: 'both .hdr and .img' });
  };
  return { header: await beside('hdr'), voxels: await beside('img') };
}

/** Whether a file may hold so many bytes, and the memory so many voxels, before any of them is read. */
function checkRoom({ size, voxOffset }: NiftiHeader, voxels: Voxels, bytes: ByteStream): void {
  if (bytes.packed && voxOffset > BEFORE)
    throw new DiffusionError('NIFTI_DAMAGED', { measured: `voxels at byte ${voxOffset}`, allowed: `up to ${BEFORE}` });
  if (voxels.end > bytes.most)
    throw new DiffusionError('NIFTI_DAMAGED', {
      measured: `${bytes.packed ? 'at most ' : ''}${bytes.most} bytes${bytes.packed ? ' when unpacked' : ''}`,
      allowed: `at least ${voxels.end}`,
    });
  const factor = voxels.end / bytes.size;
  if (bytes.packed && factor > TIGHTEST.factor && voxels.end > TIGHTEST.bytes)
    throw new DiffusionError('NIFTI_DAMAGED', {
      measured: `${memorySize(voxels.end)} when unpacked, ${Math.round(factor)} times the file`,
      allowed: `up to ${TIGHTEST.factor} times, or ${memorySize(TIGHTEST.bytes)}`,
    });
  const [needed, there] = [PER_VOXEL * size[0] * size[1] * size[2], Math.min(totalmem(), process.constrainedMemory?.() || Infinity)];
  if (needed > there) throw new DiffusionError('INPUT_TOO_LARGE', { measured: memorySize(needed), allowed: memorySize(there) });
}

/**
 * Reads one volume plane by plane, so that a file may be of any size; nothing is unpacked beyond what its header says.
 *
 * @param begin sees the header, may refuse it, and says what to do with the planes and what is made of them
 * @returns what was made, and how many bytes lie behind the voxels that nothing is known of
 * @throws DiffusionError NIFTI_DAMAGED, NIFTI_UNSUPPORTED, NOT_ONE_VOLUME, SINGULAR_AFFINE, BAD_PIXELS, INPUT_TOO_LARGE, CANCELLED
 */
async function readPlanes<T>(
  path: string,
  begin: (header: NiftiHeader, head: Uint8Array) => { take: Take; made: T },
  signal?: AbortSignal,
): Promise<{ made: T; behind: number }> {
  const pair = await pairOf(path);
  let bytes = await openBytes(pair?.header ?? path, signal);
  try {
    const head = await bytes.read(LONGEST_HEADER);
    const header = readHeader(head);
    const voxels = new Voxels(header);
    if (header.pair !== (pair !== undefined)) {
      const measured = header.pair ? 'a header without its voxels' : 'a header of a single file';
      throw new DiffusionError('NIFTI_DAMAGED', { measured, allowed: pair ? '.hdr and .img' : 'a single file, or a .hdr beside its .img' });
    }
    if (pair) {
      await bytes.close();
      bytes = await openBytes(pair.voxels, signal);
    }
    checkRoom(header, voxels, bytes);
    const { take, made } = begin(header, head);
    return { made, behind: await readVoxels(bytes, pair ? new Uint8Array(0) : head, header, voxels, take) };
  } finally {
    await bytes.close();
  }
}

/** @param head what has been read already */
async function readVoxels(bytes: ByteStream, head: Uint8Array, header: NiftiHeader, voxels: Voxels, take: Take): Promise<number> {
  const { voxOffset, size } = header;
  // The header of NIfTI-1 is shorter than what was read to know it.
  let early = head.subarray(Math.min(voxOffset, head.length));
  await bytes.skip(Math.max(0, voxOffset - head.length));
  const each = Math.max(1, Math.floor(PIECE / voxels.planeBytes));
  for (let first = 0; first < size[2]; first += each) {
    const count = Math.min(each, size[2] - first);
    const wanted = count * voxels.planeBytes;
    const later = await bytes.read(Math.max(0, wanted - early.length));
    const piece = early.length > 0 ? Buffer.concat([early.subarray(0, wanted), later]) : later;
    early = early.subarray(Math.min(wanted, early.length));
    if (piece.length < wanted) {
      const there = voxOffset + first * voxels.planeBytes + piece.length;
      throw new DiffusionError('NIFTI_DAMAGED', { measured: `${there} bytes`, allowed: `at least ${voxels.end}` });
    }
    for (let k = 0; k < count; k++)
      take(voxels.plane(piece.subarray(k * voxels.planeBytes, (k + 1) * voxels.planeBytes), first + k), first + k);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const rest = await bytes.rest(BEHIND);
  if (rest === Infinity) throw new DiffusionError('NIFTI_DAMAGED', { measured: `more than ${memorySize(BEHIND)} behind the voxels` });
  voxels.checkNumbers();
  return rest + early.length;
}

/** A volume as it lies in its slices. */
export interface NiftiSlices {
  header: NiftiHeader;
  slicing: Slicing;
  planes: SlicePlane[];
  /** What is no even stack in them. */
  gaps: readonly Remark[];
  slices: Float32Array[];
  /** Bytes behind the voxels that nothing is known of. */
  behind: number;
}

/** @throws DiffusionError of readPlanes, OWN_RESULT, AFFINE_SHEARED, SINGLE_SLICE, GANTRY_TILT */
export async function readNiftiSlices(path: string, demand: SliceDemand, signal?: AbortSignal): Promise<NiftiSlices> {
  const { made, behind } = await readPlanes(
    path,
    (header, head) => {
      refuseOwnResult(head);
      const slicing = slicingOf(header);
      const stack = demand === 'slices' || (demand === 'stack-or-one' && (header.size[slicing.across] ?? 0) > 1);
      const placed = planesOf(header, slicing, { stack, slicewise: demand === 'slices' });
      const slices = blankSlices(header, slicing);
      return { made: { header, slicing, ...placed, slices }, take: (plane, k) => spread(plane, k, slices, header, slicing) };
    },
    signal,
  );
  return { ...made, behind };
}

async function checkIsMask(path: string): Promise<void> {
  const file = await openBytes(path).catch((cause: unknown) => {
    if (cause instanceof DiffusionError) throw cause;
    throw new DiffusionError('INPUT_MISSING', { measured: 'no file at --mask', cause });
  });
  const head = await file.read(132).finally(() => file.close());
  if (Buffer.from(head.subarray(128, 132)).toString('latin1') === 'DICM')
    throw new DiffusionError('REGION_GRID', { measured: 'a DICOM file at --mask', allowed: 'a NIfTI file on the grid of the input' });
}

/**
 * @param planes of the series, in the order of its volume
 * @param inside what a value of the mask means
 * @throws DiffusionError INPUT_MISSING, REGION_GRID and those of readPlanes
 */
export async function readMaskFile(
  path: string,
  planes: readonly (SlicePlane | undefined)[],
  inside: (value: number) => boolean,
  signal?: AbortSignal,
): Promise<Uint8Array[]> {
  await checkIsMask(path);
  const begin = (header: NiftiHeader) => {
    checkMaskSize(header, planes);
    const [ni, nj, nk] = header.size;
    const marked = new Uint8Array(ni * nj * nk);
    const take: Take = (plane, k) => plane.forEach((value, n) => (marked[k * ni * nj + n] = inside(value) ? 1 : 0));
    return { take, made: { header, marked } };
  };
  const { made } = await readPlanes(path, begin, signal).catch((error: unknown) => {
    if (!(error instanceof DiffusionError) || error.code === 'CANCELLED' || error.code === 'REGION_GRID') throw error;
    const { code, measured = 'a damaged file', allowed, cause } = error;
    throw new DiffusionError(code, { measured: `in the mask: ${measured}`, ...(allowed !== undefined && { allowed }), cause });
  });
  return maskOnPlanes(made.header, made.marked, planes);
}
