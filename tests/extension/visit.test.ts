import { readSettings } from '../../extension/host/settings';
import { bindHost } from '../../extension/host/host';
import type { ExtensionContext } from '../../extension/host/types';
import type { EngineClient } from '../../extension/worker/client';
import type { MeasureRequest, Readings } from '../../extension/worker/protocol';
import type { Delivery } from '../../extension/run/RunData';
import { Workbench } from '../../extension/workbench/Workbench';
import { stackAs } from '../support/stackAs';

beforeAll(() => void Object.assign(globalThis, { window: new EventTarget() }));

/** A viewer with one empty viewport that counts who listens to it. */
function viewer() {
  let listeners = 0;
  const told: string[] = [];
  const refreshed: unknown[] = [];
  const subscribe = () => {
    listeners += 1;
    return { unsubscribe: () => (listeners -= 1) };
  };
  const pubSub = { EVENTS: {}, subscribe };
  const target = { addEventListener: () => (listeners += 1), removeEventListener: () => (listeners -= 1) };
  const cornerstone = {
    Enums: { Events: {} },
    eventTarget: target,
    getEnabledElements: () => [],
    cache: { getVolumes: () => [] },
    utilities: { colormap: { registerColormap: () => undefined } },
  };
  const cornerstoneTools = {
    annotation: { state: { getAllAnnotations: () => [] } },
    Enums: { Events: { ANNOTATION_COMPLETED: 'done' } },
  };
  const services = {
    displaySetService: { ...pubSub, getDisplaySetByUID: () => undefined, getActiveDisplaySets: () => [] },
    viewportGridService: {
      ...pubSub,
      getActiveViewportId: () => 'v',
      getDisplaySetsUIDsForViewport: () => [],
      getState: () => ({ viewports: new Map([['v', { viewportId: 'v' }]]) }),
    },
    cornerstoneViewportService: pubSub,
    segmentationService: { ...pubSub, getSegmentations: () => [], getActiveSegmentation: () => undefined },
    toolbarService: { refreshToolbarState: (context: unknown) => refreshed.push(context) },
    uiNotificationService: { show: ({ message }: { message: string }) => told.push(message) },
  };
  const extensionManager = { getModuleEntry: () => ({ exports: { getCornerstoneLibraries: () => ({ cornerstone, cornerstoneTools }) } }) };
  bindHost({ servicesManager: { services }, extensionManager } as unknown as ExtensionContext);
  return { listeners: () => listeners, told };
}

/** Engines that hold no model. */
function engines(measure: (request: MeasureRequest) => Promise<Readings> = () => Promise.reject(new Error())) {
  const ended: number[] = [];
  let made = 0;
  const make = (): EngineClient => {
    const n = (made += 1);
    return {
      status: () =>
        Promise.resolve({ models: [], problems: [], backend: { asked: 'auto', used: 'wasm', reason: '', device: `engine ${n}` } as const }),
      run: () => Promise.reject(new Error()),
      measure,
      cancel: () => undefined,
      dispose: () => ended.push(n),
    };
  };
  return { make, made: () => made, ended };
}

const settings = () => readSettings({}, 'http://localhost/');

describe('a visit', () => {
  it('begins with the first click or the panel, once; asking before it begins none', () => {
    viewer();
    const { make, made } = engines();
    const workbench = new Workbench(settings, make);
    expect(workbench.reason('denoise')?.code).toBe('NO_IMAGE');
    expect([workbench.visit, made()]).toEqual([undefined, 0]);
    const visit = workbench.open();
    expect(workbench.open()).toBe(visit);
    expect(made()).toBe(1);
    workbench.close();
  });

  it('lets go of everything with the mode; the next one begins anew, with what the reader had chosen', async () => {
    const { listeners } = viewer();
    const { make, ended } = engines();
    const workbench = new Workbench(settings, make);
    const first = workbench.open();
    await Promise.resolve();
    first.features.overlay.open();
    first.control.chooseTask('inpaint');
    first.control.choose({ steps: 4, seed: 9 });
    first.features.inpainting.choose({ margin: 3 });
    first.store.set({ hint: 'a remark', confirmed: ['set'] });
    expect(listeners()).toBeGreaterThan(10);
    workbench.close();
    expect([listeners(), ended]).toEqual([0, [1]]);
    const second = workbench.open();
    expect(second).not.toBe(first);
    const { task, choices, hint, confirmed, jobs, results } = second.store.get();
    expect({ task, steps: choices.inpaint.steps, seed: choices.inpaint.seed }).toEqual({ task: 'inpaint', steps: 4, seed: 9 });
    expect({ hint, confirmed, jobs, results }).toEqual({ hint: undefined, confirmed: [], jobs: [], results: [] });
    expect(second.features.inpainting.store.get().margin).toBe(0);
    workbench.close();
    expect([listeners(), ended]).toEqual([0, [1, 2]]);
  });

  it('whose engine answers late changes nothing any more', async () => {
    viewer();
    const { make } = engines();
    const workbench = new Workbench(settings, make);
    const { store } = workbench.open();
    workbench.close();
    const before = store.get();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(store.get()).toBe(before);
  });

  it('asks again for a measurement that has failed, and once for one that has not', async () => {
    viewer();
    let asked = 0;
    const readings: Readings = { quality: undefined, removal: undefined };
    const { make } = engines(() => ((asked += 1) === 1 ? Promise.reject(new Error('the worker crashed')) : Promise.resolve(readings)));
    const workbench = new Workbench(settings, make);
    const { runs, features } = workbench.open();
    const pixels = [Float32Array.of(1, 2)];
    runs.keep({
      runId: 'run',
      source: { rows: 1, columns: 2, units: 'arbitrary', slices: pixels },
      stack: stackAs([0]),
      result: {
        finished: [true],
        layers: [{ kind: 'denoised', slices: pixels }],
        provenance: { task: 'denoise', strength: 1, magnitude: true },
      },
    } as unknown as Delivery);
    const { comparison } = features;
    expect(await comparison.measure('run', 1)).toBeUndefined();
    expect(await comparison.measure('run', 1)).toBe(readings);
    expect(await comparison.measure('run', 1)).toBe(readings);
    expect(asked).toBe(2);
    workbench.close();
  });

  it('says what a site does not offer, and starts nothing', () => {
    const { told } = viewer();
    const { make } = engines();
    const workbench = new Workbench(() => readSettings({ diffusion: { tasks: ['denoise'] } }, 'http://localhost/'), make);
    expect(workbench.run({ task: 'inpaint' })).toBeUndefined();
    expect(told).toEqual([expect.stringContaining('Inpaint')]);
    workbench.close();
  });
});
