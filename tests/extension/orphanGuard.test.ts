import { OrphanGuard, type OrphanChoice, type OrphanParts, type OrphanQuestion } from '../../extension/filing/OrphanGuard';
import { bindHost } from '../../extension/host/host';
import { addResultImages, removeResultImages } from '../../extension/host/resultImages';
import type { CommandDefinition, ExtensionContext, Instance } from '../../extension/host/types';
import { DENOISED } from '../support/provenance';
import { readBack, reportOn, type Report } from '../support/reportDataset';

const SERIES = 'r';
const MADE = new Date(2026, 0, 2, 14, 32);
const image = (k: number) => `diffusion:${SERIES}/${k}`;
const filed = (k: number) => ({ SOPClassUID: 'mr', SOPInstanceUID: `filed.${k}`, SeriesInstanceUID: 'filed' });

/** As much of OHIF as storing touches: its commands as 3.13.2 registers and calls them, and two slices of a result. */
function viewer(hook?: (report: object) => unknown) {
  const contexts: Record<string, Record<string, CommandDefinition>> = {};
  const stored: { dataset: object; options: Record<string, unknown> }[] = [];
  const told: string[] = [];
  const registerCommand = (context: string, name: string, definition: CommandDefinition) => {
    contexts[context] = { ...contexts[context], [name]: definition };
  };
  const run = (context: string, name: string, options: object) => contexts[context]?.[name]?.commandFn({ ...options });
  const commandsManager = { run, registerCommand, getCommand: (name: string, context = '') => contexts[context]?.[name] };
  registerCommand('DEFAULT', 'createStoreFunction', {
    commandFn: ({ dataSource }) =>
      dataSource === 'none' ? null : (dataset: object, options: Record<string, unknown>) => void stored.push({ dataset, options }),
  });
  registerCommand('CORNERSTONE_STRUCTURED_REPORT', 'storeMeasurements', {
    commandFn: async ({ report }) => {
      const store = run('DEFAULT', 'createStoreFunction', { dataSource: 'archive' }) as (dataset: unknown, options: object) => unknown;
      const dicomDict = hook?.(report as object);
      await store(report, { measurementData: [], dicomDict });
      return report;
    },
  });
  const set = {
    displaySetInstanceUID: 'set',
    SeriesInstanceUID: SERIES,
    diffusionResult: { kind: 'denoised', provenance: DENOISED, made: MADE },
  };
  const services = {
    displaySetService: { getActiveDisplaySets: () => [{ SeriesInstanceUID: 's' }, set] },
    uiNotificationService: { show: ({ message }: { message: string }) => told.push(message) },
    customizationService: {
      getCustomization: () => hook && (({ naturalizedReport }: { naturalizedReport: object }) => hook(naturalizedReport)),
    },
  };
  const cornerstone = {
    cache: { getVolumes: () => [], getImageLoadObject: () => undefined },
    metaData: {
      get: (_: string, id: string) => ({ SOPClassUID: 'mr', SOPInstanceUID: `s.${id.split(':')[1]}`, SeriesInstanceUID: 's' }),
    },
  };
  const extensionManager = { getModuleEntry: () => ({ exports: { getCornerstoneLibraries: () => ({ cornerstone }) } }) };
  bindHost({ servicesManager: { services }, extensionManager, commandsManager } as unknown as ExtensionContext);
  addResultImages(
    [1, 2].map((k) => {
      const instance = { SOPInstanceUID: `r.${k}`, SeriesInstanceUID: SERIES } as Instance;
      return [
        image(k),
        { pixels: new Float32Array(1), instance, sourceImageId: `wadors:${k}`, window: { windowCenter: 0, windowWidth: 1 } },
      ];
    }),
  );
  return {
    stored,
    told,
    contexts,
    save: (report: Report) => run('CORNERSTONE_STRUCTURED_REPORT', 'storeMeasurements', { report }) as Promise<unknown>,
    door: (dataSource: string) => run('DEFAULT', 'createStoreFunction', { dataSource }),
  };
}

function guard(choice: OrphanChoice, parts: Partial<OrphanParts> = {}) {
  const asked: OrphanQuestion[] = [];
  const made = new OrphanGuard({ ask: (question) => (asked.push(question), Promise.resolve(choice)), ...parts });
  made.open();
  return { asked, close: () => made.close() };
}

