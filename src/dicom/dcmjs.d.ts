/** The one part of dcmjs that is used here; the package ships no types. */
declare module 'dcmjs' {
  interface DictionaryEntry {
    /** '(gggg,eeee)' */
    readonly tag: string;
    /** A VR, or 'xs' (US or SS), 'ox' (OB or OW), 'lt' (US or OW), 'up' (UL), 'na' (delimiters). */
    readonly vr: string;
    readonly name: string;
  }
  const dcmjs: { readonly data: { readonly DicomMetaDictionary: { readonly nameMap: Readonly<Record<string, DictionaryEntry>> } } };
  export default dcmjs;
}
