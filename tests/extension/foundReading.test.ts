import { layOn } from '../../extension/found/layOn';
import { saidOf } from '../../extension/found/matchFindings';
import { readObjects } from '../../extension/found/objects';
import { readWork, type Reader } from '../../extension/found/readWork';
import { worksOf } from '../../extension/found/works';
import { bindHost } from '../../extension/host/host';
import type { LoadedImage } from '../../extension/host/readSlices';
import type { ExtensionContext } from '../../extension/host/types';
import type { Archive } from '../../src/archive/Archive';
import { DiffusionError } from '../../src/core/errors';
import type { FiledFinding } from '../../src/dicom/readReport';
import { type DicomSeries, readSeries } from '../../src/dicom/readSeries';
import type { Filing } from '../../src/filing/Filing';
import type { Finding } from '../../src/results/findings';
import { DENOISED, INPAINTED, MAPPED } from '../support/provenance';
import { filingOf, resultOf, sourceSeries } from '../support/sourceSeries';
import { filedObjects } from '../support/studyObjects';

const finding = (id: string) => ({ id }) as Finding;
const filed = (id: string, change: Partial<FiledFinding> = {}): FiledFinding => ({
  ...{ id, trackingId: id, trackingUid: '', point: [0, 0, 0], cubicMillimetres: 1, peak: 1, slices: [0, 0] },
  ...{ verdict: 'accepted', comment: undefined },
  ...change,
});

describe('what was said of findings comes back', () => {
  const centres: Record<string, [number, number, number]> = { a: [0, 0, 0], b: [10, 0, 0], c: [10, 1.5, 0] };
  const centreOf = ({ id }: Finding) => centres[id] ?? [NaN, NaN, NaN];

  it('to the finding with the same peak, whatever lies nearer', () => {
    const said = saidOf([filed('b', { point: [0, 0, 0] })], ['a', 'b'].map(finding), centreOf);
    expect(said).toEqual({ b: { verdict: 'accepted', comment: undefined } });
  });

  it('else to the nearest within 2 mm that is nobody else’s, once', () => {
    const two = [filed('x', { point: [10, 1, 0] }), filed('y', { point: [10, 0.9, 0], verdict: 'rejected' })];
    expect(saidOf(two, ['a', 'b', 'c'].map(finding), centreOf)).toMatchObject({ c: { verdict: 'accepted' }, b: { verdict: 'rejected' } });
    expect(Object.keys(saidOf([filed('x', { point: [10, 0, 2.1] })], ['b'].map(finding), centreOf))).toEqual(['x']);
    expect(
      Object.keys(saidOf([filed('b', { verdict: undefined }), filed('x', { point: [10, 0, 0] })], ['b'].map(finding), centreOf)),
    ).toEqual(['x']);
  });
});

let series: DicomSeries;
beforeAll(async () => {
  series = await sourceSeries();
});

it('slices are laid where they lie; what lies elsewhere, or twice, is an error with its numbers', () => {
  const stack = series.stack!;
  const { rows, columns } = stack.planes[0]!;
  const slice = (z: number, change = {}) => ({ position: [-100.5, -78.3063, z] as const, rows, columns, pixels: z, ...change });
  expect(layOn(stack, [slice(14), slice(0)])).toEqual([0, undefined, 14]);
  const told = (slices: Parameters<typeof layOn<number>>[1]) => {
    try {
      return layOn(stack, slices);
    } catch (error) {
      return error instanceof DiffusionError && `${error.code} ${error.measured}`;
    }
  };
  expect(told([slice(3)])).toBe('FOUND_OTHER_GRID a slice 3.0 mm away from the nearest one');
  expect(told([slice(0, { columns: 5 })])).toBe('FOUND_OTHER_GRID 5 × 3 pixels');
  // Of three, listed from the far end of the normal.
  expect(told([slice(0), slice(0)])).toBe('FOUND_OTHER_GRID two slices in the place of slice 3');
  expect(told([slice(NaN)])).toBe('FOUND_OTHER_GRID a slice without a position');
});

/** A viewer that has the pictures of a filing, and an archive that has all of it. */
async function reader(filing: Filing, without: readonly string[] = []): Promise<Reader & { read: number }> {
  const files = new Map(filing.series.flatMap(({ instances }) => instances.map((one) => [one.sopInstanceUid, one] as const)));
  const images = new Map<string, { plane: object; values: Float32Array }>();
  for (const { role, seriesUid, instances } of filing.series) {
    if (role !== 'picture') continue;
    const { volume, planes } = await readSeries(
      instances.map((one) => one.make().buffer),
      {},
      { stack: true },
    );
    // As the viewer lists them: the other way round.
    volume.slices.forEach((values, k) => images.set(`${seriesUid} ${volume.slices.length - k}`, { plane: planes[k]!, values }));
  }
  const planeModule = (id: string) => {
    const plane = images.get(id)?.plane as { position: number[]; rowSpacing: number; columnSpacing: number } | undefined;
    return (
      plane && {
        ...plane,
        imagePositionPatient: plane.position,
        rowPixelSpacing: plane.rowSpacing,
        columnPixelSpacing: plane.columnSpacing,
      }
    );
  };
  const ids = (uid: string) => [...images.keys()].filter((id) => id.startsWith(`${uid} `)).sort();
  const cornerstone = { metaData: { get: (type: string, id: string) => (type === 'imagePlaneModule' ? planeModule(id) : undefined) } };
  bindHost({
    servicesManager: { services: { displaySetService: { getDisplaySetByUID: (uid: string) => ({ imageIds: ids(uid) }) } } },
    extensionManager: { getModuleEntry: () => ({ exports: { getCornerstoneLibraries: () => ({ cornerstone }) } }) },
  } as unknown as ExtensionContext);
  const load = (id: string) => Promise.resolve({ getPixelData: () => images.get(id)!.values } as unknown as LoadedImage);
  const fetchFile = (url: unknown) => {
    const uid = String(url).split('/').at(-1) ?? '';
    const file = without.includes(uid) ? undefined : files.get(uid);
    return Promise.resolve(
      new Response(file?.make() ?? null, { status: file ? 200 : 404, headers: { 'content-type': 'application/dicom' } }),
    );
  };
  const archive: Archive = { stowUrl: undefined, qidoUrl: 'http://a', wadoUrl: 'http://a', fetch: fetchFile };
  const told = { read: 0 };
  return Object.assign(told, {
    archive,
    loader: { load, cached: () => undefined, loadPastCache: load },
    signal: new AbortController().signal,
    tell: () => void (told.read += 1),
  });
}

