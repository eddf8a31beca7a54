/** Where the speakers' tokens come from: given, from an issuer, or from a server in embedded mode. Runs in k6, not in Node. */

import { SharedArray } from 'k6/data';
import encoding from 'k6/encoding';
import exec from 'k6/execution';
import http from 'k6/http';
import { SETTINGS } from './settings.ts';

/** Lives longer than any load. */
const TOKEN_LIFE_S = 7_200;

/** One for each speaker: a JSON array, or one in each line. Read once for all virtual users. */
const given = new SharedArray<string>('tokens', () => {
  const file = __ENV.TOKENS;
  if (file === undefined) return [];
  const text = open(file).trim();
  return text.startsWith('[') ? (JSON.parse(text) as string[]) : text.split(/\s+/);
});

/**
 * Called once, before the virtual users start. Ends the run with one line when there are no tokens.
 * @returns one token for all speakers; undefined: each has its own.
 */
export function sharedToken(): string | undefined {
  const { TOKEN, TOKEN_URL } = __ENV;
  if (given.length > 0) {
    if (given.length < SETTINGS.speakers) {
      exec.test.abort(`TOKENS has ${given.length} tokens, and there are ${SETTINGS.speakers} speakers.`);
    }
    return undefined;
  }
  if (TOKEN !== undefined) return TOKEN;
  if (TOKEN_URL !== undefined) return clientCredentials(TOKEN_URL);
  // The first one shows whether there are any.
  devToken(0);
  return undefined;
}

/** @param number 1 for the first speaker. @param shared from `sharedToken`. */
export function tokenOf(number: number, shared: string | undefined): string {
  return shared ?? given[number - 1] ?? devToken(number);
}

/** OAuth 2.0 client credentials, as Cognito's token endpoint takes them. */
function clientCredentials(url: string): string {
  const { CLIENT_ID = '', CLIENT_SECRET = '', SCOPE } = __ENV;
  const answer = http.post(
    url,
    { grant_type: 'client_credentials', ...(SCOPE === undefined ? {} : { scope: SCOPE }) },
    { headers: { Authorization: `Basic ${encoding.b64encode(`${CLIENT_ID}:${CLIENT_SECRET}`)}` } },
  );
  if (answer.status === 200) return String(answer.json('access_token'));
  exec.test.abort(`${url} gives no token: it answers ${answer.status}.`);
  return '';
}

/** Embedded mode gives a token to anybody. Each speaker is a user of their own: a user may have one session. */
function devToken(number: number): string {
  const claims = { userId: `load-${number}`, expiresIn: TOKEN_LIFE_S };
  const answer = http.post(`${SETTINGS.url}/dev/tokens`, JSON.stringify(claims));
  if (answer.status === 200 || answer.status === 201) return String(answer.json('token'));
  const why =
    answer.status === 0 ? 'nobody answers there' : `it answers ${answer.status}, so it is not in embedded mode`;
  exec.test.abort(`${SETTINGS.url} gives no tokens: ${why}. Give them with -e TOKENS=file, TOKEN or TOKEN_URL.`);
  return '';
}
