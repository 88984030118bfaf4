/** What one image says of whose it is and what it shows: enough to tell whether images belong together. Ids are compared, and repeated nowhere. */
export interface Member {
  /** Patient ID, and the name. */
  patient: string;
  name: string;
  study: string;
  series: string;
  instance: string;
  /** Frame of reference. */
  frame: string;
  modality: string;
  sopClass: string;
  imageType: readonly string[];
  /** Photometric interpretation. */
  photometric: string;
  /** It says what its stored values are in modality units (Rescale Intercept). */
  rescaled: boolean;
  /** What tells pictures of one place apart, as far as it is said; numbers and short codes. */
  tells: Readonly<Partial<Record<Tell, string>>>;
}

/** What images of one place may differ in, in words and its unit, and where it is said; the first that says it counts. */
export const TELLS = {
  echo: { name: 'echo time', unit: ' ms', keywords: ['EffectiveEchoTime', 'EchoTime'] },
  inversion: { name: 'inversion time', unit: ' ms', keywords: ['InversionTimes', 'InversionTime'] },
  diffusion: { name: 'b-value', unit: ' s/mm²', keywords: ['DiffusionBValue'] },
  direction: { name: 'diffusion direction', unit: '', keywords: ['DiffusionGradientOrientation'] },
  flip: { name: 'flip angle', unit: '°', keywords: ['FlipAngle'] },
  component: { name: 'part of the signal', unit: '', keywords: ['ComplexImageComponent'] },
  time: { name: 'time point', unit: '', keywords: ['TemporalPositionIdentifier', 'TemporalPositionIndex', 'TemporalPositionTimeOffset'] },
  phase: { name: 'cardiac phase', unit: ' ms', keywords: ['NominalCardiacTriggerDelayTime', 'TriggerTime'] },
  stack: { name: 'stack', unit: '', keywords: ['StackID'] },
  energy: { name: 'tube voltage', unit: ' kV', keywords: ['KVP'] },
  kernel: { name: 'kernel', unit: '', keywords: ['ConvolutionKernel'] },
  acquisition: { name: 'acquisition', unit: '', keywords: ['AcquisitionNumber'] },
} as const satisfies Record<string, { name: string; unit: string; keywords: readonly string[] }>;

export type Tell = keyof typeof TELLS;

/** Magnitude, phase, real, imaginary: as vendors write it into Image Type, behind the two values of the standard. */
const COMPONENT = /^(M|P|R|I|MAGNITUDE|PHASE|REAL|IMAGINARY)(_|$)/;

/** @param texts values of an attribute as text, by keyword; none where it is absent */
export function memberOf(texts: (keyword: string) => readonly string[]): Member {
  const first = (keyword: string) => texts(keyword)[0] ?? '';
  const imageType = texts('ImageType').map((value) => value.toUpperCase());
  const tells: Partial<Record<Tell, string>> = {};
  for (const [tell, { keywords }] of Object.entries(TELLS) as [Tell, (typeof TELLS)[Tell]][]) {
    const said = keywords.map((keyword) => texts(keyword).join(' ')).find((text) => text !== '');
    if (said !== undefined) tells[tell] = said;
  }
  const component = imageType.slice(2).find((value) => COMPONENT.test(value));
  if (component && !tells.component) tells.component = component.replace(/_.*/, '');
  return {
    patient: first('PatientID'),
    name: first('PatientName'),
    study: first('StudyInstanceUID'),
    series: first('SeriesInstanceUID'),
    instance: first('SOPInstanceUID'),
    frame: first('FrameOfReferenceUID'),
    modality: first('Modality'),
    sopClass: first('SOPClassUID'),
    imageType,
    photometric: first('PhotometricInterpretation'),
    rescaled: texts('RescaleIntercept').length > 0,
    tells,
  };
}

/** Most values that are named one by one. */
const NAMED = 4;

const rising = (values: readonly string[]) => [...new Set(values)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

/** `echo time 10, 80 ms`, `time point (60 different)`: a direction or a kernel is no number to be read aloud. */
function difference(tell: Tell, values: readonly string[]): string {
  const { name, unit } = TELLS[tell];
  const found = rising(values);
  const short = found.length <= NAMED && found.every((value) => value.length <= 16);
  return short ? `${name} ${found.join(', ')}${unit}` : `${name} (${found.length} different)`;
}

/** In what images differ that lie at one place; empty where they do not say. */
export function differences(members: readonly Member[]): string[] {
  return (Object.keys(TELLS) as Tell[]).flatMap((tell) => {
    const values = members.flatMap(({ tells }) => tells[tell] ?? []);
    return new Set(values).size > 1 ? difference(tell, values) : [];
  });
}

/** What makes another picture wherever it lies, and by how much a number may vary without doing so: scanners write what they have measured. */
const APART: Readonly<Partial<Record<Tell, number>>> = { echo: 0.2, inversion: 5, diffusion: 50, component: 0, stack: 0 };

/** In what the images of a series differ so much that they are no one picture, each at a place of its own or not. */
export function otherPictures(members: readonly Member[]): string[] {
  return (Object.entries(APART) as [Tell, number][]).flatMap(([tell, room]) => {
    const values = members.flatMap(({ tells }) => tells[tell] ?? []);
    const numbers = values.map(Number.parseFloat);
    const near = room > 0 && Math.max(...numbers) - Math.min(...numbers) <= room;
    return new Set(values).size > 1 && !near ? difference(tell, values) : [];
  });
}
