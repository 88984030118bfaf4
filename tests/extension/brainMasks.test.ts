import { BrainMasks } from '../../extension/anomaly/BrainMasks';
import { bindHost } from '../../extension/host/host';
import { forEachTask } from '../../extension/host/settings';
import type { Segmentation } from '../../extension/host/toolTypes';
import type { ExtensionContext } from '../../extension/host/types';
import { FIRST_CHOICES } from '../../extension/run/choices';
import { firstState } from '../../extension/run/state';
import { Store } from '../../extension/run/Store';

const IMAGES = ['a', 'b'];
const series = { displaySetUID: 'set', imageIds: IMAGES };
const found = {
  masks: [Uint8Array.of(1, 1, 0), undefined],
  source: { source: 'the model brain-mask', millilitres: 1200 },
  warnings: [],
};

/** As much of the viewer as a segmentation touches; its tools are handed over by the cornerstone extension and are on no global. */
function viewer() {
  const labels = new Map<string, { referencedImageId: string; data: Uint8Array }>();
  const segmentations = new Map<string, Segmentation>();
  const [styled, announced]: [object[], string[]] = [[], []];
  const cornerstone = {
    cache: {
      getImage: (id: string) => {
        const image = labels.get(id);
        return image && { referencedImageId: image.referencedImageId, voxelManager: { getScalarData: () => image.data } };
      },
    },
  };
  const cornerstoneTools = {
    segmentation: {
      config: { style: { setStyle: (specifier: object) => styled.push(specifier) } },
      triggerSegmentationEvents: { triggerSegmentationDataModified: (id: string) => announced.push(id) },
    },
  };
  const services = {
    displaySetService: { getDisplaySetByUID: (uid: string) => (uid === 'set' ? { imageIds: IMAGES } : undefined) },
    viewportGridService: { getState: () => ({ viewports: new Map() }) },
    segmentationService: {
      createLabelmapForDisplaySet: (_: object, { segmentationId }: { segmentationId: string }) => {
        IMAGES.forEach((id) => labels.set(`label ${id}`, { referencedImageId: id, data: new Uint8Array(3) }));
        const representationData = { Labelmap: { imageIds: [...labels.keys()] } };
        segmentations.set(segmentationId, { segmentationId, segments: {}, representationData });
        return Promise.resolve(segmentationId);
      },
      getSegmentation: (id: string) => segmentations.get(id),
      remove: (id: string) => segmentations.delete(id),
    },
  };
  const extensionManager = { getModuleEntry: () => ({ exports: { getCornerstoneLibraries: () => ({ cornerstone, cornerstoneTools }) } }) };
  bindHost({ servicesManager: { services }, extensionManager } as unknown as ExtensionContext);
  const store = new Store(firstState({ task: 'anomaly', choices: forEachTask(() => FIRST_CHOICES) }));
  return { brains: new BrainMasks(store), store, labels, segmentations, styled, announced };
}

describe('a brain mask on a series', () => {
  it('is drawn as an outline and announced by the tools of the viewer itself', async () => {
    const { brains, store, segmentations, styled, announced, labels } = viewer();
    await brains.show(series, found);
    const [id] = segmentations.keys();
    expect(styled).toEqual([{ type: 'Labelmap', segmentationId: id }]);
    expect(announced).toEqual([id]);
    expect([...labels.values()].map(({ data }) => [...data])).toEqual([
      [1, 1, 0],
      [0, 0, 0],
    ]);
    expect(store.get().brains).toEqual({ set: { millilitres: 1200, warnings: [] } });
  });

  it('is taken as the reader has left it, whichever segment was drawn with', async () => {
    const { brains, labels } = viewer();
    await brains.show(series, found);
    expect(brains.take(series)).toEqual({
      region: [Uint8Array.of(1, 1, 0), undefined],
      mask: { source: 'the model brain-mask, checked by the reader', millilitres: 1200 },
    });
    labels.get('label a')?.data.set([0, 2, 1]);
    labels.get('label b')?.data.set([0, 0, 2]);
    const taken = brains.take(series);
    expect(taken?.region).toEqual([Uint8Array.of(0, 1, 1), Uint8Array.of(0, 0, 1)]);
    expect(taken?.mask.millilitres).toBeUndefined();
    brains.remove('set');
    expect(brains.take(series)).toBeUndefined();
  });

  it('of which the viewer has lost a slice is refused, not taken in part', async () => {
    const { brains, labels } = viewer();
    await brains.show(series, found);
    labels.delete('label a');
    const measured = "1 of 2 label images no longer in the viewer's memory";
    expect(() => brains.take(series)).toThrow(expect.objectContaining({ code: 'SLICE_UNREADABLE', measured }) as Error);
  });
});
