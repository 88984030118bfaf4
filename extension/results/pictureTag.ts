import type { PictureMark } from '../host/camera';
import { resultIn } from '../host/displaySets';
import type { Settings } from '../host/settings';
import { ui } from '../i18n';
import { BOX, tagLines } from './tag';

/** px, in a picture of the viewer's usual 512 × 512; larger ones have larger letters. */
const [FONT, USUAL] = [12, 512];

/** The tag of a viewport, as part of a picture of it: it goes where the picture goes. undefined where the viewport shows no result. */
export function pictureTag(viewportId: string, { tagText }: Pick<Settings, 'tagText'>): PictureMark | undefined {
  const note = resultIn(viewportId);
  if (!note) return undefined;
  const element = document.createElement('div');
  element.dataset.cy = 'diffusion-picture-tag';
  const place = { position: 'absolute', top: '0', right: '0', zIndex: '1000', pointerEvents: 'none' };
  const scaled = { padding: '0.25em 0.65em', borderRightWidth: '0.25em' };
  Object.assign(element.style, BOX, place, scaled);
  for (const { name, text, strong } of tagLines(note, tagText ?? ui.tag.title, viewportId)) {
    const line = document.createElement('div');
    line.dataset.line = name;
    line.textContent = text;
    if (strong) line.style.fontWeight = '700';
    element.append(line);
  }
  return {
    element,
    fit: ({ width, height }) => void (element.style.fontSize = `${FONT * Math.max(1, Math.min(width, height) / USUAL)}px`),
  };
}