const onResult = () => reportOn({ series: SERIES, uid: 'r.1' }, { series: SERIES, uid: 'r.2' }, { series: 's', uid: 's.3' });

describe('a measurement on a result', () => {
  afterEach(() => removeResultImages());

  it('is not stored, and not called stored, when the reader says so', async () => {
    const { save, stored, told } = viewer();
    const { asked } = guard('cancel');
    await expect(save(onResult())).resolves.toBeUndefined();
    expect(stored).toEqual([]);
    expect(told).toEqual(['Nothing was stored.']);
    expect(asked).toEqual([{ results: ['denoised · 14:32'], images: 2, canFile: false }]);
  });

  it('refers to the images that the result was made from, without what was measured in its pixels', async () => {
    const { save, stored } = viewer();
    guard('source');
    const report = onResult();
    await expect(save(report)).resolves.toBe(report);
    expect(stored).toHaveLength(1);
    expect(readBack(report)).toEqual({
      evidence: { s: ['s.1', 's.2', 's.3'] },
      measured: [['Area on s.1'], ['Area on s.2'], ['Area on s.3', 'Mean on s.3']],
    });
  });

  it('is stored after the result, and refers to what lies in the archive', async () => {
    const { save, stored } = viewer();
    const inArchive = new Map<string, ReturnType<typeof filed>>();
    const steps: string[] = [];
    const fileFirst = (uids: readonly string[]) => {
      steps.push(`filed ${uids.join()} after ${stored.length}`);
      [1, 2].forEach((k) => inArchive.set(image(k), filed(k)));
      return Promise.resolve();
    };
    const { asked } = guard('file', { fileFirst, filedAs: (id) => inArchive.get(id) });
    const report = onResult();
    await save(report);
    expect(steps).toEqual(['filed set after 0']);
    expect(stored).toHaveLength(1);
    expect(readBack(report).evidence).toEqual({ filed: ['filed.1', 'filed.2'], s: ['s.3'] });
    expect(readBack(report).measured[0]).toEqual(['Area on filed.1', 'Mean on filed.1']);
    await save(onResult());
    expect(asked).toHaveLength(1);
    expect(stored).toHaveLength(2);
  });

  it.each([
    ['a part of it is missing', () => Promise.resolve(), 1],
    ['filing fails', () => Promise.reject(new Error('no')), 2],
  ])('is not stored where the result did not get there: %s', async (_, fileFirst, messages) => {
    const { save, stored, told } = viewer();
    guard('file', { fileFirst, filedAs: (id) => (id === image(1) ? filed(1) : undefined) });
    await expect(save(onResult())).resolves.toBeUndefined();
    expect(stored).toEqual([]);
    expect(told).toHaveLength(messages);
  });

  it('goes out as a site has shaped it, from the report that was changed', async () => {
    const { save, stored } = viewer((report) => ({ shaped: readBack(report as Report).evidence }));
    guard('source');
    await save(onResult());
    expect(stored[0]?.options.dicomDict).toEqual({ shaped: { s: ['s.1', 's.2', 's.3'] } });
  });
});

describe('what refers to no result', () => {
  afterEach(() => removeResultImages());

  it('is stored as ever, and nobody is asked', async () => {
    const { save, stored } = viewer();
    const { asked } = guard('cancel');
    const report = reportOn({ series: 's', uid: 's.1' });
    await expect(save(report)).resolves.toBe(report);
    expect([asked, stored.length]).toEqual([[], 1]);
  });

  it('has no store function where the viewer has none', () => {
    const { door } = viewer();
    guard('cancel');
    expect(door('none')).toBeNull();
  });

  it('finds the commands as they were once the mode is left', () => {
    const { contexts } = viewer();
    const before = structuredClone(Object.entries(contexts).map(([name, all]) => [name, Object.keys(all)]));
    const [store] = Object.values(contexts.DEFAULT ?? {});
    const { close } = guard('cancel');
    expect(Object.values(contexts.DEFAULT ?? {})[0]).not.toBe(store);
    close();
    expect(Object.values(contexts.DEFAULT ?? {})[0]).toBe(store);
    expect(Object.entries(contexts).map(([name, all]) => [name, Object.keys(all)])).toEqual(before);
  });
});
