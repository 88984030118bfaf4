import { type Archived, archivedWith, imageAt } from '../../extension/filing/archived';
import { Holdings } from '../../extension/filing/Holdings';
import { archivedSeries } from '../../extension/found/archivedSeries';
import { readObjects } from '../../extension/found/objects';
import { bindHost } from '../../extension/host/host';
import { addResultImages, removeResultImages } from '../../extension/host/resultImages';
import type { StudyObject } from '../../extension/host/studyObjects';
import type { DisplaySet, ExtensionContext, Instance } from '../../extension/host/types';
import type { ResultRow } from '../../extension/results/rows';
import type { Delivery } from '../../extension/run/RunData';
import type { Filing } from '../../src/filing/Filing';
import { planFiling } from '../../src/filing/plan';
import type { Kind } from '../../src/results/kinds';
import type { Result } from '../../src/results/Result';
import { stackOf } from '../../src/rules/geometry';
import type { Stack } from '../../src/volume/Stack';
import { ENHANCED_MR, enhancedSources, SLICES } from '../support/enhanced';
import { DENOISED, MAPPED } from '../support/provenance';
import { filingOf, MADE, resultOf, sourceSeries } from '../support/sourceSeries';
import { filedObjects } from '../support/studyObjects';

/** As the archive lists them: in no order at all. */
const shuffled = (object: StudyObject): StudyObject => ({ ...object, instances: [...object.instances].reverse() });

/** What a filing has left, seen again in a viewer. */
function again(filing: Filing, stack: Stack) {
  const objects = filedObjects(filing).map(shuffled);
  const headers = (uid: string) => objects.find(({ displaySetUID }) => displaySetUID === uid)?.instances ?? [];
  return readObjects(objects).series.map((series) => archivedSeries(series, headers(series.displaySetUID), stack));
}

const numbers = (instance: object | undefined, keyword: string) =>
  ((instance as Record<string, unknown>)[keyword] as unknown[]).map(Number);

describe('the images of a filed series, slice by slice along the normal', () => {
  it('are those that lie there: single images, frames of a map, frames of a mask where it has any', async () => {
    const series = await sourceSeries();
    const [score, healthy] = [resultOf(series, 'score', (value) => value / 777), resultOf(series, 'healthy', (value) => value)];
    const brain = resultOf(series, 'brain', (_, n, k) => (k > 0 && n < 5 ? 1 : 0));
    const filing = filingOf(series, { ...score, provenance: MAPPED, layers: [...score.layers, ...healthy.layers, ...brain.layers] });
    const found = again(filing, series.stack!);
    const images = (kind: Kind) => {
      const one = found.find((all) => all.kind === kind)!;
      return [0, 1, 2].map((k) => imageAt(one, k));
    };
    const pictures = filedObjects(filing).find(({ instances }) => instances.length === 3)!;
    const where = (uid?: string) =>
      numbers(
        pictures.instances.find(({ SOPInstanceUID }) => SOPInstanceUID === uid),
        'ImagePositionPatient',
      )[2];
    expect(images('healthy').map((one) => [where(one?.SOPInstanceUID), one?.frame])).toEqual([
      [0, undefined],
      [7, undefined],
      [14, undefined],
    ]);
    expect(images('score').map((one) => one?.frame)).toEqual([1, 2, 3]);
    expect(images('brain').map((one) => one?.frame)).toEqual([undefined, 1, 2]);
    expect(images('brain')[0]).toBeUndefined();
    // Those that were filed in this visit are known by what wrote them, without a look at the archive.
    for (const one of archivedWith(undefined, filing).series.filter(({ kind }) => kind)) {
      const seen = found.find((all) => all.kind === one.kind && all.sample === one.sample)!;
      expect([0, 1, 2].map((k) => imageAt(one, k))).toEqual([0, 1, 2].map((k) => imageAt(seen, k)));
    }
  });

  it('are the frames of an object whose frames lie as in its source, and not along the normal', () => {
    const planes = [0, 1, 2, 3].map((slice) => ({
      ...{ position: [-10, -20, 5 * slice] as const, rowCosines: [1, 0, 0] as const, columnCosines: [0, 1, 0] as const },
      ...{ rows: 2, columns: 3, rowSpacing: 0.7, columnSpacing: 0.9 },
    }));
    const stack = stackOf({ planes, samplesPerPixel: 1 });
    const slices = planes.map((_, k) => new Float32Array(6).fill(100 * k));
    const result: Result = {
      layers: [{ kind: 'denoised', grid: stack.grid({ modality: 'MR', units: 'arbitrary' }), slices }],
      ...{ finished: slices.map(() => true), partial: false, warnings: [], provenance: DENOISED },
    };
    const filing = planFiling({ result, sources: enhancedSources(), stack, made: MADE });
    for (const [one] of [again(filing, stack), archivedWith(undefined, filing).series]) {
      const frames = [0, 1, 2, 3].map((k) => imageAt(one!, k));
      expect(frames.map((image) => [image?.SOPClassUID, image?.frame])).toEqual(
        [0, 1, 2, 3].map((slice) => [ENHANCED_MR, SLICES.indexOf(slice as 0) + 1]),
      );
    }
  });

  it('are none of a series that lies elsewhere', async () => {
    const [series, other] = [await sourceSeries(), await sourceSeries({ rows: 4, columns: 3 })];
    const filing = filingOf(
      series,
      resultOf(series, 'denoised', (value) => value),
    );
    expect(() => again(filing, other.stack!)).toThrow(expect.objectContaining({ code: 'FOUND_OTHER_GRID' }) as Error);
  });
});

