import type { PixelDecoder, PixelDecoders } from '../dicom/pixels';

interface DaikonImage {
  decompress(): void;
  getTag(group: number, element: number): { value: DataView };
}
interface Daikon {
  Series: { parseImage(file: DataView): DaikonImage | null };
}

/** daikon's decoders of the lossless syntaxes; its pixels equal those of pydicom and dcmtk bit for bit. */
const byDaikon: PixelDecoder = async (file) => {
  // @ts-expect-error: the package ships no types
  const { default: daikon } = (await import('daikon')) as { default: Daikon };
  const image = daikon.Series.parseImage(new DataView(file));
  if (!image) throw new Error('no image');
  image.decompress();
  const { buffer, byteOffset, byteLength } = image.getTag(0x7fe0, 0x0010).value;
  return new Uint8Array(buffer, byteOffset, byteLength);
};

/** Lossy syntaxes are left out: decoders differ there, and what compression left behind is not the noise that models were trained on. */
const LOSSLESS = ['4.57', '4.70', '4.80', '4.90', '5'];

export const DECODERS: PixelDecoders = Object.fromEntries(LOSSLESS.map((end) => [`1.2.840.10008.1.2.${end}`, byDaikon]));
