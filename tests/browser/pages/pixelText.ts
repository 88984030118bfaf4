import type { Page } from '@playwright/test';

/** The page's own side: `base64Of(bytes)`. */
export interface Base64Page {
  base64Of: (bytes: ArrayBufferView) => string;
}

/** Pixels leave the page as text: playwright takes a second for a hundred thousand numbers. */
export async function installBase64(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const PIECE = 32_768;
    (window as unknown as Base64Page).base64Of = ({ buffer, byteOffset, byteLength }) => {
      const bytes = new Uint8Array(buffer, byteOffset, byteLength);
      let text = '';
      for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
      return btoa(text);
    };
  });
}

const bytesOf = (text: string): ArrayBuffer => new Uint8Array(Buffer.from(text, 'base64')).buffer;
export const greyOf = (text: string): number[] => Array.from(new Uint8Array(bytesOf(text)));
export const floatsOf = (text: string): number[] => Array.from(new Float32Array(bytesOf(text)));
