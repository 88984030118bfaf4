import type { PixelDecoder, PixelDecoders } from '../dicom/pixels';

/** What the codecs of cornerstone have in common; they live in the memory of their WebAssembly module. */
interface Decoder {
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  getDecodedBuffer(): Uint8Array;
  delete(): void;
}
type Codec = Record<string, new () => Decoder>;
type Factory = (options: { print(line: string): void; printErr(line: string): void }) => Promise<Codec>;

/**
 * A codec of the viewer itself, in the version that OHIF 3.13.2 carries, so that a file gives the same values here and there.
 *
 * @param name of its class
 */
function codec(load: () => Promise<{ default: unknown }>, name: string): PixelDecoder {
  const warnings: string[] = [];
  const hear = (line: string) => void (/\b(warn|error|corrupt)/i.test(line) && warnings.push(line));
  let started: Promise<Codec> | undefined;
  return async (bytes) => {
    const start = async () => ((await load()).default as Factory)({ print: hear, printErr: hear });
    const Decoder = (await (started ??= start()))[name];
    if (!Decoder) throw new Error(`no ${name}`);
    const decoder = new Decoder();
    warnings.length = 0;
    try {
      decoder.getEncodedBuffer(bytes.length).set(bytes);
      decoder.decode();
      if (warnings.length > 0) throw new Error(warnings.join('\n'));
      return decoder.getDecodedBuffer().slice();
    } finally {
      decoder.delete();
    }
  };
}

export const DECODERS: PixelDecoders = {
  JPEG: codec(() => import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'), 'JPEGDecoder'),
  'JPEG-LS': codec(() => import('@cornerstonejs/codec-charls/decodewasmjs'), 'JpegLSDecoder'),
  'JPEG 2000': codec(() => import('@cornerstonejs/codec-openjpeg/decodewasmjs'), 'J2KDecoder'),
  HTJ2K: codec(() => import('@cornerstonejs/codec-openjph/wasmjs'), 'HTJ2KDecoder'),
};
