import { DiffusionError } from '../../src/core/errors';
import { errorText } from '../describe';
import { notifyError } from '../host/notify';

/** Tells the reader when something goes wrong: OHIF replaces the whole viewer by an error page for a rejection that nobody handles. */
export async function told(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    notifyError(errorText(DiffusionError.from(thrown).toData()));
  }
}
