import { bindHost } from '../../extension/host/host';
import type { DisplaySet, ExtensionContext } from '../../extension/host/types';
import { fingerprint, hashOf } from '../../extension/keep/hashes';
import { Keep, type KeepParts } from '../../extension/keep/Keep';
import { type Kept, keptText, LONGEST_COMMENT, MOST_CHARACTERS, MOST_RESULTS, readKept } from '../../extension/keep/kept';
import { readStudy, writeStudy } from '../../extension/keep/storage';
import { FIRST_CHOICES } from '../../extension/run/choices';
import type { RunCommand } from '../../extension/run/RunStarter';
import { firstState, type WorkbenchState } from '../../extension/run/state';
import { Store } from '../../extension/run/Store';
import type { ResultRow } from '../../extension/results/rows';
import type { FindingsReview } from '../../extension/review/FindingsReview';
import { filedKey } from '../../extension/review/reviewOf';
import { ResultVerdicts } from '../../extension/review/ResultVerdicts';
import type { Job } from '../../extension/run/job';
import { forEachTask } from '../../extension/host/settings';
import type { Provenance } from '../../src/results/provenance';
import { DENOISED, INPAINTED, MAPPED } from '../support/provenance';

type ReviewStore = ReturnType<FindingsReview['store']['get']>;

/** As of a tab; throws where the browser would. */
class TabStorage {
  readonly items = new Map<string, string>();
  full = false;
  getItem = (key: string) => this.items.get(key) ?? null;
  removeItem = (key: string) => void this.items.delete(key);
  setItem(key: string, text: string): void {
    if (this.full) throw new DOMException('full', 'QuotaExceededError');
    this.items.set(key, text);
  }
}

let storage: TabStorage;
const setStorage = (get: () => unknown) => Object.defineProperty(globalThis, 'sessionStorage', { get, configurable: true });

beforeEach(() => {
  storage = new TabStorage();
  setStorage(() => storage);
  Object.assign(globalThis, { window: new EventTarget() });
});

const STUDY = '1.2.840.99.7';
const set = { displaySetInstanceUID: 'set', StudyInstanceUID: STUDY, SeriesDescription: 'MEIER^EVA T2', imageIds: ['a', 'b'] };
const MODEL = DENOISED.model;

function viewer(): void {
  const subscribe = () => ({ unsubscribe: () => undefined });
  const pubSub = { EVENTS: {}, subscribe };
  const displaySetService = { ...pubSub, getActiveDisplaySets: () => [set as unknown as DisplaySet] };
  const services = { displaySetService, viewportGridService: pubSub, cornerstoneViewportService: pubSub };
  const metaData = { get: (_: string, id: string) => ({ SOPInstanceUID: `1.2.840.99.8.${id}` }) };
  const libraries = { getCornerstoneLibraries: () => ({ cornerstone: { metaData } }) };
  bindHost({
    servicesManager: { services },
    extensionManager: { getModuleEntry: () => ({ exports: libraries }) },
  } as unknown as ExtensionContext);
}

const SETTINGS = { ...FIRST_CHOICES, modelId: 'm', steps: 8, seed: 9, sampler: 'ddim' };

const rowOf = (id: string, provenance: Provenance, patch: Partial<ResultRow> = {}): ResultRow =>
  ({
    ...{ id, task: provenance.task, uid: id, sets: {}, samples: [], settings: SETTINGS, ...patch },
    note: {
      kind: 'denoised',
      runId: id,
      sourceUID: 'set',
      sourceLabel: 'MEIER^EVA T2',
      provenance,
      made: new Date(2026, 1, 2, 14, 32),
      strength: 0.7,
    },
  }) as unknown as ResultRow;

