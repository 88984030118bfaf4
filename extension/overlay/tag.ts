import { layerName, strengthName } from '../describe';
import { visibleImageId } from '../host/activeSeries';
import { hostElement } from '../host/hostElement';
import type { DisplaySet } from '../host/types';
import { en } from '../i18n/en';
import type { Settings } from '../settings';

interface OverlayProps {
  displaySets?: DisplaySet[];
  viewportId?: string;
  /** Element of the viewport. */
  element?: HTMLElement;
}

const noteIn = ({ displaySets }: OverlayProps) => displaySets?.find((set) => set.diffusionResult)?.diffusionResult;

/** Amber on a dark ground: must be read on a bright image too, and is not one of the colours of OHIF's annotations. */
const BOX = {
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

/** In every viewport that shows a result, in any layout or plane: what this picture is, and that it is not for diagnosis. */
export const tag = (workbench: { readonly settings: Pick<Settings, 'tagText'> }) => ({
  id: 'DiffusionTag',
  condition: (props: OverlayProps) => noteIn(props) !== undefined,
  contentF: (props: OverlayProps) => {
    const note = noteIn(props);
    if (!note) return null;
    const imageId = note.partial && props.viewportId ? visibleImageId(props.viewportId) : undefined;
    const partial = imageId !== undefined && note.unfinished.has(imageId) ? en.tag.unfinished : en.tag.partial;
    const lines: [text: string, style: object][] = [
      [workbench.settings.tagText ?? en.tag.title, { fontWeight: 700 }],
      ...(note.kind === 'denoised' ? [] : [[layerName(note), {}] as [string, object]]),
      [en.tag.model(note.modelId, note.strength === undefined ? undefined : strengthName(note.strength)), {}],
      ...(note.partial ? [[partial, { fontWeight: 700 }] as [string, object]] : []),
    ];
    const children = lines.map(([text, style]) => hostElement('div', { style, children: text }, { key: text }));
    const style = (props.element?.clientWidth ?? 0) >= WIDE_PANE ? UNBROKEN : BOX;
    const box = hostElement('div', { 'data-cy': 'diffusion-tag', style, children });
    return hostElement('div', { style: { display: 'flex', justifyContent: 'flex-end' }, children: box });
  },
});
