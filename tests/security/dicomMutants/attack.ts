import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DicomJson } from '../../../viewer/dicomweb/dicomJson';
import { mutants, type Mutant } from './mutants';
import { Victim } from './victim';

/** ms: longer than this nobody waits for an answer. */
const HANG_MS = 5000;
/** Bytes of an answer that are read: no mutant has as many. */
const ENOUGH = 64 * 1024 * 1024;
const BATCH = 400;
const AT_ONCE = 4;

export interface Trouble {
  readonly what: 'hangs' | 'crashes' | 'does not start' | 'endless answer' | 'not alive in QIDO';
  readonly asked: string;
  /** The mutant, or those of the batch in which it happened. */
  readonly mutant: string;
}

export interface Outcome {
  readonly mutants: number;
  readonly requests: number;
  readonly stored: number;
  /** Instances that the server found in the mutants, in a folder at its start. */
  readonly served: number;
  /** Answers by status, 0 for a connection that was cut. */
  readonly statuses: Readonly<Record<number, number>>;
  readonly slowest: { readonly ms: number; readonly asked: string; readonly mutant: string };
  readonly peakBytes: number;
  readonly troubles: readonly Trouble[];
}

/** All mutants through the server: stored, searched, retrieved; then again from a folder in which they lie at its start. */
export async function attack(count: number): Promise<Outcome> {
  const run = new Attack();
  let batch: Mutant[] = [];
  for (const mutant of mutants(count)) {
    batch.push(mutant);
    if (batch.length < BATCH) continue;
    await run.batch(batch);
    batch = [];
  }
  if (batch.length > 0) await run.batch(batch);
  return { ...run.outcome };
}

class Attack {
  readonly outcome = {
    mutants: 0,
    requests: 0,
    stored: 0,
    served: 0,
    statuses: {} as Record<number, number>,
    slowest: { ms: 0, asked: '', mutant: '' },
    peakBytes: 0,
    troubles: [] as Trouble[],
  };

  async batch(batch: readonly Mutant[]): Promise<void> {
    const work = await mkdtemp(join(tmpdir(), 'mutants-'));
    const [empty, folder, store, fresh] = ['empty', 'folder', 'stow', 'fresh'].map((name) => join(work, name)) as [
      string,
      string,
      string,
      string,
    ];
    await mkdir(empty);
    await mkdir(folder);
    await Promise.all(batch.map(({ n, bytes }) => writeFile(join(folder, `${n}.dcm`), bytes)));
    const name = `${batch[0]?.n} to ${batch.at(-1)?.n}`;
    this.outcome.mutants += batch.length;
    await this.with(empty, store, name, async (server) => {
      await inTurns(batch, async (mutant) => {
        if (await this.store(server, mutant)) this.outcome.stored++;
      });
      await this.readAll(server, name);
    });
    // What was stored still lies there, and beside it what was refused.
    await this.with(folder, fresh, name, async (server) => void (this.outcome.served += await this.readAll(server, name)));
    await this.with(empty, store, name, async (server) => void (await this.readAll(server, name, 10)));
    await rm(work, { recursive: true, force: true });
  }

  private async with(folder: string, store: string, name: string, work: (server: Server) => Promise<void>): Promise<void> {
    const server = new Server(folder, store);
    if (await server.alive()) await work(server);
    else this.trouble('does not start', '', name);
    const victim = await server.alive();
    this.outcome.peakBytes = Math.max(this.outcome.peakBytes, (await victim?.peakBytes()) ?? 0);
    await victim?.stop();
  }

  private async store(server: Server, mutant: Mutant): Promise<boolean> {
    const head = Buffer.from('--b\r\nContent-Type: application/dicom\r\n\r\n');
    const body = Buffer.concat([head, mutant.bytes, Buffer.from('\r\n--b--')]);
    const headers = { 'content-type': 'multipart/related; type="application/dicom"; boundary=b' };
    const { status } = await this.ask(server, '/dicomweb/studies', named(mutant), { method: 'POST', headers, body });
    return status === 200;
  }

