import { activeSeries } from '../../extension/host/activeSeries';
import { bindHost } from '../../extension/host/host';
import { isOwnSegmentation } from '../../extension/host/segmentations';
import type { DisplaySet, ExtensionContext, Instance } from '../../extension/host/types';
import { type RegionFacts, settle } from '../../extension/regions/candidates';
import { judgeSeries } from '../../extension/run/Readiness';
import { resultOf, filingOf, sourceSeries } from '../support/sourceSeries';
import { filedObjects, sourceObject } from '../support/studyObjects';

/** A viewer with one viewport that shows a display set; its images say what `header` says. */
function show(set: Partial<DisplaySet>, header: object): void {
  const displaySet = { displaySetInstanceUID: 'set', SeriesInstanceUID: '', StudyInstanceUID: '', ...set };
  const services = {
    displaySetService: {
      getDisplaySetByUID: (uid: string) => (uid === 'set' ? displaySet : undefined),
      getActiveDisplaySets: () => [displaySet],
    },
    viewportGridService: {
      getActiveViewportId: () => 'v',
      getDisplaySetsUIDsForViewport: () => ['set'],
      getState: () => ({ viewports: new Map() }),
    },
  };
  const cornerstone = { metaData: { get: (type: string) => (type === 'instance' ? header : undefined) } };
  bindHost({
    servicesManager: { services },
    extensionManager: {
      getModuleEntry: () => ({ exports: { getCornerstoneLibraries: () => ({ cornerstone }) } }),
      getActiveDataSource: () => [{ getImageIdsForDisplaySet: () => ['image'] }],
    },
  } as unknown as ExtensionContext);
}

const codeOf = () => judgeSeries(activeSeries(), undefined).refused?.code;

it('nothing that we have filed is taken as an input: pictures, maps, masks and reports, whatever their images say', async () => {
  const series = await sourceSeries();
  const source = sourceObject(series).instances[0]!;
  const score = resultOf(series, 'score', (value) => value / 100);
  const brain = resultOf(series, 'brain', () => 1);
  const healthy = resultOf(series, 'healthy', (value) => value + 3);
  const filing = filingOf(series, { ...score, layers: [...score.layers, ...brain.layers, ...healthy.layers] });
  const objects = filedObjects(filing);
  expect(objects.map(({ instances }) => instances[0]?.Modality).sort()).toEqual(['MR', 'MR', 'SEG', 'SR']);
  for (const { instances } of objects) {
    // The images of a segmentation that the viewer has loaded say what those of its source say; those of a map say nothing.
    for (const header of [source, {}]) {
      show({ instances: [...instances] }, header);
      expect(codeOf()).toBe('OWN_RESULT');
      show({ instance: instances[0]! }, header);
      expect(codeOf()).toBe('OWN_RESULT');
    }
  }
  show({ instances: [source] }, source);
  expect(codeOf()).not.toBe('OWN_RESULT');
});

it('a mask that was filed with a result may be filled by hand, and is never chosen by itself', () => {
  const own = { ManufacturerModelName: 'ohif-diffusion' } as unknown as Instance;
  show({ instance: own }, {});
  expect([isOwnSegmentation('set'), isOwnSegmentation('drawn')]).toEqual([true, false]);
  const region = (id: string, change: Partial<RegionFacts> = {}): RegionFacts => ({
    ...{ id, kind: 'segment', label: id, problem: undefined, voxels: 1, millilitres: 1, slices: 1 },
    ...change,
  });
  const [filed, drawn] = [region('filed', { own: true }), region('drawn')];
  expect(settle([filed], undefined, undefined)).toBeUndefined();
  expect(settle([filed], [], undefined)).toBeUndefined();
  expect(settle([filed, drawn], ['drawn'], 'drawn')).toBe('drawn');
  expect(settle([filed, drawn], undefined, undefined)).toBe('drawn');
  expect(settle([filed, drawn], undefined, 'filed')).toBe('filed');
});
