import type { IncomingMessage } from 'node:http';
import { exchange, type Asked, type Limits, PacsTrouble } from './pacsExchange';
import { ledUnderRoot } from './pacsPath';

const MOST_REDIRECTS = 5;
/** Words in the address of a page for signing in. */
const SIGN_IN = /\b(log|sign)-?(in|on)\b|\b(oauth2?|oidc|openid|openid-connect|saml2?|sso|auth|authorize)\b/i;

/**
 * Asks, and goes where the archive leads as long as that is under its root: a browser would go there itself, and be stopped by the page's own policy
 * without a word. The sign-in goes nowhere else.
 *
 * @param root DICOMweb root of the archive
 * @returns an answer that leads nowhere
 * @throws PacsTrouble where it leads elsewhere, or to a page for signing in; errors of `exchange`
 */
export async function followed(root: URL, url: URL, asked: Asked, limits: Limits): Promise<IncomingMessage> {
  const trouble = (status: 401 | 502, words: string) => new PacsTrouble(status, `The PACS at ${root.host} ${words}.`);
  for (let [from, redirects] = [url, 0]; ; redirects++) {
    const answer = await exchange(from, asked, limits);
    const { statusCode = 0, headers } = answer;
    if (statusCode < 200 || statusCode > 599) {
      answer.destroy();
      throw trouble(502, `answers with a status that HTTP does not have (${statusCode})`);
    }
    if (statusCode < 300 || statusCode > 399) {
      if (redirects === 0 || !headers['content-type']?.includes('html')) return answer;
      answer.destroy();
      throw trouble(401, 'asks for a sign-in');
    }
    answer.destroy();
    const { location = '' } = headers;
    if (!location || !URL.canParse(location, from.href)) throw trouble(502, `answers with status ${statusCode}, which leads nowhere`);
    const to = new URL(location, from.href);
    const next = ledUnderRoot(root, to);
    if (!next) {
      if (SIGN_IN.test(to.host + to.pathname)) throw trouble(401, 'asks for a sign-in');
      const where = to.origin === root.origin ? 'out of its DICOMweb root' : `to another one (${to.host})`;
      throw trouble(502, `leads ${where}; give npm start the address it leads to`);
    }
    if (asked.body) throw trouble(502, 'leads elsewhere what is to be stored; give npm start the address it leads to');
    if (redirects === MOST_REDIRECTS) throw trouble(502, 'leads in circles; give npm start the address it leads to');
    from = next;
  }
}