  /** Everything that the server says it has, `step` by step; the number of instances. */
  private async readAll(server: Server, name: string, step = 1): Promise<number> {
    for (const level of ['studies', 'series', 'studies?PatientName=*a*t*&includefield=all'])
      await this.ask(server, `/dicomweb/${level}`, name);
    const { status, body } = await this.ask(server, '/dicomweb/instances?includefield=NumberOfFrames', name);
    if (status !== 200) this.trouble('not alive in QIDO', `instances: ${status}`, name);
    const rows = status === 200 ? (JSON.parse(body.toString()) as DicomJson[]) : [];
    await this.ask(server, '/dicomweb/instances?includefield=all', name);
    await inTurns(
      rows.filter((_, n) => n % step === 0),
      (row) => this.read(server, row),
    );
    return rows.length;
  }

  private async read(server: Server, row: DicomJson): Promise<void> {
    const first = (tag: string) => {
      const value = row[tag]?.Value?.[0];
      return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    };
    const [study, series, instance] = ['0020000D', '0020000E', '00080018'].map((tag) => encodeURIComponent(first(tag)));
    const path = `/dicomweb/studies/${study}/series/${series}/instances/${instance}`;
    const { body } = await this.ask(server, `${path}/metadata`, path);
    const frames = first('00280008');
    const lists = ['1', '2', '1,2,3', ...(/^[1-9]\d*$/.test(frames) ? [frames] : []), '2000000000', Array(50).fill('1').join(',')];
    for (const list of lists) await this.ask(server, `${path}/frames/${list}`, path);
    await this.ask(server, path, path);
    const uris = [...body.toString('latin1').matchAll(/"BulkDataURI":"([^"]+)"/g)].map(([, uri]) => uri ?? '').slice(0, 3);
    for (const uri of uris) if (uri.startsWith('/')) await this.ask(server, uri, path);
  }

  private async ask(server: Server, path: string, mutant: string, init: RequestInit = {}): Promise<{ status: number; body: Buffer }> {
    const victim = await server.alive();
    const began = performance.now();
    let answer = { status: 0, body: Buffer.alloc(0) };
    try {
      const response = await fetch(`${victim?.url}${path}`, { ...init, signal: AbortSignal.timeout(HANG_MS) });
      const chunks: Uint8Array[] = [];
      let length = 0;
      const reader = response.body?.getReader();
      for (let part = await reader?.read(); part?.value && length <= ENOUGH; part = await reader?.read()) {
        length += part.value.length;
        chunks.push(part.value);
      }
      if (length > ENOUGH) {
        this.trouble('endless answer', path, mutant);
        await reader?.cancel();
      }
      answer = { status: response.status, body: Buffer.concat(chunks) };
    } catch (error) {
      if ((error as Error).name === 'TimeoutError') {
        this.trouble('hangs', path, mutant);
        await victim?.stop();
      } else {
        // Cut off: an answer that had begun, or the end of the process.
        await new Promise((resolve) => setTimeout(resolve, 200));
        if (victim?.died) this.trouble('crashes', path, mutant);
      }
    }
    this.outcome.requests++;
    const ms = performance.now() - began;
    if (ms > this.outcome.slowest.ms) this.outcome.slowest = { ms, asked: path.slice(0, 200), mutant };
    this.outcome.statuses[answer.status] = (this.outcome.statuses[answer.status] ?? 0) + 1;
    return answer;
  }

  private trouble(what: Trouble['what'], asked: string, mutant: string): void {
    this.outcome.troubles.push({ what, asked: asked.slice(0, 200), mutant });
  }
}

/** A server that is brought back when it has died, so that the rest is tried too. */
class Server {
  private starting: Promise<Victim | undefined> | undefined;

  constructor(
    private readonly folder: string,
    private readonly store: string,
  ) {}

  async alive(): Promise<Victim | undefined> {
    const before = this.starting;
    const victim = await before;
    if (victim?.alive) return victim;
    // Whoever comes first starts it, for all that wait.
    if (this.starting === before) this.starting = Victim.start(this.folder, this.store);
    return this.starting;
  }
}

const named = ({ n, base, mutation }: Mutant) => `${n}: ${mutation} of ${base}`;

async function inTurns<T>(list: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const rest = list.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const one of rest) await work(one);
    }),
  );
}
