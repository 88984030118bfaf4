import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { archiveAt } from '../../src/archive/Archive';
import { fileWork } from '../../src/archive/fileWork';
import type { FilingOutcome, FilingProgress } from '../../src/archive/outcome';
import type { ErrorCode } from '../../src/core/errors';
import { drawnFiling, instancesOf } from '../support/drawnFiling';
import { faultyArchive, uidOf, type Fault, type FaultyArchive, type Met } from './faultyArchive';

const filing = drawnFiling();
const all = instancesOf(filing);
const [pictures, report] = [all.slice(0, 5), all.at(-1)!];
const POISON = pictures[2]!.sopInstanceUid;
const json = 'application/dicom+json';

/** Over all cases: objects called verified that are not there as sent; held twice, foreign, or sent again when verified; and told of. */
const figures = { cases: 0, objects: 0, lost: 0, doubled: 0, reported: 0 };
let running: FaultyArchive | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(() => {
  const { cases, objects, lost, doubled, reported } = figures;
  process.stdout.write(`chaos: ${cases} cases, ${objects} objects: ${lost} lost, ${doubled} doubled, ${reported} reported\n`);
});

interface Told {
  outcome: FilingOutcome;
  waits: number[];
  there: FaultyArchive;
  states: Record<string, number>;
}

/** Files the drawn work in an archive with a fault, and counts what holds of every case. */
async function file(fault: Fault, settings: { patience?: number; cut?: number; before?: (met: Met) => void } = {}): Promise<Told> {
  const there = await faultyArchive(fault, settings);
  running = there;
  return { ...(await fileIn(there, there)), there };
}

