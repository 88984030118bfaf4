import { ui } from '../i18n';
import { host } from './host';

const show = (type: 'success' | 'error' | 'info', message: string, duration: number) =>
  host().services.uiNotificationService.show({ title: ui.title, message, type, duration });

export const notifyDone = (message: string) => show('success', message, 5000);
export const notifyInfo = (message: string) => show('info', message, 5000);
/** Stays longer: the reader may be looking elsewhere; the panel keeps the sentence for good. */
export const notifyError = (message: string) => show('error', message, 10_000);
