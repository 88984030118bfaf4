import { DiffusionError, type Remark } from '../core/errors';
import { inSteps, type Pause } from '../core/steps';
import { streamOf } from '../core/streamOf';
import type { Archive } from './Archive';
import { ask, failure, type Answer } from './ask';
import type { Item } from './outcome';
import { blobOf, outgoing, type ReadyItem } from './outgoing';
import { LATER } from './patience';
import { readStoreAnswer, reasonText } from './storeAnswer';

/**
 * What an answer means for everything else that is to be sent. `stop`: it would meet the same. `wait`: later it may be taken. `alone`: one by one
 * it may be taken.
 */
export type Trouble = { then: 'stop' | 'wait' | 'alone'; remark: Remark; retryAfter?: number | undefined };

/** Failure Reasons (PS3.18 table I.2-2) that may be gone the next time. */
const OUT_OF_RESOURCES = (reason: number) => (reason & 0xff00) === 0xa700;
const PROCESSING_FAILURE = 0x0110;
/** Stored before, the same or another: reading it back tells. */
const DUPLICATE = 0x0111;

/** Requests that no object will ever get through. */
const NO_SERVICE = new Set([404, 405, 410, 415, 501]);

/** Those of which a header could be made, one after the other. */
async function ready(items: readonly Item[], pause: Pause): Promise<ReadyItem[]> {
  const made: ReadyItem[] = [];
  for (const item of items) {
    try {
      made.push({ item, file: await inSteps(item.instance.encode(), pause) });
    } catch (thrown) {
      const { code, measured, allowed } = DiffusionError.from(thrown);
      Object.assign(item, { state: 'missing', final: true, remark: { code, ...(measured && { measured }), ...(allowed && { allowed }) } });
    }
  }
  return made;
}

/** Takes what the archive says of each instance; returns those of which it says nothing. */
function heed(items: readonly Item[], answer: Answer): { unheard: Item[]; understood: boolean } {
  const said = readStoreAnswer(answer.body);
  const unheard = items.filter((item) => {
    const { sopInstanceUid } = item;
    if (said?.stored.has(sopInstanceUid)) {
      const warning = said.stored.get(sopInstanceUid);
      const remark: Remark | undefined =
        warning === undefined ? undefined : { code: 'ARCHIVE_WARNED', measured: `warning ${reasonText(warning)}` };
      Object.assign(item, { state: 'stored', claimed: true, remark });
      return false;
    }
    if (!said?.failed.has(sopInstanceUid)) return true;
    const reason = said.failed.get(sopInstanceUid);
    const full = reason !== undefined && OUT_OF_RESOURCES(reason);
    const passing = full || reason === PROCESSING_FAILURE || reason === DUPLICATE || reason === undefined;
    const code = full ? 'ARCHIVE_FULL' : reason === DUPLICATE ? 'ARCHIVE_CONFLICT' : 'ARCHIVE_REFUSED';
    const remark: Remark = { code, ...(reason !== undefined && { measured: `reason ${reasonText(reason)}` }) };
    Object.assign(item, { state: 'refused', final: !passing, remark });
    return false;
  });
  return { unheard, understood: said !== undefined };
}

/** What the status says of the instances that the body does not mention, and of the requests to come. */
function judge(unheard: readonly Item[], sent: number, answer: Answer, understood: boolean): Trouble | undefined {
  const error = failure(answer);
  if (!error) {
    // A success that names nothing, or in words that are none: only a look into the archive tells.
    const remark: Remark = understood ? { code: 'ARCHIVE_REFUSED', measured: 'no word about it' } : { code: 'ARCHIVE_ANSWER' };
    unheard.forEach((item) => Object.assign(item, { remark, alone: true }));
    return undefined;
  }
  const missing = NO_SERVICE.has(answer.status);
  const remark: Remark = { code: missing ? 'ARCHIVE_NO_STOW' : error.code, measured: `HTTP status ${answer.status}` };
  unheard.forEach((item) => Object.assign(item, { remark }));
  const { retryAfter } = answer;
  if (missing || remark.code === 'ARCHIVE_SIGN_IN' || remark.code === 'ARCHIVE_FORBIDDEN') return { then: 'stop', remark };
  if (LATER.has(remark.code)) return { then: 'wait', remark, retryAfter };
  if (sent === 1) {
    // The archive's own fault may pass; what it says of the object will not.
    unheard.forEach((item) => Object.assign(item, answer.status >= 500 ? {} : { state: 'refused', final: true }));
    return undefined;
  }
  unheard.forEach((item) => (item.alone = true));
  return remark.code === 'ARCHIVE_TOO_LARGE' ? { then: 'alone', remark } : undefined;
}

/**
 * Sends instances in one request (STOW-RS, PS3.18 10.5) and writes down what the archive said of each; whether that is true, a look tells.
 *
 * @param pause lets others in while headers and pixels are made
 * @returns what the answer means for the others
 * @throws DiffusionError CANCELLED
 */
export async function sendBatch(
  archive: Archive & { stowUrl: string },
  items: readonly Item[],
  { signal, pause }: { signal: AbortSignal; pause: Pause },
): Promise<Trouble | undefined> {
  const files = await ready(items, pause);
  const made = files.map(({ item }) => item);
  if (made.length === 0) return undefined;
  const body = outgoing(files, pause);
  try {
    const content = archive.streams ? streamOf(body.pieces()) : await blobOf(body);
    const { type, length } = body;
    const question = { url: archive.stowUrl, accept: 'application/dicom+json', body: { type, length, content } };
    const answer = await ask(archive, question, signal);
    const { unheard, understood } = heed(made, answer);
    return judge(unheard, made.length, answer, understood);
  } catch (thrown) {
    const error = DiffusionError.from(thrown);
    if (error.code === 'CANCELLED') throw error;
    const remark: Remark = { code: error.code, ...(error.measured && { measured: error.measured }) };
    made.forEach((item) => Object.assign(item, { remark }));
    return { then: LATER.has(error.code) ? 'wait' : 'stop', remark };
  }
}