async function fileIn(there: Pick<FaultyArchive, 'archive'>, holder: FaultyArchive | undefined): Promise<Omit<Told, 'there'>> {
  const waits: number[] = [];
  const wait = (milliseconds: number) => Promise.resolve(void waits.push(milliseconds));
  const before = new Map<string, number>();
  const sent = () => holder?.sent.length ?? 0;
  const tell = ({ instance }: FilingProgress) => void (instance.state === 'verified' && before.set(instance.sopInstanceUid, sent()));
  const outcome = await fileWork(filing, there.archive, { signal: new AbortController().signal, wait, tell, batchBytes: 1 << 20 });
  for (const [uid, count] of before) figures.doubled += holder?.sent.slice(count).filter((one) => one === uid).length ?? 0;
  figures.cases += 1;
  figures.objects += all.length;
  figures.reported += outcome.instances.filter(({ state, remark }) => state === 'verified' || remark !== undefined).length;
  for (const { sopInstanceUid, state } of outcome.instances) {
    const bytes = await holder?.held(sopInstanceUid);
    const made = all.find((one) => one.sopInstanceUid === sopInstanceUid)!.make();
    if (state === 'verified' && !bytes?.equals(made)) figures.lost += 1;
  }
  const uids = holder?.store.instances.map(({ sopInstanceUid }) => sopInstanceUid) ?? [];
  const ours = new Set(all.map(({ sopInstanceUid }) => sopInstanceUid));
  figures.doubled += uids.length - uids.filter((uid) => ours.has(uid)).length + (uids.length - new Set(uids).size);
  expect(outcome.instances.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual([...ours]);
  const states: Record<string, number> = {};
  for (const { state } of outcome.instances) states[state] = (states[state] ?? 0) + 1;
  expect({ complete: outcome.complete, told: outcome.remark === undefined }).toEqual({
    complete: (states['verified'] ?? 0) === all.length,
    told: (states['verified'] ?? 0) === all.length,
  });
  return { outcome, waits, states };
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  ({ response }: Met) => {
    response.status(code).set(headers).end();
    return true;
  };
/** A fault of the first `times` store requests. */
const once =
  (fault: Fault, times = 1): Fault =>
  (met) =>
    met.kind === 'store' && met.number <= times && fault(met);
const always = (fault: Fault): Fault => once(fault, Infinity);
const listed = (files: readonly Buffer[], tag: '00081197' | '00081196', reason?: number) =>
  files.map((file) => ({
    '00081155': { vr: 'UI', Value: [uidOf(file)] },
    ...(reason !== undefined && { [tag]: { vr: 'US', Value: [reason] } }),
  }));
const says = (stored: readonly Buffer[], failed: readonly Buffer[], reason?: number, warning?: number) =>
  JSON.stringify({
    '00081199': { vr: 'SQ', Value: listed(stored, '00081196', warning) },
    '00081198': { vr: 'SQ', Value: listed(failed, '00081197', reason) },
  });
const remarkOf = (outcome: FilingOutcome, uid: string) => outcome.instances.find(({ sopInstanceUid }) => sopInstanceUid === uid)?.remark;

describe('a passing fault ends in a complete filing', () => {
  it.each<[string, Fault, { patience?: number; cut?: number }?]>([
    ['400 for a whole request', once(status(400))],
    ['409 without a list', once(status(409))],
    ['413 for everything in company', (met) => met.kind === 'store' && met.files.length > 1 && status(413)(met)],
    ['429 with Retry-After', once(status(429, { 'Retry-After': '7' }))],
    ['500', once(status(500), 2)],
    ['502', once(status(502))],
    ['503 without a word', once(status(503), 3)],
    ['507, and room was made', once(status(507))],
    ['a request cut off in its middle', () => false, { cut: 2 }],
    ['silence', once(() => true), { patience: 150 }],
    ['200 that names nothing', once(({ response }) => !!response.type(json).send(says([], [])))],
    ['"stored", and it is not there', once(({ response, files }) => !!response.type(json).send(says(files, [])))],
    ['garbage, and nothing is stored', once(({ response }) => !!response.type(json).send('{"0008'))],
  ])('%s', async (_, fault, settings = {}) => {
    const { outcome, states } = await file(fault, settings);
    expect(states).toEqual({ verified: all.length });
    expect(outcome).toMatchObject({ alreadyFiled: false, remark: undefined, remarks: [] });
  });

  it('429: as long as it asks for is waited, not less', async () => {
    const { waits } = await file(once(status(429, { 'Retry-After': '7' })));
    expect(waits).toEqual([7000]);
  });

  it('503 with a date: waited until then', async () => {
    const { waits, states } = await file(once(status(503, { 'Retry-After': new Date(Date.now() + 30_000).toUTCString() })));
    expect(states).toEqual({ verified: all.length });
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThan(25_000);
    expect(waits[0]).toBeLessThanOrEqual(30_000);
  });

  it('202 with a part of it: only the rest is sent again', async () => {
    const { states, there } = await file(
      once(async ({ response, files, keep }) => {
        await keep(files.slice(0, 2));
        return !!response
          .status(202)
          .type(json)
          .send(says(files.slice(0, 2), files.slice(2), 0xa700));
      }),
    );
    expect(states).toEqual({ verified: all.length });
    expect(there.sent.filter((uid) => uid === pictures[0]!.sopInstanceUid)).toHaveLength(1);
    expect(there.sent.filter((uid) => uid === POISON)).toHaveLength(2);
  });

  it.each<[string, Fault, { patience?: number }?]>([
    ['the answer is garbage', once(async ({ response, files, keep }) => (await keep(files), !!response.type(json).send('<stored/>')))],
    [
      'the answer breaks off',
      once(async ({ response, files, keep }) => {
        await keep(files);
        response.writeHead(200, { 'content-type': json, 'content-length': 5000 }).write('{"00081199"');
        setTimeout(() => response.destroy(), 20);
        return true;
      }),
    ],
    ['the answer never comes', once(async ({ files, keep }) => (await keep(files), true)), { patience: 150 }],
    ['the answer has no Content-Type', once(async ({ response, files, keep }) => (await keep(files), !!response.end(says(files, []))))],
    ['the answer is 400 all the same', once(async ({ response, files, keep }) => (await keep(files), status(400)({ response } as Met)))],
    [
      'the search is slow to list it',
      (met) => met.kind === 'search' && met.number > 3 && met.number < 6 && !!met.response.type(json).send('[]'),
    ],
    ['the search fails for a while', (met) => met.kind === 'search' && met.number > 3 && met.number < 6 && status(500)(met)],
    ['reading back fails for a while', (met) => met.kind === 'retrieve' && met.number < 4 && status(503)(met)],
  ])('stored, and %s: nothing is sent twice', async (_, fault, settings = {}) => {
    const { states, there } = await file(fault, settings);
    expect(states).toEqual({ verified: all.length });
    expect(there.sent).toHaveLength(all.length);
  });
});

describe('a lasting fault is reported for every object, and nothing is taken for filed', () => {
  it.each<[string, Fault, ErrorCode, number, { patience?: number; cut?: number }?]>([
    ['401', always(status(401)), 'ARCHIVE_SIGN_IN', 1],
    ['403', always(status(403)), 'ARCHIVE_FORBIDDEN', 1],
    ['404', always(status(404)), 'ARCHIVE_NO_STOW', 1],
    ['405', always(status(405)), 'ARCHIVE_NO_STOW', 1],
    ['501', always(status(501)), 'ARCHIVE_NO_STOW', 1],
    ['413', always(status(413)), 'ARCHIVE_TOO_LARGE', 8],
    ['429', always(status(429)), 'ARCHIVE_BUSY', 8],
    ['500', always(status(500)), 'ARCHIVE_FAILED', 40],
    ['503', always(status(503)), 'ARCHIVE_BUSY', 8],
    ['507', always(status(507)), 'ARCHIVE_FULL', 8],
    ['requests cut off', () => false, 'ARCHIVE_UNREACHABLE', 8, { cut: Infinity }],
    ['silence', always(() => true), 'ARCHIVE_TIMEOUT', 8, { patience: 100 }],
    ['garbage', always(({ response }) => !!response.type(json).send('[1, 2')), 'ARCHIVE_ANSWER', 40],
    ['"stored", and never there', always(({ response, files }) => !!response.type(json).send(says(files, []))), 'ARCHIVE_LOST', 40],
    ['a page for signing in', always(({ response }) => (response.redirect(303, '/dicom-web/sign-in'), true)), 'ARCHIVE_SIGN_IN', 1],
  ])('%s', async (name, fault, code, most, settings = {}) => {
    const page: Fault = (met) => met.request.path === '/sign-in' && !!met.response.type('html').send('<html>sign in</html>');
    const { outcome, there } = await file(async (met) => (await page(met)) || fault(met), settings);
    expect(there.store.instances).toEqual([]);
    const told = outcome.instances.filter(({ role }) => role !== 'report').map(({ remark }) => remark?.code);
    expect([name, ...new Set(told)]).toEqual([name, code]);
    expect(remarkOf(outcome, report.sopInstanceUid)?.code).toMatch(new RegExp(`REPORT_WAITS|${code}`));
    expect(there.asked.store).toBeLessThanOrEqual(most);
  });

  it('a wait of an hour is not waited for', async () => {
    const { outcome, waits } = await file(always(status(429, { 'Retry-After': '3600' })));
    expect(waits).toEqual([]);
    expect(outcome.remark).toEqual({ code: 'ARCHIVE_BUSY', measured: 'a wait of 3600 s' });
  });

  it('connection refused', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const { outcome, states } = await fileIn({ archive: archiveAt(`http://127.0.0.1:${port}/dicom-web`) }, undefined);
    expect(states).toEqual({ unknown: all.length });
    expect(outcome.remarks.map(({ code }) => code)).toContain('ARCHIVE_UNREACHABLE');
  });

  it('connection refused at first: it is filed once the archive is up', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const waits: number[] = [];
    const outcome = await fileWork(filing, archiveAt(`http://127.0.0.1:${port}/dicom-web`), {
      signal: new AbortController().signal,
      wait: async (milliseconds) => {
        waits.push(milliseconds);
        running ??= await faultyArchive(() => false, { port });
      },
    });
    expect(waits).toEqual([1000]);
    expect(outcome).toMatchObject({ complete: true, alreadyFiled: false });
  });
});

