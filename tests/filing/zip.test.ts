/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Filing } from '../../src/filing/Filing';
import { streamOf } from '../../src/core/streamOf';
import { zipChunks } from '../../src/filing/zip';
import { filing, itWith } from '../support/filing';
import { refusal } from '../support/refusal';

const NAMES = ['DICOM/S0001/I0001', 'DICOM/S0001/I0002', 'DICOM/S0001/I0003', 'DICOM/S0002/I0001', 'DICOM/S0003/I0001'];
const all = (made: Filing) => Buffer.concat([...zipChunks(made)]);

/** Every file of the directory, read by pydicom, with what its records say. */
const READ_FILE_SET = `
import json, sys
from pydicom import config
from pydicom.fileset import FileSet
config.settings.reading_validation_mode = config.RAISE
rows = []
for instance in FileSet(sys.argv[1] + '/DICOMDIR'):
    ds = instance.load()
    rows.append([instance.path[len(sys.argv[1]) + 1:], str(ds.SOPInstanceUID), instance.DirectoryRecordType, str(instance.PatientName), instance.StudyID])
print(json.dumps(rows))
`;

describe('a filing as a ZIP archive', () => {
  it('holds the very bytes that would be sent, under names that media allow, and a directory', async () => {
    const made = await filing();
    const files = unzipSync(all(made));
    expect(Object.keys(files).slice(0, 5)).toEqual(NAMES);
    expect(Object.keys(files).at(-1)).toBe('DICOMDIR');
    made.series.forEach(({ instances }, s) =>
      instances.forEach((instance, i) => {
        const file = files[`DICOM/S000${s + 1}/I000${i + 1}`];
        expect(Buffer.compare(file!, instance.make())).toBe(0);
      }),
    );
    for (const name of Object.keys(files)) expect(name).toMatch(/^([A-Z0-9_]{1,8}\/)*[A-Z0-9_]{1,8}$/);
  });

  it('takes files beside those of the file-set', async () => {
    const files = unzipSync(Buffer.concat([...zipChunks(await filing(), [{ name: 'report.json', bytes: Buffer.from('{}') }])]));
    expect(Buffer.from(files['report.json']!).toString()).toBe('{}');
  });

  it('makes an instance when the one before has been taken', async () => {
    const seen: string[] = [];
    const chunks = zipChunks(await filing({}, (uid) => seen.push(uid)));
    expect(seen).toHaveLength(0);
    chunks.next();
    expect(seen).toHaveLength(1);
    const reader = streamOf(chunks).getReader();
    // A local header, the file and what stands behind it are pieces of their own.
    for (let piece = 0; piece < 3; piece++) await reader.read();
    expect(seen.length).toBeLessThanOrEqual(2);
    await reader.cancel();
    expect(seen.length).toBeLessThanOrEqual(2);
    expect(chunks.next().done).toBe(true);
  });

  it('refuses what the format cannot hold before it makes anything', async () => {
    const seen: string[] = [];
    const made = await filing({}, (uid) => seen.push(uid));
    const huge = {
      ...made,
      series: made.series.map((one) => ({ ...one, instances: one.instances.map((instance) => ({ ...instance, bytes: 2 ** 31 })) })),
    };
    expect(() => zipChunks(huge).next()).toThrow(refusal('ZIP_TOO_LARGE'));
    expect(seen).toEqual([]);
  });

  describe('for other readers', () => {
    const folder = mkdtempSync(join(tmpdir(), 'file-set-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    function unpacked(name: string, made: Filing): string {
      const [archive, target] = [join(folder, `${name}.zip`), join(folder, name)];
      writeFileSync(archive, all(made));
      execFileSync('python3', ['-m', 'zipfile', '-e', archive, target]);
      return target;
    }

    itWith(
      'python3',
      '-c',
      'import pydicom',
    )('is a file-set that pydicom reads, instance by instance', async () => {
      const made = await filing({
        more: [
          ['00080005', 'CS', 'ISO_IR 192'],
          ['00100010', 'PN', Buffer.from('GRÖẞE^JANE')],
        ],
      });
      const target = unpacked('pydicom', made);
      const rows = JSON.parse(execFileSync('python3', ['-c', READ_FILE_SET, target], { encoding: 'utf8' })) as string[][];
      const wanted = made.series.flatMap(({ instances, role }, s) =>
        instances.map(({ sopInstanceUid }, i) => [
          `DICOM/S000${s + 1}/I000${i + 1}`,
          sopInstanceUid,
          role === 'report' ? 'SR DOCUMENT' : role === 'rejection' ? 'KEY OBJECT DOC' : 'IMAGE',
        ]),
      );
      expect(rows.map((row) => row.slice(0, 3)).sort()).toEqual(wanted.sort());
      // The source has no StudyID, and a directory must name one.
      expect(new Set(rows.map(([, , , ...rest]) => rest.join()))).toEqual(new Set(['GRÖẞE^JANE,1']));
    });

    itWith('dcmdump', '--version')('has offsets that dcmdump follows, and nothing to complain about', async () => {
      const target = unpacked('dcmdump', await filing());
      const dump = execFileSync('dcmdump', ['-q', '+L', join(target, 'DICOMDIR')], { encoding: 'utf8' });
      expect(dump).not.toMatch(/^[EW]:/m);
      expect(dump.match(/DirectoryRecordType$/gm)).toHaveLength(1 + 1 + 4 + 3 + 1 + 1 + 1);
    });

    itWith('dciodvfy', '-version')('has a directory in which dciodvfy finds no error', async () => {
      const target = unpacked('dciodvfy', await filing());
      let said = '';
      try {
        said = execFileSync('bash', ['-c', 'dciodvfy -new "$0" 2>&1', join(target, 'DICOMDIR')], { encoding: 'utf8' });
      } catch (error) {
        said = (error as { stdout: string }).stdout;
      }
      expect(said.split('\n').filter((line) => /^Error/.test(line))).toEqual([]);
    });
  });
});
