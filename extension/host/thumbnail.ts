/** Side of the square picture; OHIF's thumbnails are shown at about half of it. */
const SIDE = 256;

function loaded(src: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error('thumbnail'));
    image.src = src;
  });
}

/** A thumbnail with a corner mark, since the list of series cuts descriptions off. Without a mark where it cannot be drawn. */
export async function markedThumbnail(src: unknown, mark: string): Promise<unknown> {
  if (typeof src !== 'string') return src;
  const image = await loaded(src).catch(() => undefined);
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!image || !context) return src;
  canvas.width = canvas.height = SIDE;
  const scale = Math.min(SIDE / image.width, SIDE / image.height);
  const [width, height] = [image.width * scale, image.height * scale];
  context.drawImage(image, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
  context.font = '700 34px sans-serif';
  const box = context.measureText(mark).width + 20;
  context.fillStyle = '#000c';
  // Top left: OHIF's warning sign is in the other corner, its modality below.
  context.fillRect(0, 0, box, 46);
  context.fillStyle = '#ffb020';
  context.fillText(mark, 10, 35);
  return canvas.toDataURL();
}