/** Four times in vain once nothing more comes in, and before that as often as others came in. */
describe('one object that is not taken', () => {
  const poisoned = ({ kind, files }: Met) => kind === 'store' && files.some((one) => uidOf(one) === POISON);

  it.each<[string, Fault, ErrorCode, number]>([
    ['400 for its whole request', (met) => poisoned(met) && status(400)(met), 'ARCHIVE_REFUSED', 2],
    ['500 for its whole request', (met) => poisoned(met) && status(500)(met), 'ARCHIVE_FAILED', 6],
    [
      'C000, cannot be understood',
      async (met) => {
        if (!poisoned(met)) return false;
        const [bad, good] = [met.files.filter((one) => uidOf(one) === POISON), met.files.filter((one) => uidOf(one) !== POISON)];
        await met.keep(good);
        return !!met.response
          .status(202)
          .type(json)
          .send(says(good, bad, 0xc000));
      },
      'ARCHIVE_REFUSED',
      1,
    ],
    [
      '409, of another study',
      async (met) => {
        if (!poisoned(met)) return false;
        const [bad, good] = [met.files.filter((one) => uidOf(one) === POISON), met.files.filter((one) => uidOf(one) !== POISON)];
        await met.keep(good);
        return !!met.response
          .status(409)
          .type(json)
          .send(says(good, bad, 272));
      },
      'ARCHIVE_REFUSED',
      5,
    ],
  ])('%s: all others are there, the report waits', async (_, fault, code, times) => {
    const { outcome, states, there } = await file(fault);
    expect(states['verified']).toBe(all.length - 2);
    expect(remarkOf(outcome, POISON)?.code).toBe(code);
    expect(remarkOf(outcome, report.sopInstanceUid)).toEqual({ code: 'REPORT_WAITS' });
    expect(there.sent).not.toContain(report.sopInstanceUid);
    expect(there.sent.filter((uid) => uid === POISON)).toHaveLength(times);
    expect(outcome.remark).toEqual({ code: 'ARCHIVE_PARTIAL', measured: `${all.length - 2} of ${all.length} objects` });
  });

  it('something else is held under its UID: it is not overwritten', async () => {
    running = await faultyArchive(() => false);
    const other = pictures[2]!.make();
    other[other.length - 1]! ^= 1;
    await running.store.add(other);
    const { outcome, states } = await fileIn(running, running);
    expect(states).toEqual({ verified: all.length - 2, refused: 1, missing: 1 });
    expect(remarkOf(outcome, POISON)).toEqual({ code: 'ARCHIVE_CONFLICT' });
    expect((await running.held(POISON))?.equals(other)).toBe(true);
    expect(running.sent).not.toContain(POISON);
  });

  it('the archive gives back other pixels than were sent', async () => {
    const { outcome } = await file(async (met) => {
      if (!poisoned(met)) return false;
      const files = met.files.map((one) => {
        const copy = Buffer.from(one);
        if (uidOf(one) === POISON) copy[copy.length - 1]! ^= 1;
        return copy;
      });
      await met.keep(files);
      return !!met.response.type(json).send(says(met.files, []));
    });
    expect(outcome.instances.find(({ sopInstanceUid }) => sopInstanceUid === POISON)).toMatchObject({
      state: 'stored',
      remark: { code: 'ARCHIVE_ALTERED' },
    });
    // This one it holds is counted as not lost: it is not called verified.
    expect(outcome.complete).toBe(false);
  });
});