describe('what is drawn on a result that was opened from the archive', () => {
  const SERIES = 'opened';
  const image = (k: number) => `diffusion:${SERIES}/${k}`;
  afterEach(() => removeResultImages());

  /** Three slices that the viewer lists from the head down. */
  async function opened() {
    const series = await sourceSeries();
    // Listed from the far end of the normal.
    const { planes } = series.stack!;
    const stack = stackOf({ planes, samplesPerPixel: 1 });
    const filing = filingOf(
      series,
      resultOf(series, 'denoised', (value) => value),
    );
    const set = { displaySetInstanceUID: 'set', SeriesInstanceUID: SERIES, diffusionResult: { kind: 'denoised', strength: 0.5 } };
    const cornerstone = { cache: { getVolumes: () => [], getImageLoadObject: () => undefined } };
    bindHost({
      servicesManager: {
        services: {
          displaySetService: { getDisplaySetByUID: (uid: string) => (uid === 'set' ? (set as unknown as DisplaySet) : undefined) },
        },
      },
      extensionManager: { getModuleEntry: () => ({ exports: { getCornerstoneLibraries: () => ({ cornerstone }) } }) },
    } as unknown as ExtensionContext);
    addResultImages(
      planes.map((_, k) => {
        const instance = { SOPInstanceUID: `r.${k}`, SeriesInstanceUID: SERIES } as Instance;
        return [image(k), { pixels: new Float32Array(1), instance, sourceImageId: `s${k}`, window: { windowCenter: 0, windowWidth: 1 } }];
      }),
    );
    const row = { id: 'run', sets: { denoised: 'set' }, samples: [], note: set.diffusionResult } as unknown as ResultRow;
    const rows = new Map([['run', row]]);
    const holdings = new Holdings({ runs: { get: () => ({ stack }) as Delivery }, row: (id) => rows.get(id) });
    const archived: Archived = {
      ...{ work: filing.work, series: again(filing, stack), instances: [], report: undefined, rejected: false },
    };
    const uids = filing.series[0]!.instances.map(({ sopInstanceUid }) => sopInstanceUid);
    return { holdings, archived, row, rows, uids };
  }

  it('refers to the images that it was read from', async () => {
    const { holdings, archived, row, uids } = await opened();
    expect(holdings.pointer(image(0))).toBeUndefined();
    holdings.opened(row, archived);
    expect([0, 1, 2].map((k) => holdings.pointer(image(k))?.SOPInstanceUID)).toEqual([...uids].reverse());
    expect(holdings.pointer('wadors:another')).toBeUndefined();
  });

  it('refers to none of them once the picture was mixed anew, or removed', async () => {
    const { holdings, archived, row, rows } = await opened();
    holdings.opened(row, archived);
    rows.set('run', { ...row, note: { ...row.note, strength: 0.9 } });
    expect(holdings.pointer(image(0))).toBeUndefined();
    rows.set('run', row);
    expect(holdings.pointer(image(0))).toBeDefined();
    holdings.forget('run');
    expect(holdings.pointer(image(0))).toBeUndefined();
  });

  it('refers to none as long as a filing was only looked at: what a search has found is no picture of this visit', async () => {
    const { holdings, archived } = await opened();
    holdings.found('run', archived.work, archived);
    expect(holdings.pointer(image(0))).toBeUndefined();
  });
});
