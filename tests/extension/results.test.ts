import { removeResultDisplaySet } from '../../extension/host/displaySets';
import { addResultDisplaySet } from '../../extension/results/displaySets';
import { changeNote } from '../../extension/results/tag';
import { registerResultImages } from '../../extension/host/resultImages';
import { bindHost } from '../../extension/host/host';
import type { DisplaySet, ExtensionContext, Instance } from '../../extension/host/types';
import { DENOISED } from '../support/provenance';

type Provider = (type: string, imageId: string) => unknown;
type ImageLoader = (imageId: string) => { promise: Promise<{ [field: string]: unknown; getPixelData(): Float32Array }> };

/** As much of the viewer as results touch: two slices of 2 × 1 pixels, an image loader registry, metadata, and the list of series. */
function fakeViewer(frames = 1) {
  const sets = new Map<string, DisplaySet>();
  const removed: string[] = [];
  const updates: object[] = [];
  const loaders: Record<string, ImageLoader> = {};
  const providers: Provider[] = [];
  const frame = Object.create({ NumberOfFrames: frames, PatientName: 'inherited' }) as Record<string, unknown>;
  const sourceInstance = (k: number) =>
    Object.assign(Object.create(frame) as object, {
      SOPInstanceUID: `1.2.${k}`,
      SOPClassUID: 'mr',
      SeriesInstanceUID: '1.2',
      StudyInstanceUID: '1',
      SeriesNumber: 2,
      SeriesDescription: 'T2',
      Manufacturer: 'ACME',
      SpacingBetweenSlices: 1,
      InstanceNumber: 20 - k,
      Modality: 'MR',
      ImageType: ['ORIGINAL', 'PRIMARY', 'M_SE'],
      Rows: 1,
      Columns: 2,
      BitsAllocated: 16,
      PixelPaddingValue: -1,
      frameNumber: 7,
    });
  const source: Provider = (type, imageId) => {
    const k = Number.parseInt(imageId.split(':')[1] ?? '');
    if (!imageId.startsWith('wadors:')) return undefined;
    if (type === 'instance') return sourceInstance(k);
    if (type !== 'imagePlaneModule') return undefined;
    const plane = { rowCosines: [1, 0, 0], columnCosines: [0, 1, 0], rowPixelSpacing: 0.8, columnPixelSpacing: 0.9, rows: 1, columns: 2 };
    return { ...plane, imagePositionPatient: [0, 0, 5 * k] };
  };
  const metaData = {
    get: (type: string, imageId: string) =>
      [...providers, source].map((provider) => provider(type, imageId)).find((found) => found !== undefined),
    addProvider: (provider: Provider) => providers.push(provider),
  };
  const cornerstone = {
    Enums: { ImageQualityStatus: { FULL_RESOLUTION: 8 } },
    metaData,
    imageLoader: { registerImageLoader: (scheme: string, loader: ImageLoader) => (loaders[scheme] = loader) },
    cache: { getVolumes: () => [], getImageLoadObject: () => undefined },
    utilities: {
      VoxelManager: { createImageVoxelManager: ({ scalarData }: { scalarData: Float32Array }) => ({ getScalarData: () => scalarData }) },
    },
  };
  const services = {
    displaySetService: {
      getActiveDisplaySets: () => [...sets.values()],
      getDisplaySetByUID: (uid: string) => sets.get(uid),
      deleteDisplaySet: (uid: string) => removed.push(uid) && sets.delete(uid),
      makeDisplaySets: (instances: Instance[], { settings }: { settings: object }) => {
        const made = { displaySetInstanceUID: `set-${sets.size}`, ...settings, instances, ...instances[0] } as unknown as DisplaySet;
        sets.set(made.displaySetInstanceUID, made);
        return [made];
      },
    },
    viewportGridService: {
      getState: () => ({ viewports: new Map([['v', { viewportId: 'v', displaySetInstanceUIDs: ['set-0'] }]]) }),
      setDisplaySetsForViewports: (change: object[]) => updates.push(...change),
    },
  };
  const extensionManager = {
    getModuleEntry: () => ({ exports: { getCornerstoneLibraries: () => ({ cornerstone }) } }),
    getActiveDataSource: () => [],
  };
  bindHost({ servicesManager: { services }, extensionManager } as unknown as ExtensionContext);
  registerResultImages();
  return { loaders, metaData, removed, updates };
}

const add = (finished: boolean[], imageIds = ['wadors:0', 'wadors:1']) =>
  addResultDisplaySet({
    source: { displaySetUID: 'source', imageIds, label: 'T2' },
    slices: [Float32Array.of(1, 2), Float32Array.of(3, 4.5)],
    finished,
    sliceSpacing: 5,
    window: { windowCenter: 10, windowWidth: 20 },
    note: {
      kind: 'denoised',
      runId: 'run',
      made: new Date(2026, 10, 30, 14, 32),
      modelId: 'm',
      modelLabel: 'Model',
      strength: 1,
      warnings: [],
      provenance: DENOISED,
    },
  });