describe('what is there before', () => {
  it('all of it: nothing is sent, "already filed"', async () => {
    running = await faultyArchive(() => false);
    for (const one of all) await running.store.add(one.make());
    const { outcome } = await fileIn(running, running);
    expect(outcome).toMatchObject({ complete: true, alreadyFiled: true });
    expect(running.asked.store).toBe(0);
  });

  it('stored with a warning: verified, and the warning is told', async () => {
    const { outcome, states } = await file(
      once(async ({ response, files, keep }) => {
        await keep(files);
        return !!response.type(json).send(says(files, [], undefined, 0xb000));
      }),
    );
    expect(states).toEqual({ verified: all.length });
    expect(outcome.remarks).toEqual([{ code: 'ARCHIVE_WARNED', measured: 'warning B000' }]);
  });

  it('an archive that gives nothing back is never called filed', async () => {
    const { outcome, states, there } = await file((met) => met.kind === 'retrieve' && status(405)(met));
    expect(states).toEqual({ stored: 7, missing: 1 });
    expect(outcome.remarks.map(({ code }) => code)).toEqual(['ARCHIVE_UNVERIFIED', 'REPORT_WAITS']);
    expect(there.sent).toHaveLength(7);
  });
});

it('of all these cases nothing is lost, nothing doubled, everything reported', () => {
  expect(figures).toMatchObject({ lost: 0, doubled: 0, reported: figures.objects });
  expect(figures.cases).toBeGreaterThanOrEqual(15);
});