const ground = () => ({ stack: series.stack!, grid: series.stack!.grid({ modality: 'MR', units: 'arbitrary' }) });
const workIn = (filing: Filing) => worksOf(readObjects(filedObjects(filing)))[0]!;
const pixelsOf = (slices: readonly ArrayLike<number>[] | undefined) => slices?.map((slice) => [...Array.from(slice)]);

it('an anomaly map comes back bit for bit: score and brain by the archive, the picture by the viewer', async () => {
  const score = resultOf(series, 'score', (value) => Math.fround(value / 777));
  const healthy = resultOf(series, 'healthy', (value) => value + 3);
  const brain = resultOf(series, 'brain', (_, n, k) => (k === 1 && n < 5 ? 1 : 0));
  const filing = filingOf(series, { ...score, provenance: MAPPED, layers: [...score.layers, ...healthy.layers, ...brain.layers] });
  const own = await reader(filing);
  const { result, region } = await readWork(workIn(filing), ground(), own);
  expect(result.layers.map(({ kind }) => kind)).toEqual(['score', 'healthy', 'brain']);
  expect(pixelsOf(result.layers[0]?.slices)).toEqual(pixelsOf(score.layers[0]?.slices));
  expect(pixelsOf(result.layers[1]?.slices)).toEqual(pixelsOf(healthy.layers[0]?.slices));
  expect(pixelsOf(result.layers[2]?.slices)).toEqual(pixelsOf(brain.layers[0]?.slices));
  expect([result.partial, region, own.read]).toEqual([false, undefined, 5]);
});

it('a denoised picture is taken as it was filed, at its strength, and is not blended again', async () => {
  const estimate = resultOf(series, 'denoised', (value) => value - 10, { provenance: DENOISED });
  const filing = filingOf(series, estimate);
  const { result } = await readWork(workIn(filing), ground(), await reader(filing));
  expect(result.layers).toMatchObject([{ kind: 'denoised', blended: true }]);
  expect(result.provenance).toMatchObject({ strength: 0.5 });
  const whole = filingOf(series, { ...estimate, provenance: { ...DENOISED, strength: 1 } });
  expect((await readWork(workIn(whole), ground(), await reader(whole))).result.layers[0]).not.toHaveProperty('blended');
});

it('an inpainted picture comes back with its region, in the order of the viewer', async () => {
  const filled = resultOf(series, 'inpainted', (value, n, k) => (k === 0 && n === 2 ? 5 : value), { provenance: INPAINTED });
  const mask = new Uint8Array(12);
  mask[2] = 1;
  const filing = filingOf(series, filled, { region: [mask, undefined, undefined] });
  const { region } = await readWork(workIn(filing), ground(), await reader(filing));
  const { stack } = ground();
  expect(region?.map((slice) => slice && [...slice])).toEqual(stack.masksListed([[...mask], undefined, undefined]));
});

it('a stopped run comes back as one: its slices are marked, and the others are the source', async () => {
  const partial = resultOf(series, 'denoised', (value) => value, { partial: true, finished: [true, false, true] });
  const filing = filingOf(series, partial);
  const { result } = await readWork(workIn(filing), ground(), await reader(filing));
  expect([result.partial, result.finished]).toEqual([true, [true, false, true]]);
});

it('a part that is gone is an error that names it, never zeros', async () => {
  const score = resultOf(series, 'score', (value) => value);
  const filing = filingOf(series, score);
  const gone = filing.series.find(({ kind }) => kind === 'score')?.instances[0]?.sopInstanceUid ?? '';
  await expect(reader(filing, [gone]).then((own) => readWork(workIn(filing), ground(), own))).rejects.toMatchObject({
    code: 'FOUND_PART_MISSING',
    measured: 'no “score”',
  });
  const picture = filingOf(
    series,
    resultOf(series, 'denoised', (value) => value),
  );
  const [first] = picture.series;
  const short = { ...picture, series: [{ ...first!, instances: first!.instances.slice(1) }] };
  await expect(reader(short).then((own) => readWork(workIn(short), ground(), own))).rejects.toMatchObject({
    code: 'FOUND_PART_MISSING',
    measured: '2 slices of “denoised”',
    allowed: '3',
  });
});
