import { type Member, memberOf } from '../rules/members';
import { type HeaderValues, texts } from './sourceHeader';

/** Names as they are compared: a person is written with more or fewer signs between the parts of a name. */
function names(header: HeaderValues): string[] {
  const written = header.values('PatientName').map((value) => {
    const name: unknown = typeof value === 'object' && value !== null && 'Alphabetic' in value ? value.Alphabetic : value;
    if (typeof name !== 'string') return '';
    return name
      .toUpperCase()
      .replace(/[\s^=.,]+/g, ' ')
      .trim();
  });
  return written.filter(Boolean);
}

/** What an image, or a frame of one, says of whose it is and what it shows. */
export const memberIn = (header: HeaderValues): Member =>
  memberOf((keyword) => (keyword === 'PatientName' ? names(header) : texts(header, keyword)));
