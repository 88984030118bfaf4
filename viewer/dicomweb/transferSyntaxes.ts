/** Transfer syntaxes (PS3.5 annex A), as far as it matters how their pixels are stored. */
export const IMPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2';
export const DEFLATED = '1.2.840.10008.1.2.1.99';
export const BIG_ENDIAN = '1.2.840.10008.1.2.2';
const NATIVE = new Set([IMPLICIT_LITTLE_ENDIAN, '1.2.840.10008.1.2.1', DEFLATED, BIG_ENDIAN]);

/** How pixels lie in it; undefined for a maker's own. */
export function pixelsIn(transferSyntaxUid: string): 'native' | 'encapsulated' | undefined {
  if (NATIVE.has(transferSyntaxUid)) return 'native';
  return /^1\.2\.840\.10008\.1\.2\.(4\.\d+|5)$/.test(transferSyntaxUid) ? 'encapsulated' : undefined;
}

/** MPEG and its like (PS3.5 sections 8.2.5 to 8.2.9, A.4.5 to A.4.9): one stream, whose pieces are no frames. */
export const isVideo = (transferSyntaxUid: string): boolean => /^1\.2\.840\.10008\.1\.2\.4\.10\d$/.test(transferSyntaxUid);
