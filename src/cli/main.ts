import { DiffusionError } from '../core/errors';
import type { Supplies } from '../tasks/inMemory';
import type { Task } from '../tasks/Task';
import { repeatable } from './credentials';
import { fileFault } from './fileFault';
import { lineOf } from './hints';
import { checkOutside, folderTarget, noTarget } from './output';
import { readCommandLine, type CommandLine, type RunOptions } from './options';
import { Progress, type Terminal } from './progress';
import type { Target } from './source';
import { Lines } from './terminal';
import { VERSION } from './version';

export { Lines };

export interface Process {
  stdout: Terminal;
  stderr: Terminal;
  /** Set when the person interrupts the run. */
  signal: AbortSignal;
  /** `performance.now()` at which the process began. */
  started: number;
}

/** Runs a task from its files to its files. Nothing is written before all of it is there. */
async function runOnFiles(task: Task, asked: RunOptions, progress: Progress, { stdout, signal, started }: Process): Promise<void> {
  let last = started;
  const lap = () => {
    const [before, now] = [last, (last = performance.now())];
    return (now - before) / 1000;
  };
  const [
    { readInput },
    { manifestOf, pickModel, readPins, shippedModels },
    { NODE, OpenModels },
    { checkOptions, perform },
    { reportFile },
  ] = await Promise.all([import('./input'), import('./models'), import('./openModels'), import('./perform'), import('./report')]);
  checkOptions(task, asked);
  const options = await withPasswords(asked, signal);
  const target = await targetOf(options);
  const stow = options.stow && { ...(await import('./stow')), options: options.stow };
  await target.check();
  if (options.target) await checkOutside(options.target.path, options.input);
  const site = options.pins === undefined ? [] : await readPins(options.pins);
  if (options.model !== undefined) await manifestOf(options.model, site);
  // Read from the disk while the input is being unpacked on another thread; whoever opens a model meets a failure.
  import('./onnxruntime').then(({ nodeRuntime }) => nodeRuntime()).catch(() => undefined);
  const start = lap();

  const slices = options.independentSlices ? 'independent' : task.slicewise ? 'slices' : 'stack-or-one';
  const { user, modality, partial } = options;
  const source = await readInput(options.input, { user, modality, slices, partial, signal });
  target.checkSource?.(source);
  await stow?.checkArchive(stow.options, source, signal);
  const { volume } = source;
  progress.note(`input: ${volume.modality}, ${volume.columns} × ${volume.rows}, ${volume.slices.length} slices`);
  source.notes.forEach((line) => progress.note(line));
  const read = lap();

  const choice = await pickModel(options.model, task.id, source.facts, site);
  progress.note(`model: ${choice.manifest.id} ${choice.manifest.version} (${choice.reason})`);
  if (choice.manifest.origin?.pinned === 'nobody')
    progress.note('model: not pinned, neither this software nor a list at --pins vouches for it');
  source.checkWritable(task.makes[0]);
  const chosen = lap();

  const models = new OpenModels();
  let plan = 0;
  const supplies: Supplies = {
    signal,
    cpu: NODE,
    models: (asked) => shippedModels(asked, site),
    executor: (manifest) => models.executor(manifest),
    network: (manifest) => models.network(manifest),
    versions: () => models.versions(),
    // What comes before the first model of the task itself: unit, noise level, brain mask; of slices of their own, those of the first.
    tell: ({ stage }) => void (stage === 'self-test' && (plan ||= (performance.now() - last) / 1000 - models.seconds())),
  };
  const done = await perform(task, source, choice.manifest, options, supplies, progress).finally(() => models.close());
  const network = done.result.provenance.networkMilliseconds / 1000;
  const engine = lap() - network - plan - models.seconds();
  const model = chosen + models.seconds();

  const made = new Date();
  const prepared = await target.prepare(source, done, made);
  const { written } = prepared;
  const phases = { start, read, model, plan, network, engine, encode: lap() };
  const show = (verified: number, total: number) => progress.update(verified, total, 'object');
  const filed = await stow?.fileResult(stow.options, { source, done, made }, signal, show);
  progress.clear();
  const report = reportFile({ ...done, source, choice, written, phases, filed, selfTests: models.selfTests });
  await prepared.write(report, signal);
  for (const { kind, files } of written)
    stdout.write(`${kind}: ${files.length === 1 ? files[0]?.path : `${files.length} files`} in ${options.target?.path}\n`);
  if (!filed) return;
  stow?.filedLines(filed).forEach((line) => stdout.write(`${line}\n`));
  if (filed.remark) throw new DiffusionError(filed.remark.code, filed.remark);
}

