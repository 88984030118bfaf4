import { visibleImageId } from '../host/activeSeries';
import { hostElement } from '../host/hostElement';
import { coloursNamed } from '../host/layers';
import { emptySlice } from '../host/resultImages';
import type { DisplaySet } from '../host/types';
import { ui } from '../i18n';
import { cssGradient, SIGNED_COLORMAP } from './colormaps';
import { colourRange, isScore, isSigned, type Look } from './look';
import type { OverlayControl } from './OverlayControl';
import { scaleTexts } from './valueText';

interface LegendProps {
  displaySets?: DisplaySet[];
  viewportId?: string;
}

/** The map that lies on top of the picture. */
const layerIn = ({ displaySets }: LegendProps) => displaySets?.slice(1).find((set) => set.diffusionResult);

const BOX = {
  flex: 'none',
  marginTop: '4px',
  width: '170px',
  background: 'rgba(0, 0, 0, 0.65)',
  color: '#fff',
  fontSize: '12px',
  lineHeight: '1.35',
  padding: '4px 8px',
  textShadow: 'none',
};

function line(text: string, css = ''): HTMLElement {
  const element = document.createElement('div');
  element.textContent = text;
  element.style.cssText = css;
  return element;
}

/** Title, colours, the values at their ends, and what those count. Over a score, a hatched box tells where there is none. */
function draw(box: HTMLElement, look: Look, units: string, covered: boolean): void {
  if (isScore(look.map) && !covered) {
    box.replaceChildren(line(ui.overlay.maps[look.map]), line(ui.overlay.notCovered, 'color:#ffb020;font-weight:700'));
    return;
  }
  const { lower, upper } = colourRange(look);
  const { ends, unit } = scaleTexts(look.map, lower, upper, units);
  const bar = line('', 'height:10px;border:1px solid #fff8');
  bar.style.background = cssGradient(coloursNamed(isSigned(look.map) ? SIGNED_COLORMAP.id : look.colormap));
  const values = line('', 'display:flex;justify-content:space-between;white-space:nowrap');
  values.append(...ends.map((text) => line(text)));
  box.replaceChildren(line(ui.overlay.maps[look.map], 'font-weight:700'), bar, values, line(unit, 'color:#c8d4e6'));
}

/**
 * A colour bar in every viewport that shows a map over a picture; follows the sliders by itself.
 *
 * @param overlayNow that of the visit; undefined outside one
 */
export const legend = (overlayNow: () => OverlayControl | undefined) => ({
  id: 'DiffusionLegend',
  condition: (props: LegendProps) => layerIn(props) !== undefined,
  contentF: (props: LegendProps) => {
    const note = layerIn(props)?.diffusionResult;
    const overlay = overlayNow();
    if (!note || !overlay) return null;
    let stop: (() => void) | undefined;
    const ref = (box: HTMLElement | null) => {
      stop?.();
      stop = undefined;
      if (!box) return;
      const show = () => {
        const look = overlay.store.get().looks[note.runId];
        const imageId = props.viewportId === undefined ? undefined : visibleImageId(props.viewportId);
        const covered = !imageId || !emptySlice(imageId, layerIn(props)?.SeriesInstanceUID ?? '');
        box.style.display = look?.map === note.kind ? '' : 'none';
        if (look) draw(box, look, overlay.unitsOf(note.runId), covered);
      };
      stop = overlay.store.subscribe(show);
      show();
    };
    const box = hostElement('div', { 'data-cy': 'diffusion-legend', style: BOX }, { ref });
    // Wider than the corner of a narrow pane: it may grow to the left, not out of the pane.
    return hostElement('div', { style: { display: 'flex', justifyContent: 'flex-end' }, children: box });
  },
});
