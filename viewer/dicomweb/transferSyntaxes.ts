import { isNative } from '../../src/dicom/encoding';

/** How pixels lie in a transfer syntax (PS3.5 annex A); undefined for a maker's own. */
export function pixelsIn(transferSyntaxUid: string): 'native' | 'encapsulated' | undefined {
  if (isNative(transferSyntaxUid)) return 'native';
  return /^1\.2\.840\.10008\.1\.2\.(4\.\d+|5)$/.test(transferSyntaxUid) ? 'encapsulated' : undefined;
}

/** MPEG and its like (PS3.5 sections 8.2.5 to 8.2.9): one stream, whose pieces are no frames. */
export const isVideo = (transferSyntaxUid: string): boolean => /^1\.2\.840\.10008\.1\.2\.4\.10\d$/.test(transferSyntaxUid);
