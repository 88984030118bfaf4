import { type Kind, KINDS, kindRow } from '../../src/results/kinds';
import { derivationDescription } from '../../src/dicom/header';
import { layerName, strengthName } from '../i18n/describe';
import { isOwnSet, visibleImageId } from '../host/activeSeries';
import { displaySetByUID } from '../host/displaySets';
import { hostElement } from '../host/hostElement';
import { describeResult, imageIdsOfResult } from '../host/resultImages';
import type { DisplaySet } from '../host/types';
import { ui } from '../i18n';
import type { ResultNote } from '../host/resultNote';
import { resultName } from './name';
import type { Settings } from '../host/settings';

interface OverlayProps {
  displaySets?: DisplaySet[];
  viewportId?: string;
  /** Element of the viewport. */
  element?: HTMLElement;
}

const ours = ({ displaySets }: OverlayProps) => displaySets?.find((set) => set.diffusionResult);
const noteIn = (props: OverlayProps) => ours(props)?.diffusionResult;
const uidIn = (props: OverlayProps) => ours(props)?.displaySetInstanceUID;

const titleOf = ({ peeking }: ResultNote, title: string) => (peeking ? ui.tag.original : title);
const modelOf = ({ modelId, strength }: ResultNote) => ui.tag.model(modelId, strength === undefined ? undefined : strengthName(strength));

/** Amber on a dark ground: must be read on a bright image too, and is not one of the colours of OHIF's annotations. */
export const BOX = {
  flex: 'none',
  maxWidth: '100%',
  background: 'rgba(0, 0, 0, 0.65)',
  borderRight: '3px solid #ffb020',
  color: '#ffb020',
  fontSize: '12px',
  lineHeight: '1.35',
  padding: '3px 8px',
  textAlign: 'right',
  textShadow: 'none',
};
/** OHIF gives each corner 40 % of the pane. From this width on the lines may be wider than that without touching the other corner. */
const WIDE_PANE = 380;
const UNBROKEN = { ...BOX, maxWidth: 'none', whiteSpace: 'nowrap' };

interface Line {
  name: string;
  text: string;
  strong: boolean;
}

/** What is said of a result in the corner of a viewport, line by line. */
export function tagLines(note: ResultNote, title: string, viewportId: string | undefined): Line[] {
  const imageId = (note.partial || note.uncovered.size > 0) && viewportId ? visibleImageId(viewportId) : undefined;
  const partial = imageId !== undefined && note.unfinished.has(imageId) ? ui.tag.unfinished : ui.tag.partial;
  const strong = (name: string, text: string, there = true) => (there ? [{ name, text, strong: true }] : []);
  return [
    ...strong('title', titleOf(note, title)),
    { name: 'kind', text: resultName(note), strong: false },
    ...strong('guess', ui.tag.guess, note.kind === 'healthy'),
    { name: 'model', text: modelOf(note), strong: false },
    ...strong('outside', ui.tag.outside, note.outside),
    ...strong('gaps', ui.tag.gaps, note.provenance.gaps !== undefined),
    ...strong('uncovered', ui.anomaly.notCovered, imageId !== undefined && note.uncovered.has(imageId)),
    ...strong('partial', partial, note.partial || note.provenance.input?.partial === true),
  ];
}

/** A result that was filed, as the archive's own series: in the list of series beside those that were made or opened here. */
const filedIn = ({ displaySets }: OverlayProps) => displaySets?.find((set) => !set.diffusionResult && isOwnSet(set));

/** Of a picture: its kind, by value 4 of Image Type. */
function filedLines({ instance, instances }: DisplaySet, title: string): Line[] {
  const type = (instances?.[0] ?? instance)?.ImageType;
  const values = Array.isArray(type) ? (type as unknown[]) : (typeof type === 'string' ? type : '').split('\\');
  const kind = (Object.keys(KINDS) as Kind[]).find((one) => kindRow(one).dicom.imageType === values[3]);
  const text = [kind && layerName({ kind }), ui.tag.archived].filter(Boolean).join(' · ');
  return [
    { name: 'title', text: title, strong: true },
    { name: 'kind', text, strong: false },
    ...(kind === 'healthy' ? [{ name: 'guess', text: ui.tag.guess, strong: true }] : []),
  ];
}

/** In every viewport that shows a result, in any layout or plane: what this picture is, and that it is not for diagnosis. */
export const tag = (workbench: { readonly settings: Pick<Settings, 'tagText'> }) => ({
  id: 'DiffusionTag',
  condition: (props: OverlayProps) => noteIn(props) !== undefined || filedIn(props) !== undefined,
  contentF: (props: OverlayProps) => {
    const [note, filed] = [noteIn(props), filedIn(props)];
    const title = workbench.settings.tagText ?? ui.tag.title;
    const lines = note ? tagLines(note, title, props.viewportId) : filed && filedLines(filed, title);
    if (!lines) return null;
    const children = lines.map(({ name, text, strong }) =>
      hostElement('div', { 'data-line': name, style: strong ? { fontWeight: 700 } : {}, children: text }, { key: name }),
    );
    const style = (props.element?.clientWidth ?? 0) >= WIDE_PANE ? UNBROKEN : BOX;
    const marks = { 'data-cy': 'diffusion-tag', 'data-uid': uidIn(props), 'data-title': title, 'data-kind': note?.kind };
    const box = hostElement('div', { ...marks, style, children });
    return hostElement('div', { style: { display: 'flex', justifyContent: 'flex-end' }, children: box });
  },
});

/** Changes what a result says of itself: its note, its tag in the viewports and the attributes that a later save writes. */
export function changeNote(uid: string, patch: Partial<Pick<ResultNote, 'strength' | 'provenance' | 'peeking'>>): ResultNote | undefined {
  const displaySet = displaySetByUID(uid);
  if (!displaySet?.diffusionResult) return undefined;
  const note = (displaySet.diffusionResult = { ...displaySet.diffusionResult, ...patch });
  const positions = imageIdsOfResult(displaySet.SeriesInstanceUID).flatMap((id, index) => (note.unfinished.has(id) ? [] : [index + 1]));
  const partial = note.partial ? { finished: positions, slices: note.slices } : undefined;
  const DerivationDescription = derivationDescription({ ...note, partial });
  describeResult(displaySet.SeriesInstanceUID, { DerivationDescription });
  displaySet.instances?.forEach((instance) => Object.assign(instance, { DerivationDescription }));
  refreshTags(uid, note);
  return note;
}

/** The viewer draws its corners anew when slice or window change, and not for a change of ours: the lines that follow it are written here. */
function refreshTags(uid: string, note: ResultNote): void {
  for (const box of document.querySelectorAll<HTMLElement>('[data-cy="diffusion-tag"]')) {
    if (box.dataset.uid !== uid) continue;
    const lines = { title: titleOf(note, box.dataset.title ?? ui.tag.title), model: modelOf(note) };
    for (const [name, text] of Object.entries(lines)) {
      const line = box.querySelector(`[data-line="${name}"]`);
      // The text node belongs to the viewer's React: it is changed and not replaced.
      if (line?.firstChild) line.firstChild.nodeValue = text;
    }
  }
}