/** The page from its opening to its end; storage outlives it. */
function page({
  region = false,
  pixels = [Float32Array.of(1, 2)],
  work,
}: { region?: boolean; pixels?: Float32Array[]; work?: string } = {}) {
  viewer();
  const manifest = { file: { sha256: MODEL.sha256 } };
  const engine = { state: 'ready', models: [{ id: 'm', label: '', manifest }] } as unknown as WorkbenchState['engine'];
  const store = new Store<WorkbenchState>({ ...firstState({ task: 'denoise', choices: forEachTask(() => FIRST_CHOICES) }), engine });
  const verdicts = new ResultVerdicts();
  const review = { store: new Store<ReviewStore>({ reviews: {}, current: undefined }), restored: [] as unknown[] };
  const done: string[] = [];
  const found = { store: new Store<{ cards: { work: string }[] }>({ cards: [] }), opened: [] as string[] };
  const commands: RunCommand[] = [];
  const parts = {
    store,
    reminds: true,
    runs: { get: () => ({ work, region: region ? [] : undefined, result: { layers: [{ slices: pixels }] } }) },
    control: () => ({
      run: (command: RunCommand) => {
        const id = `job-${commands.push(command)}`;
        store.set({ jobs: [{ id, state: 'running' } as Job] });
        return id;
      },
    }),
    overlay: { store: new Store({ looks: {}, shown: [] }), change: () => done.push('look') },
    review: { ...review, restore: (_: ResultRow, marks: object) => review.restored.push(marks) },
    verdicts,
    found: {
      store: found.store,
      openCard: (card: { work: string }) => {
        found.opened.push(card.work);
        store.set({ results: [...store.get().results, { ...rowOf('opened', MAPPED), settings: undefined }] });
        return Promise.resolve();
      },
    },
    comparison: { blend: (_: string, strength: number) => done.push(`strength ${strength}`) },
  } as unknown as KeepParts;
  const keep = new Keep(parts);
  keep.open();
  const deliver = (row: ResultRow, state: Job['state'] = 'done') => {
    store.set({ results: [...store.get().results, row] });
    store.set({ jobs: store.get().jobs.map((job) => ({ ...job, state })) });
  };
  return { keep, store, verdicts, review, found, commands, done, deliver, offers: () => keep.store.get().offers };
}

