import { Found, type FoundCard, type FoundParts } from '../../extension/found/Found';
import { bindHost } from '../../extension/host/host';
import type { ExtensionContext } from '../../extension/host/types';
import type { FiledFinding } from '../../src/dicom/readReport';

/** Three slices, 5 mm apart, which the viewer lists from the head down; no viewport shows them, or anything. */
function opening(): void {
  const displaySet = { displaySetInstanceUID: 'source', imageIds: ['10', '5', '0'] };
  const plane = (z: number) => ({
    ...{ imagePositionPatient: [0, 0, z], rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] },
    ...{ rowPixelSpacing: 1, columnPixelSpacing: 1, rows: 8, columns: 8 },
  });
  const cornerstone = { metaData: { get: (type: string, id: string) => (type === 'imagePlaneModule' ? plane(Number(id)) : undefined) } };
  const services = {
    displaySetService: { getDisplaySetByUID: (uid: string) => (uid === 'source' ? displaySet : undefined) },
    viewportGridService: { getState: () => ({ viewports: new Map() }), getActiveViewportId: () => null },
  };
  bindHost({
    servicesManager: { services },
    extensionManager: { getModuleEntry: () => ({ exports: { getCornerstoneLibraries: () => ({ cornerstone }) } }) },
  } as unknown as ExtensionContext);
}

it('says on which slices a finding lies while the study opens, before there is a viewport', () => {
  opening();
  const found = new Found({} as FoundParts);
  const card = { link: { displaySetUID: 'source', label: '', problem: undefined } } as FoundCard;
  const finding = { point: [3, 3, 5], slices: [1, 2] } as unknown as FiledFinding;
  expect(found.placeOf(card, finding)).toEqual({ slice: 2, first: 1, last: 2 });
});
