/** The parts of dcmjs that are used; the package ships no types. */
declare module 'dcmjs' {
  interface DictionaryEntry {
    /** '(gggg,eeee)' */
    readonly tag: string;
    /** A VR, or 'xs' (US or SS), 'ox' (OB or OW), 'lt' (US or OW), 'up' (UL), 'na' (delimiters). */
    readonly vr: string;
    readonly name: string;
  }
  /** An attribute as dcmjs holds it; text is Unicode. `_rawValue` is what the file said, and is written again where Value was not changed. */
  export interface DcmjsElement {
    vr: string;
    Value?: unknown[];
    _rawValue?: unknown;
  }
  /** By tag: eight upper-case hexadecimal digits. */
  export type DcmjsDict = Record<string, DcmjsElement>;
  interface Logger {
    setLevel(level: 'silent'): void;
  }
  interface WriteBufferStream {
    /** What has been written. */
    getBuffer(): ArrayBuffer;
  }
  const dcmjs: {
    readonly log: Logger & { getLogger(name: string): Logger };
    readonly data: {
      readonly DicomMetaDictionary: {
        readonly nameMap: Readonly<Record<string, DictionaryEntry>>;
        /** By tag, '(gggg,eeee)'. */
        readonly dictionary: Readonly<Record<string, DictionaryEntry>>;
        denaturalizeDataset(natural: object): DcmjsDict;
      };
      readonly DicomMessage: {
        readFile(
          file: ArrayBuffer,
          options?: { ignoreErrors?: boolean; untilTag?: string; includeUntilTagValue?: boolean },
        ): { meta: DcmjsDict; dict: DcmjsDict };
        write(dict: DcmjsDict, stream: WriteBufferStream, transferSyntax: string, options: { allowInvalidVRLength: boolean }): number;
      };
      readonly WriteBufferStream: new (size: number, littleEndian: boolean) => WriteBufferStream;
      readonly DicomDict: new (meta: DcmjsDict) => { dict: DcmjsDict; write(options?: object): ArrayBuffer };
    };
  };
  export default dcmjs;
}
