import { ui } from './index';
import { notify } from '../host/shell';
import { DiffusionError } from '../../src/core/errors';
import { errorText } from './describe';

const show = (type: 'success' | 'error' | 'info', message: string, duration: number) => notify(ui.title, type, message, duration);

export const notifyDone = (message: string) => show('success', message, 5000);
export const notifyInfo = (message: string) => show('info', message, 5000);
/** Stays longer: the reader may be looking elsewhere; the panel keeps the sentence for good. */
export const notifyError = (message: string) => show('error', message, 10_000);

/** Tells the reader when something goes wrong: OHIF replaces the whole viewer by an error page for a rejection that nobody handles. */
export async function orNotify(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    notifyError(errorText(DiffusionError.from(thrown).toData()));
  }
}
