import type { Page } from '@playwright/test';

/** Mean grey level on screen, 0 to 255, of each viewport: 0 where it is black. */
export const brightness = (page: Page): Promise<number[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLCanvasElement>('.viewport-element canvas')].map((canvas) => {
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: new Uint8ClampedArray() };
      let sum = 0;
      for (let n = 0; n < data.length; n += 4) sum += data[n] ?? 0;
      return (4 * sum) / data.length;
    }),
  );