describe('a result in the viewer', () => {
  it('is a derived series of its own, on the grid of its source, in the order of the viewer', () => {
    fakeViewer();
    const instances = add([true, true]).instances ?? [];
    expect(instances.map((instance) => instance.InstanceNumber)).toEqual([20, 19]);
    expect(instances[1]).toMatchObject({
      Modality: 'MR',
      SeriesNumber: 1002,
      SeriesDescription: 'denoised · T2 (AI-DERIVED – research only)',
      ImageType: ['DERIVED', 'SECONDARY', 'M_SE', 'DENOISED'],
      ContentQualification: 'RESEARCH',
      Manufacturer: 'OHIF diffusion workbench',
      SpacingBetweenSlices: 5,
      ImagePositionPatient: [0, 0, 5],
      ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
      PixelSpacing: [0.8, 0.9],
      SourceImageSequence: [{ ReferencedSOPClassUID: 'mr', ReferencedSOPInstanceUID: '1.2.1' }],
      PatientName: 'inherited',
      BitsAllocated: 32,
    });
    const uids = instances.flatMap(({ SOPInstanceUID, SeriesInstanceUID }) => [SOPInstanceUID, SeriesInstanceUID]);
    expect(new Set(uids).size).toBe(3);
    uids.forEach((uid) => expect(uid).toMatch(/^2\.25\./));
  });

  it('copies nothing that describes the stored pixels or frames of the source', () => {
    fakeViewer();
    const [instance = {}] = add([true, true]).instances ?? [];
    for (const keyword of ['NumberOfFrames', 'PixelPaddingValue', 'frameNumber']) expect(instance).not.toHaveProperty(keyword);
  });

  it('points at the frames of a multi-frame source, and counts its images itself', () => {
    fakeViewer(30);
    const instances = add([true, true], ['wadors:0/frames/12', 'wadors:0/frames/11']).instances ?? [];
    expect(instances.map(({ InstanceNumber }) => InstanceNumber)).toEqual([1, 2]);
    expect(instances.map(({ SourceImageSequence }) => SourceImageSequence)).toMatchObject([
      [{ ReferencedSOPInstanceUID: '1.2.0', ReferencedFrameNumber: 12 }],
      [{ ReferencedSOPInstanceUID: '1.2.0', ReferencedFrameNumber: 11 }],
    ]);
  });

  it('keeps its pixels where the cache of the viewer cannot lose them', async () => {
    const { loaders } = fakeViewer();
    const [, second] = add([true, true]).instances ?? [];
    const load = () => loaders['diffusion']?.(second?.imageId ?? '').promise;
    for (const image of [await load(), await load()]) {
      expect([...(image?.getPixelData() ?? [])]).toEqual([3, 4.5]);
      expect(image).toMatchObject({ slope: 1, intercept: 0, minPixelValue: 3, maxPixelValue: 4.5, windowCenter: 10, windowWidth: 20 });
    }
  });

  it('answers for its own images only, and asks the source for geometry', () => {
    const { metaData } = fakeViewer();
    const id = add([true, true]).instances?.[1]?.imageId ?? '';
    expect(metaData.get('imagePlaneModule', id)).toMatchObject({ imagePositionPatient: [0, 0, 5] });
    expect(metaData.get('modalityLutModule', id)).toEqual({ rescaleSlope: 1, rescaleIntercept: 0 });
    expect(metaData.get('voiLutModule', id)).toEqual({ windowCenter: [10], windowWidth: [20] });
    expect(metaData.get('modalityLutModule', 'wadors:0')).toBeUndefined();
  });

  it('says PARTIAL and remembers which slices are the original', () => {
    fakeViewer();
    const { SeriesDescription, diffusionResult, instances } = add([true, false]);
    expect(SeriesDescription).toBe('PARTIAL 1/2 denoised · T2 (AI-DERIVED – research only)');
    expect(diffusionResult).toMatchObject({ partial: true, sourceUID: 'source', slices: 2 });
    expect([...(diffusionResult?.unfinished ?? [])]).toEqual([instances?.[1]?.imageId]);
    expect(instances?.[0]?.DerivationDescription).toMatch(/PARTIAL: slices 1 in viewing order/);
  });

  it('says all that it said of itself, and the new strength, when its strength is changed', () => {
    fakeViewer();
    Object.assign(globalThis, { document: { querySelectorAll: () => [] } });
    const { displaySetInstanceUID, instances } = add([true, false]);
    const said = () => instances?.map(({ DerivationDescription }) => DerivationDescription as string) ?? [];
    const [before = ''] = said();
    expect(before).toContain('strength 0.5.');
    changeNote(displaySetInstanceUID, { strength: 0.4, provenance: { ...DENOISED, strength: 0.4 } });
    expect(said()).toEqual(Array(2).fill(before.replace('strength 0.5.', 'strength 0.4.')));
    Reflect.deleteProperty(globalThis, 'document');
  });

  it('leaves the viewports before it leaves the list, and frees its pixels', async () => {
    const { loaders, removed, updates } = fakeViewer();
    const { displaySetInstanceUID, instances } = add([true, true]);
    removeResultDisplaySet(displaySetInstanceUID);
    expect(updates).toEqual([{ viewportId: 'v', displaySetInstanceUIDs: ['source'] }]);
    expect(removed).toEqual([displaySetInstanceUID]);
    await expect(loaders['diffusion']?.(instances?.[0]?.imageId ?? '').promise).rejects.toThrow('removed');
  });

  it('is the only thing that can be removed', () => {
    const { removed } = fakeViewer();
    removeResultDisplaySet('source');
    expect(removed).toEqual([]);
  });
});
