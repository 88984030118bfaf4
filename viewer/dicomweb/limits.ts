const [KiB, MiB, GiB] = [2 ** 10, 2 ** 20, 2 ** 30];

/**
 * How much one request, one body and one file may ask of the server; what is above is refused with the number in the sentence. Together they keep the
 * process below 600 MB, whoever sends: nothing is held whole but one header at a time.
 */
export const LIMITS = {
  /** Of a store request, which goes to disk as it comes. */
  bodyBytes: 2 * GiB,
  /** Of a store request with a Content-Encoding, inflated. */
  inflatedBodyBytes: 256 * MiB,
  /** Instances of one store request. */
  parts: 10_000,
  /** What stands before the first part of a body, or at the head of one. */
  partHeadBytes: 16 * KiB,
  /** Elements and items of one file. */
  elements: 500_000,
  /** Text and numbers of one header in all; longer values are referred to, each above `inlineTextBytes` or `inlineBinaryBytes`. */
  headerBytes: 16 * MiB,
  inlineTextBytes: 256 * KiB,
  inlineBinaryBytes: KiB,
  /** Of a header, that are kept for searches; of what is larger, the attributes that searches use, and metadata are read again. */
  indexedBytes: 64 * KiB,
  /** A file in the deflated transfer syntax, inflated: it is the one that cannot be read in parts. */
  inflatedFileBytes: 64 * MiB,
  /** Pieces of the compressed pixels of one file. */
  fragments: 100_000,
  /** Frames in the address of one request. */
  frames: 1_000,
} as const;