/** Whether the browser would ask before the tab is closed. */
const held = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('what is kept of unfiled results', () => {
  it('outlives the page: settings, seed and what was said, and is offered where the same images are', async () => {
    const before = page();
    before.deliver(rowOf('run', DENOISED));
    before.verdicts.say('run', { verdict: 'rejected', comment: 'ringing' });
    await settled();
    before.keep.close();
    const after = page();
    expect(after.offers()).toMatchObject([
      {
        name: 'denoised · 14:32',
        task: 'denoise',
        said: { verdict: 'rejected', comment: 'ringing' },
        series: { uid: 'set' },
        strength: 0.7,
      },
    ]);
    expect(after.offers()[0]?.problem).toBeUndefined();
    expect(held()).toBe(true);
    after.keep.makeAgain();
    const { backend: _, ...settings } = SETTINGS;
    expect(after.commands).toMatchObject([{ task: 'denoise', displaySetUID: 'set', settings }]);
    after.deliver(rowOf('new', DENOISED, { again: after.commands[0]?.again ?? '' }));
    await settled();
    expect(after.verdicts.store.get().said).toEqual({ new: { verdict: 'rejected', comment: 'ringing' } });
    expect(after.keep.store.get()).toEqual({ offers: [], making: false, differing: [], unkept: [] });
    expect(held()).toBe(false);
  });

  it('holds no name, no identifier, no pixel', async () => {
    const { keep, deliver } = page();
    deliver(rowOf('2.25.123456789', DENOISED));
    await settled();
    keep.close();
    const text = [...storage.items].flat().join('\n');
    expect(text).toContain('"steps":8');
    for (const secret of ['MEIER', 'EVA', 'T2', STUDY, '1.2.840', '2.25.123']) expect(text).not.toContain(secret);
  });

  it('is gone when the result is removed, or filed as it is', () => {
    const { keep, store, verdicts, review, deliver } = page();
    const row = rowOf('run', DENOISED);
    const stored = (results: ResultRow[]) => {
      keep.open();
      store.set({ results });
      keep.close();
      return storage.items.size;
    };
    keep.close();
    deliver(row);
    const filed = { verified: true, of: filedKey(row, { review, verdicts }), at: '' };
    expect([stored([row]), stored([{ ...row, filed }]), stored([{ ...row, filed: { ...filed, verified: false } }]), stored([])]).toEqual([
      ...[1, 0, 1, 0],
    ]);
  });

  it('is of a result of the archive what was said since: opened again, it says that, and nothing that was taken back', async () => {
    const opened = { ...rowOf('run', MAPPED), settings: undefined } as unknown as ResultRow;
    const before = page({ work: 'hash of the work' });
    before.deliver(opened);
    before.verdicts.say('run', { verdict: 'rejected' });
    await settled();
    before.keep.close();
    const after = page({ work: 'hash of the work' });
    // As long as the archive was not looked through nothing can be opened.
    expect(after.offers()).toMatchObject([{ work: 'hash of the work', said: { verdict: 'rejected' }, problem: 'archive' }]);
    expect(after.offers()[0]?.settings).toBeUndefined();
    after.found.store.set({ cards: [{ work: 'another' }, { work: 'hash of the work' }] });
    expect(after.offers()[0]?.problem).toBeUndefined();
    // What its report says, as it is read from the archive.
    after.verdicts.say('opened', { verdict: 'accepted', comment: 'of the report' });
    after.keep.makeAgain();
    await settled();
    expect([after.found.opened, after.commands]).toEqual([['hash of the work'], []]);
    expect(after.verdicts.store.get().said.opened).toEqual({ verdict: 'rejected', comment: undefined });
    expect(after.keep.store.get()).toEqual({ offers: [], making: false, differing: [], unkept: [] });
  });

  it('says which results the tab has no room for', async () => {
    const { keep, store, deliver } = page();
    const all = Array.from({ length: MOST_RESULTS + 2 }, (_, n) => rowOf(`run ${n}`, DENOISED));
    all.forEach((row) => deliver(row));
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(keep.store.get().unkept).toEqual(['run 0', 'run 1']);
    store.set({ results: all.slice(1) });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(keep.store.get().unkept).toEqual(['run 1']);
    storage.full = true;
    store.set({ results: all.slice(-2) });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(keep.store.get().unkept).toEqual(all.slice(-2).map(({ id }) => id));
    keep.close();
  });

  it('is discarded by the reader', () => {
    const before = page();
    before.deliver(rowOf('run', DENOISED));
    before.keep.close();
    const after = page();
    expect(after.offers()).toHaveLength(1);
    expect(held()).toBe(false);
    after.keep.discard();
    expect([after.offers(), storage.items.size]).toEqual([[], 0]);
  });

  it('is not offered where a hand has made a part of the pixels, or the run was stopped', () => {
    const before = page({ region: true });
    before.deliver(rowOf('a', INPAINTED));
    before.deliver(rowOf('b', { ...MAPPED, mask: { source: 'the model b, corrected by the reader' } }));
    before.deliver(rowOf('c', { ...MAPPED, mask: { source: 'the model b, checked by the reader' } }));
    const stopped = rowOf('d', DENOISED);
    before.deliver({ ...stopped, note: { ...stopped.note, partial: true } });
    before.keep.close();
    const after = page();
    expect(after.offers().map(({ problem }) => problem)).toEqual(['region', 'mask', undefined, 'partial']);
    after.keep.makeAgain();
    expect(after.commands).toHaveLength(1);
  });

  it('is not offered with other weights', () => {
    const before = page();
    before.deliver(rowOf('run', { ...DENOISED, model: { ...MODEL, sha256: 'decaf' } }));
    before.keep.close();
    expect(
      page()
        .offers()
        .map(({ problem }) => problem),
    ).toEqual(['model']);
  });

  it('says so where the pixels are not those of before', async () => {
    const before = page();
    before.deliver(rowOf('run', DENOISED));
    await settled();
    before.keep.close();
    const after = page({ pixels: [Float32Array.of(1, 2.0000002)] });
    after.keep.makeAgain();
    after.deliver(rowOf('new', DENOISED, { again: after.commands[0]?.again ?? '' }));
    await settled();
    expect(after.keep.store.get().differing).toEqual(['new']);
  });

  it('is made one after the other; a cancel ends all, and what is left is still offered', async () => {
    const before = page();
    ['a', 'b', 'c'].forEach((id) => before.deliver(rowOf(id, DENOISED)));
    before.keep.close();
    const after = page();
    after.keep.makeAgain();
    expect(after.commands).toHaveLength(1);
    after.deliver(rowOf('x', DENOISED, { again: after.commands[0]?.again ?? '' }));
    expect(after.commands).toHaveLength(2);
    after.store.set({ jobs: [{ id: 'job-2', state: 'cancelled' } as Job] });
    expect(after.commands).toHaveLength(2);
    expect(after.keep.store.get().making).toBe(false);
    expect(after.offers()).toHaveLength(2);
    after.keep.close();
    expect(page().offers()).toHaveLength(3);
    await settled();
  });
});