/** The options with the passwords that a person types; the same name at the same server is asked for once. */
async function withPasswords(options: RunOptions, signal: AbortSignal): Promise<RunOptions> {
  const { user, stow, input } = options;
  const isOpen = (signIn: string | undefined) => signIn !== undefined && !signIn.includes(':');
  if (!isOpen(user) && !isOpen(stow?.user)) return options;
  const { withPassword } = await import('./credentials');
  const typed = new Map<string, string>();
  const full = async (signIn: string, url: string) => {
    const host = URL.canParse(url) ? new URL(url).host : 'the archive';
    const key = `${signIn}@${host}`;
    const found = typed.get(key) ?? (await withPassword(signIn, host, { input: process.stdin, output: process.stderr, signal }));
    typed.set(key, found);
    return found;
  };
  return {
    ...options,
    user: user === undefined ? undefined : await full(user, input),
    stow: stow && { ...stow, user: stow.user === undefined ? undefined : await full(stow.user, stow.url) },
  };
}

/** Where the files of a run go. */
async function targetOf({ target }: RunOptions): Promise<Target> {
  if (!target) return noTarget;
  return target.kind === 'zip' ? (await import('./zipFile')).zipTarget(target.path) : folderTarget(target.path);
}

const shown = (words: readonly string[]) => words.map(repeatable).join(' ');

async function dispatch(line: CommandLine, args: Process): Promise<void> {
  const { stdout, stderr } = args;
  const [first = '', second = '', ...more] = line.words;
  if (line.version) return stdout.write(`${VERSION}\n`);
  if (line.help) return stdout.write((await import('./help')).HELP);
  if (more.length > 0 || (second && first !== 'models')) {
    throw new DiffusionError('BAD_OPTION', { measured: `${shown([second, ...more])} behind ${shown([first])}`, allowed: 'see --help' });
  }
  if (first === 'samplers') return stdout.write((await import('./lists')).listSamplers());
  if (first === 'models' && second === 'list') return stdout.write(await (await import('./lists')).listModels(line.pins));
  if (first === 'models' && second === 'pins') return stdout.write(await (await import('./lists')).listPins());
  if (first === 'models' && second === 'verify') {
    const { text, failed } = await (await import('./openModels')).verifyModels(line.pins);
    stdout.write(text);
    if (failed) throw failed;
    return;
  }
  const { TASK_NAMES, TASKS } = await import('../tasks');
  const name = TASK_NAMES.find((one) => one === first);
  if (!name) {
    const allowed = [...TASK_NAMES, 'models list', 'models pins', 'models verify', 'samplers'].join(', ');
    throw new DiffusionError('COMMAND_UNKNOWN', { measured: shown(line.words) || 'none', allowed });
  }
  return runOnFiles(TASKS[name], line.run(), new Progress(stderr, line.quiet), args);
}

/** Exit code of an interrupt, as shells have it: 128 + SIGINT. */
const INTERRUPTED = 130;

/** Any failure as one of ours; what even one array cannot hold is told as that. */
function failureOf(thrown: unknown): DiffusionError {
  const tooLarge = thrown instanceof RangeError && /allocation|Invalid (typed )?array length/.test(thrown.message);
  return DiffusionError.from(tooLarge ? new DiffusionError('INPUT_TOO_LARGE', { cause: thrown }) : fileFault(thrown, 'INPUT_UNREADABLE'));
}

/**
 * The command line. Progress and notes go to stderr, results to stdout.
 *
 * @param args without the program's own name
 * @returns 0; or, after one line `CODE: sentence` on stderr, 130 where it was interrupted, else 2
 */
export async function main(args: readonly string[], environment: Process): Promise<0 | 2 | 130> {
  let verbose = false;
  try {
    const line = readCommandLine(args);
    verbose = line.verbose;
    await dispatch(line, environment);
    // A stream tells of its faults a turn later.
    await new Promise((resolve) => setImmediate(resolve));
    environment.stdout.check?.();
    return 0;
  } catch (thrown) {
    const error = failureOf(thrown);
    if (environment.stderr.isTTY) environment.stderr.write('\r\x1b[K');
    environment.stderr.write(`${lineOf(error)}\n`);
    const cause = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : undefined;
    if (verbose && cause) environment.stderr.write(`${cause}\n`);
    return error.code === 'CANCELLED' ? INTERRUPTED : 2;
  }
}
