import { readSettings } from '../../extension/host/settings';
import { bindHost } from '../../extension/host/host';
import type { ExtensionContext } from '../../extension/host/types';
import { ui } from '../../extension/i18n';
import type { Job } from '../../extension/run/job';
import type { EngineClient } from '../../extension/worker/client';
import type { RunRequest } from '../../extension/worker/protocol';
import { Workbench } from '../../extension/workbench/Workbench';
import { DiffusionError } from '../../src/core/errors';
import type { Manifest } from '../../src/models/manifest';
import { noisingPrior } from '../support/noising';
import { restorer } from '../support/restorer';
import { NODE, shippedModel } from '../support/models';

type Header = Readonly<Record<string, string>>;

const FLAIR = { BodyPartExamined: 'BRAIN', SeriesDescription: 'AX FLAIR' };
const UIDS = { StudyInstanceUID: '1.2.3', SeriesInstanceUID: '1.2.4' };
const KNEE = { ...FLAIR, BodyPartExamined: 'KNEE' };
const t1: Manifest = { ...restorer, id: 'drawn-t1', label: 'T1 brain, drawn', domain: { ...restorer.domain, contrasts: ['T1'] } };

beforeAll(() => void Object.assign(globalThis, { window: new EventTarget() }));

/** A viewer with one viewport that shows two MR slices of 8 × 8 pixels of 1 mm with this header. */
function viewer(header: Header) {
  const told: string[] = [];
  const pubSub = { EVENTS: {}, subscribe: () => ({ unsubscribe: () => undefined }) };
  const axes = { rowCosines: [1, 0, 0], columnCosines: [0, 1, 0], rowPixelSpacing: 1, columnPixelSpacing: 1, rows: 8, columns: 8 };
  const metaData = {
    get: (type: string, imageId: string) => {
      if (type === 'instance') return { ...UIDS, SOPInstanceUID: imageId === 'a' ? '1.2.1' : '1.2.2', ...header };
      return type === 'imagePlaneModule' ? { ...axes, imagePositionPatient: [0, 0, imageId === 'a' ? 5 : 0] } : undefined;
    },
  };
  const image = { getPixelData: () => Float32Array.from({ length: 64 }, (_, i) => i) };
  const cornerstone = {
    metaData,
    Enums: { Events: {} },
    eventTarget: { addEventListener: () => undefined, removeEventListener: () => undefined },
    getEnabledElements: () => [],
    cache: { getVolumes: () => [], getImage: () => undefined },
    imageLoader: { loadImage: () => Promise.resolve(image) },
    utilities: { colormap: { registerColormap: () => undefined } },
  };
  const cornerstoneTools = {
    annotation: { state: { getAllAnnotations: () => [] } },
    Enums: { Events: { ANNOTATION_COMPLETED: 'done' } },
  };
  const set = { displaySetInstanceUID: 'set', Modality: 'MR', imageIds: ['a', 'b'] };
  const services = {
    displaySetService: {
      ...pubSub,
      getDisplaySetByUID: (uid: string) => (uid === 'set' ? set : undefined),
      getActiveDisplaySets: () => [set],
    },
    viewportGridService: {
      ...pubSub,
      getActiveViewportId: () => 'v',
      getDisplaySetsUIDsForViewport: () => ['set'],
      getState: () => ({ viewports: new Map([['v', { viewportId: 'v', displaySetInstanceUIDs: ['set'] }]]) }),
    },
    cornerstoneViewportService: { ...pubSub, getCornerstoneViewport: () => undefined },
    segmentationService: { ...pubSub, getSegmentations: () => [], getActiveSegmentation: () => undefined },
    toolbarService: { refreshToolbarState: () => undefined },
    panelService: { activatePanel: () => undefined },
    uiNotificationService: { show: ({ message }: { message: string }) => told.push(message) },
  };
  const extensionManager = { getModuleEntry: () => ({ exports: { getCornerstoneLibraries: () => ({ cornerstone, cornerstoneTools }) } }) };
  bindHost({ servicesManager: { services }, extensionManager } as unknown as ExtensionContext);
  return { told };
}

