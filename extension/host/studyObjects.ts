import { frameOf, imageIdsOf } from './activeSeries';
import { host } from './host';
import type { DisplaySet, Instance } from './types';

/** What an archive holds of a study, as the viewer has grouped it: one display set that is no result of this visit. */
export interface StudyObject {
  displaySetUID: string;
  seriesUid: string;
  /** Shown to the reader and nowhere else. */
  label: string;
  /**
   * Whole headers, in dcmjs' natural form; one where the object has many frames. OHIF 3.13 keeps all versions of a report, of segmentations and
   * maps the newest of their series, and objects that it cannot show too.
   */
  instances: readonly Instance[];
}

const instancesOf = ({ instances, instance }: DisplaySet): readonly Instance[] => instances ?? (instance ? [instance] : []);

/** Everything in the viewer's list of series that comes from the archive. */
export const studyObjects = (): StudyObject[] =>
  host()
    .services.displaySetService.getActiveDisplaySets()
    .filter(({ diffusionResult }) => !diffusionResult)
    .map((set) => ({
      displaySetUID: set.displaySetInstanceUID,
      seriesUid: set.SeriesInstanceUID,
      label: set.SeriesDescription?.trim() || `${set.SeriesNumber ?? ''}`,
      instances: instancesOf(set),
    }));

/** The frame of reference of a series of images; undefined where there is none. */
export function frameOfSeries(displaySetUID: string): string | undefined {
  const set = host().services.displaySetService.getDisplaySetByUID(displaySetUID);
  return set && frameOf(imageIdsOf(set));
}

/** Calls back with what is in the list of series, and at once with what comes: before the list asks for its pictures. */
export function onDisplaySetsAdded(listener: (sets: readonly DisplaySet[]) => void): () => void {
  const { displaySetService: sets } = host().services;
  listener(sets.getActiveDisplaySets());
  const added = ({ displaySetsAdded = [] }: { displaySetsAdded?: readonly DisplaySet[] }) => listener(displaySetsAdded);
  const subscription = sets.subscribe(sets.EVENTS.DISPLAY_SETS_ADDED ?? 'DISPLAY_SETS_ADDED', added);
  return () => subscription.unsubscribe();
}

/** Calls back, once per task, when series came, changed or went. */
export function onStudyChange(listener: () => void): () => void {
  const { displaySetService: sets } = host().services;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      listener();
    });
  };
  const events = ['DISPLAY_SETS_ADDED', 'DISPLAY_SETS_CHANGED', 'DISPLAY_SETS_REMOVED', 'DISPLAY_SET_SERIES_METADATA_INVALIDATED'];
  const subscriptions = events.map((name) => sets.subscribe(sets.EVENTS[name] ?? name, soon));
  return () => {
    clearTimeout(waiting);
    subscriptions.forEach((subscription) => subscription.unsubscribe());
  };
}
