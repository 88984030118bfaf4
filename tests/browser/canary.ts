import dcmjs from 'dcmjs';

/** Identifies a patient or who is about him, by tag, with the VR of each. */
const TAGS: Readonly<Record<string, string>> = {
  '00100010': 'PN',
  '00100020': 'LO',
  '00101000': 'LO',
  '00101040': 'LO',
  '00102154': 'SH',
  '001021B0': 'LT',
  '00104000': 'LT',
  '00080050': 'SH',
  '00200010': 'SH',
  '00080090': 'PN',
  '00081070': 'PN',
  '00080080': 'LO',
  '00081010': 'SH',
};

/** A word that nothing else says, and a change of a file that has it in every tag that identifies. */
export function withCanary(word = 'QXCANARYQX'): { word: string; tags: number; change: (bytes: Uint8Array) => Uint8Array } {
  const { DicomMessage } = dcmjs.data;
  const entries = Object.entries(TAGS);
  return {
    word,
    tags: entries.length,
    change: (bytes) => {
      const file = DicomMessage.readFile(Uint8Array.from(bytes).buffer, { untilTag: '7FE00010', includeUntilTagValue: true });
      for (const [tag, vr] of entries) file.dict[tag] = { vr, Value: [vr === 'PN' ? { Alphabetic: word } : word] };
      const written = (file as unknown as { write(): ArrayBuffer }).write();
      return new Uint8Array(written);
    },
  };
}
