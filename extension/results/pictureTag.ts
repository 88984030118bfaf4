import { type PictureMark } from '../host/camera';
import { resultIn } from '../host/displaySets';
import type { Settings } from '../host/settings';
import { ui } from '../i18n';
import { BOX, tagLines } from './tag';

/** Share of the width of a picture that a line of 12 px takes up in its usual 512. */
const FONT = 12 / 512;

/** The tag of a viewport, as part of a picture of it: it goes where the picture goes. undefined where the viewport shows no result. */
export function pictureTag(viewportId: string, { tagText }: Pick<Settings, 'tagText'>): PictureMark | undefined {
  const note = resultIn(viewportId);
  if (!note) return undefined;
  const element = document.createElement('div');
  element.dataset.cy = 'diffusion-picture-tag';
  Object.assign(element.style, BOX, { position: 'absolute', top: '0', right: '0', zIndex: '1000', pointerEvents: 'none' });
  for (const { name, text, strong } of tagLines(note, tagText ?? ui.tag.title, viewportId)) {
    const line = document.createElement('div');
    line.dataset.line = name;
    line.textContent = text;
    if (strong) line.style.fontWeight = '700';
    element.append(line);
  }
  return { element, fit: (width) => void (element.style.fontSize = `${Math.max(12, width * FONT)}px`) };
}
