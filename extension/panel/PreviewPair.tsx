import React, { useEffect, useRef } from 'react';
import { ui } from '../i18n';
import type { Preview } from '../run/job';

/** Grey picture of a slice in a window, as the viewport draws it. */
function paint(canvas: HTMLCanvasElement, pixels: Float32Array, { rows, columns, window: { lower, upper } }: Preview): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(columns, rows);
  const scale = 255 / (upper - lower);
  for (let i = 0; i < pixels.length; i++) {
    const grey = ((pixels[i] ?? 0) - lower) * scale;
    image.data.fill(grey, 4 * i, 4 * i + 3);
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

function Slice({ preview, pixels, caption }: { preview: Preview; pixels: Float32Array; caption: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) paint(canvas.current, pixels, preview);
  }, [preview, pixels]);
  const { rows, columns, pixelAspect } = preview;
  return (
    <figure>
      <canvas
        ref={canvas}
        width={columns}
        height={rows}
        style={{ aspectRatio: `${columns} / ${rows * pixelAspect}` }}
        aria-label={caption}
        role="img"
      />
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

/** The first finished slice beside its source, with the source's window: shows early whether the result will be worth waiting for. */
export function PreviewPair({ preview }: { preview: Preview }) {
  return (
    <div data-cy="diffusion-preview">
      <div className="diffusion-muted">{ui.job.preview(preview.position)}</div>
      <div className="diffusion-preview">
        <Slice preview={preview} pixels={preview.original} caption={ui.job.original} />
        <Slice preview={preview} pixels={preview.result} caption={ui.job.result} />
      </div>
    </div>
  );
}
