/** Errors of dciodvfy that are none, each with the part of the standard that says so. */
export interface Alarm {
  matches: RegExp;
  /** As the table of docs/dicom.md has it. */
  message: string;
  why: string;
}

export const ALARMS: readonly Alarm[] = [
  {
    matches: /<\/Laterality\(0020,0060\)> - Missing attribute for Type 2C/,
    message: '`Laterality` is missing',
    why:
      'needed only where the part of the body is one of a pair (PS3.3 C.7.3.1, Type 2C). The source names no part of the body, so the tool takes ' +
      'it for one; to write a laterality would be to invent it.',
  },
];
