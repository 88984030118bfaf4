import { texts } from './sourceHeader';
import type { SourceObject } from './sourceObject';

/** Lossy transfer syntaxes, and Lossy Image Compression Method of each (PS3.3 C.7.6.1.1.5). */
const METHODS: Readonly<Record<string, string>> = {
  '1.2.840.10008.1.2.4.50': 'ISO_10918_1',
  '1.2.840.10008.1.2.4.51': 'ISO_10918_1',
  '1.2.840.10008.1.2.4.81': 'ISO_14495_1',
  '1.2.840.10008.1.2.4.91': 'ISO_15444_1',
  '1.2.840.10008.1.2.4.203': 'ISO_15444_15',
};

/**
 * Whether the pixels have ever been compressed with loss: what is made of them has been too. A source that does not say is told by its transfer
 * syntax; undefined where neither does. What was lossy never becomes lossless again.
 */
export function lossyOf(source: SourceObject) {
  const said = texts(source, 'LossyImageCompression')[0];
  const bySyntax = METHODS[source.transferSyntax ?? ''];
  const lossy = said ?? (bySyntax === undefined ? undefined : '01');
  if (lossy !== '01') return { LossyImageCompression: lossy };
  const methods = texts(source, 'LossyImageCompressionMethod');
  const ratios = texts(source, 'LossyImageCompressionRatio');
  return {
    LossyImageCompression: lossy,
    ...(ratios.length > 0 && { LossyImageCompressionRatio: ratios }),
    ...(methods.length > 0 ? { LossyImageCompressionMethod: methods } : bySyntax && { LossyImageCompressionMethod: [bySyntax] }),
  };
}