/** An engine with these models that only notes what it is asked for. */
function engineOf(manifests: readonly Manifest[]) {
  const requests: RunRequest[] = [];
  const models = manifests.map((manifest) => ({ id: manifest.id, label: manifest.label, manifest }));
  const engine: EngineClient = {
    status: () => Promise.resolve({ models, problems: [], backend: NODE }),
    run: (request) => {
      requests.push(request);
      return Promise.reject(new DiffusionError('ENGINE_STOPPED'));
    },
    measure: () => Promise.reject(new Error()),
    cancel: () => undefined,
    dispose: () => undefined,
  };
  return { engine, requests };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

/** A visit whose engine has these models, with the panel on the anomaly map. */
function visit(header: Header, manifests: readonly Manifest[] = [restorer]) {
  const { told } = viewer(header);
  const { engine, requests } = engineOf(manifests);
  const workbench = new Workbench(
    () => readSettings({}, 'http://localhost/'),
    () => engine,
  );
  workbench.panelShown = true;
  const { control, store } = workbench.open();
  control.chooseTask('anomaly');
  const state = () => store.get();
  const doubts = () => state().series.doubts.map(({ code }) => code);
  /** The job of an id, once it has ended. */
  const ended = async (id: string | undefined): Promise<Job | undefined> => {
    const job = state().jobs.find((one) => one.id === id);
    if (!job || job.state === 'failed' || job.state === 'done') return job;
    await turn();
    return ended(id);
  };
  return { workbench, control, state, doubts, ended, requests, told };
}

/** The same, once the engine has said which models it has. */
async function ready(header: Header, manifests?: readonly Manifest[]) {
  const opened = visit(header, manifests);
  await turn();
  return opened;
}

describe('a series that the model was not made for', () => {
  it.each([
    ['another part of the body', KNEE, { code: 'BODY_PART_DIFFERS', measured: 'KNEE', allowed: 'brain' }],
    ['a contrast agent in the header', { ...FLAIR, ContrastBolusAgent: 'Gd' }, { code: 'CONTRAST_AGENT' }],
    ['a contrast agent in its name', { ...FLAIR, SeriesDescription: 'FLAIR POST GD' }, { code: 'CONTRAST_AGENT' }],
  ])('%s: nothing is started until it is confirmed, and the run says so', async (_, header, doubt) => {
    const { workbench, control, state, ended, requests } = await ready(header);
    expect(state().series).toMatchObject({ displaySetUID: 'set', reason: undefined, doubts: [doubt] });
    expect(workbench.reason('anomaly')).toBeUndefined();
    expect(control.run()).toBeUndefined();
    expect(state()).toMatchObject({ hint: ui.panel.confirmFirst, jobs: [], confirmed: [] });

    control.confirm(true);
    expect(state().hint).toBeUndefined();
    await ended(control.run());
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ task: 'anomaly', settings: { modelId: restorer.id }, outside: [doubt] });

    control.confirm(false);
    expect(control.run()).toBeUndefined();
    expect(requests).toHaveLength(1);
    workbench.close();
  });

  it('is confirmed for each model on its own, also where the next one doubts the same', async () => {
    const { workbench, control, state, doubts } = await ready(KNEE, [restorer, noisingPrior, t1]);
    expect([state().choices.anomaly.modelId, doubts()]).toEqual([restorer.id, ['BODY_PART_DIFFERS']]);
    control.confirm(true);
    control.choose({ modelId: noisingPrior.id });
    expect(doubts()).toEqual(['BODY_PART_DIFFERS']);
    expect(control.run()).toBeUndefined();
    control.choose({ modelId: t1.id });
    expect(doubts()).toEqual(['BODY_PART_DIFFERS', 'CONTRAST_DIFFERS']);
    expect(control.run()).toBeUndefined();
    // The first tick has stayed.
    control.choose({ modelId: restorer.id });
    expect(control.run()).toBe('job-1');
    workbench.close();
  });

  it('is asked about by the model that a command names, not by the one in the panel', async () => {
    const { workbench, control, state, doubts, ended, requests } = await ready(FLAIR, [restorer, t1]);
    expect([state().choices.anomaly.modelId, state().series.doubts]).toEqual([restorer.id, []]);
    const command = { settings: { modelId: t1.id } };
    expect(control.run(command)).toBeUndefined();
    // The panel shows what is to be confirmed.
    expect([state().hint, state().choices.anomaly.modelId, doubts()]).toEqual([ui.panel.confirmFirst, t1.id, ['CONTRAST_DIFFERS']]);
    control.confirm(true);
    await ended(control.run(command));
    expect(requests).toMatchObject([{ settings: { modelId: t1.id }, outside: [{ code: 'CONTRAST_DIFFERS' }] }]);
    workbench.close();
  });

  it('is asked about too where the button was faster than the engine', async () => {
    const { workbench, control, ended, requests, doubts, told } = visit(KNEE);
    expect((await ended(control.run()))?.error?.code).toBe('CONFIRMATION_NEEDED');
    expect([requests, doubts()]).toEqual([[], ['BODY_PART_DIFFERS']]);
    expect(told.at(-1)).toContain('not what the model was made for');
    control.confirm(true);
    await ended(control.run());
    expect(requests).toHaveLength(1);
    workbench.close();
  });

  it('is no reason to ask where only the brain is looked for', async () => {
    const { workbench, control, ended, requests } = await ready(KNEE);
    await ended(control.run({ brainOnly: true }));
    expect(requests).toMatchObject([{ brainOnly: true }]);
    workbench.close();
  });

  it('is asked about before it is denoised, too', async () => {
    const { workbench, control, doubts, requests } = await ready(KNEE, [shippedModel('mr-brain-restore').manifest]);
    control.chooseTask('denoise');
    expect(doubts()).toEqual(['BODY_PART_DIFFERS']);
    expect([control.run(), requests]).toEqual([undefined, []]);
    workbench.close();
  });
});

it('what a header leaves open is said with the result, and asks for nothing', async () => {
  const { workbench, control, state, ended, requests } = visit({ ...FLAIR, BodyPartExamined: '' });
  await ended(control.run());
  expect(state().series).toMatchObject({ doubts: [], warnings: [{ code: 'BODY_PART_UNKNOWN', allowed: 'brain' }] });
  expect(requests).toMatchObject([{ outside: [], said: [{ code: 'BODY_PART_UNKNOWN', allowed: 'brain' }] }]);
  workbench.close();
});
