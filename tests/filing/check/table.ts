import { readFileSync, writeFileSync } from 'node:fs';
import { ALARMS } from './alarms';
import type { CheckedObject } from './objects';
import type { OwnErrors, Verdicts } from './tools';

/** One object with what is held against it. */
export interface Row {
  object: CheckedObject;
  verdicts: Verdicts;
  /** Errors that are none, by their place in ALARMS. */
  alarms: number[];
  /** Errors that its source has itself. */
  inherited: string[];
  faults: string[];
}

/**
 * `Element(gggg,eeee) … what is wrong`: an error without the way to its element, which differs between a source and what is made of it, and
 * without case: codes are written in capitals, whatever the source has.
 */
const essence = (error: string) =>
  error
    .replace(/<[^>]*\/([^/>]*)>/, '<$1>')
    .replace(/ Module=.*| (Shared|PerFrame)\w*=.*/g, '')
    .toLowerCase();

/** @param own what is found in the sources themselves */
export function judged(objects: readonly CheckedObject[], verdicts: readonly Verdicts[], own: ReadonlyMap<string, OwnErrors>): Row[] {
  return objects.map((object, n): Row => {
    const all = verdicts[n]!;
    const source = new Set(own.get(object.source)?.dciodvfy.map(essence));
    const misread = own.get(object.source)?.pydicom.includes(all.pydicom) === true;
    const inherited = [...all.dciodvfy.filter((error) => source.has(essence(error))), ...(misread ? [all.pydicom] : [])];
    const left = all.dciodvfy.filter((error) => !source.has(essence(error)));
    const alarmOf = (error: string) => ALARMS.findIndex(({ matches }) => matches.test(error));
    const faults = [
      ...left.filter((error) => alarmOf(error) < 0).map((error) => `dciodvfy: ${error}`),
      ...(all.dcmdump ? [`dcmdump: ${all.dcmdump}`] : []),
      ...(all.pydicom && !misread ? [`pydicom: ${all.pydicom}`] : []),
      ...(all.highdicom ? [`highdicom: ${all.highdicom}`] : []),
      ...(all.values.ok ? [] : [`values: ${all.values.said}`]),
      ...(object.sameBytes ? [] : ['Orthanc: other bytes came back']),
    ];
    return { object, verdicts: all, alarms: left.map(alarmOf).filter((one) => one >= 0), inherited, faults };
  });
}

const CLASSES: readonly [title: string, holds: (object: CheckedObject) => boolean][] = [
  ['pictures', ({ role }) => role === 'picture'],
  ['Parametric Maps', ({ role }) => role === 'map'],
  ['Segmentations', ({ role }) => role === 'segmentation'],
  ['reports (Comprehensive 3D SR)', ({ role }) => role === 'report'],
  ['rejections (Key Object Selection)', ({ role }) => role === 'rejection'],
];

const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;

function counts(rows: readonly Row[]): (string | number)[] {
  const failing = (of: (row: Row) => boolean) => {
    const count = rows.filter(of).length;
    return count === 0 ? 'ok' : `${count} fail`;
  };
  const series = new Set(rows.map(({ object: { source, task, role, what } }) => [source, task, role, what].join('\0')));
  const starts = (tool: string) => failing(({ faults }) => faults.some((fault) => fault.startsWith(tool)));
  return [
    series.size,
    rows.length,
    rows.reduce((sum, { faults }) => sum + faults.filter((fault) => fault.startsWith('dciodvfy')).length, 0),
    rows.reduce((sum, { alarms }) => sum + alarms.length, 0),
    new Set(rows.flatMap(({ inherited }) => inherited.map(essence))).size,
    ...['pydicom', 'highdicom', 'dcmdump', 'Orthanc', 'values'].map(starts),
  ];
}

const HEAD = [
  'objects',
  'files',
  'dciodvfy errors',
  'false alarms',
  "kinds of the source's own errors",
  'pydicom strict',
  'highdicom',
  'dcmdump',
  'bytes back',
  'values back',
];

/** The table of docs/dicom.md. */
export function tableOf(rows: readonly Row[], own: ReadonlyMap<string, OwnErrors>, versions: Readonly<Record<string, string>>): string {
  const head = (first: string) => [line([first, ...HEAD]), line(['---', ...HEAD.map(() => '---:')])];
  const worst = Math.max(0, ...rows.map(({ verdicts: { values } }) => Number.parseFloat(/^([\d.]+) steps$/.exec(values.said)?.[1] ?? '0')));
  const met = ALARMS.filter((_, n) => rows.some(({ alarms }) => alarms.includes(n)));
  return [
    `By dciodvfy (dicom3tools ${versions.dciodvfy}), dcmdump ${versions.dcmdump}, pydicom ${versions.pydicom}, highdicom ${versions.highdicom} and Orthanc ${versions.Orthanc}.`,
    '',
    ...head('what'),
    ...CLASSES.map(([title, holds]) => line([title, ...counts(rows.filter(({ object }) => holds(object)))])),
    line(['all', ...counts(rows)]),
    '',
    ...head('source'),
    ...[...own.keys()].map((name) => line([name, ...counts(rows.filter(({ object }) => object.source === name))])),
    '',
    `Integers came back at most ${worst.toFixed(3)} steps from what went in, floats bit for bit, masks voxel for voxel.`,
    ...(met.length > 0 ? ['', 'False alarms:', '', ...met.map(({ message, why }) => `- ${message}: ${why}`)] : []),
  ].join('\n');
}

const [BEGIN, END] = ['<!-- check:dicom begins -->', '<!-- check:dicom ends -->'];

/** Puts the table in its place in docs/dicom.md. */
export function writeTable(table: string): void {
  const path = 'docs/dicom.md';
  const page = readFileSync(path, 'utf8');
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${path} has no place for the table`);
  writeFileSync(path, `${page.slice(0, from + BEGIN.length)}\n\n${table}\n\n${page.slice(to)}`);
}