const kept = (id: string, comment = ''): Kept => ({
  ...{ id, source: 's', task: 'denoise', name: 'n', model: { id: 'm', sha256: 'x' }, backend: 'wasm', confirmed: false },
  settings: { modelId: 'm', strength: 1, steps: 1, sampler: '', seed: 1, samples: 1, turns: 1 },
  said: comment ? { comment } : {},
  findings: {},
});

describe('the storage of the tab', () => {
  it('is bounded: the newest results stay', () => {
    const many = Array.from({ length: 3 * MOST_RESULTS }, (_, n) => kept(`${n}`));
    expect(readKept(keptText(many).text ?? '').map(({ id }) => id)).toEqual(many.slice(-MOST_RESULTS).map(({ id }) => id));
    const long = Array.from({ length: MOST_RESULTS }, (_, n) => ({
      ...kept(`${n}`),
      findings: { a: { comment: 'x'.repeat(9 * LONGEST_COMMENT) } },
    }));
    const { text = '', dropped } = keptText(long);
    expect(text.length).toBeLessThanOrEqual(MOST_CHARACTERS);
    expect(readKept(text).at(-1)?.id).toBe(`${MOST_RESULTS - 1}`);
    expect(dropped).toBe(MOST_RESULTS - readKept(text).length);
    expect(dropped).toBeGreaterThan(0);
  });

  it('may hold anything: what cannot be read is left out', () => {
    for (const text of [null, '', '{', '[]', 'null', '{"v":2,"results":[]}', '{"v":1,"results":7}']) expect(readKept(text)).toEqual([]);
    const mixed = JSON.stringify({ v: 1, results: [kept('a'), { id: 7 }, null, { ...kept('b'), later: true }] });
    expect(readKept(mixed).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('reads what was kept before there were turns: one of each slice', () => {
    const { settings: { turns: _, ...settings } = {}, ...one } = kept('a');
    expect(readKept(JSON.stringify({ v: 1, results: [{ ...one, settings }] }))).toEqual([kept('a')]);
  });

  it('may be full or switched off, and nothing happens', () => {
    storage.full = true;
    expect(() => writeStudy(STUDY, [kept('a')])).not.toThrow();
    expect(readStudy(STUDY)).toEqual([]);
    setStorage(() => {
      throw new DOMException('off', 'SecurityError');
    });
    expect(() => writeStudy(STUDY, [kept('a')])).not.toThrow();
    expect(readStudy(STUDY)).toEqual([]);
  });
});

describe('a fingerprint', () => {
  it('changes with every value and with their order, and with nothing else', async () => {
    const slices = [Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6)];
    const own = await fingerprint(slices);
    expect(own).toMatch(/^[0-9a-f]{32}$/);
    expect(await fingerprint(slices.map((slice) => Float32Array.of(0, ...slice).subarray(1)))).toBe(own);
    const others = [
      [Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6.0000005)],
      [Float32Array.of(4, 5, 6), Float32Array.of(1, 2, 3)],
      [Float32Array.of(2, 1, 3), Float32Array.of(4, 5, 6)],
      [Float32Array.of(1, 2, 3, 4, 5, 6)],
    ];
    expect(new Set([own, ...(await Promise.all(others.map(fingerprint)))]).size).toBe(5);
    expect(hashOf('1.2', '3')).not.toBe(hashOf('1.23'));
  });
});
