/** Section 3: where a token may be, which token counts, and how a bad token is refused. */
import { fits } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import type { Query, Stage } from '../stage.ts';
import { isRefused } from '../web.ts';

const CREATE: Query = { action: 'createSession', sourceLanguage: 'en' };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** @returns the user whom the server sees in a connect with these tokens. */
async function userOf(stage: Stage, places: { header?: string; protocol?: string; query?: string }): Promise<unknown> {
  const { header, protocol, query } = places;
  const client = await stage.connect(query === undefined ? CREATE : { ...CREATE, token: query }, {
    headers: header === undefined ? {} : bearer(header),
    protocols: protocol === undefined ? [] : ['bearer', protocol],
  });
  const { sessionId } = await client.next('sessionCreated');
  for (const [name, token] of Object.entries(places)) {
    const { status } = await stage.http('DELETE', `/sessions/${sessionId}`, { token });
    if (status === 204) return name;
  }
  return undefined;
}

const BAD: readonly (readonly [slug: string, what: string, make: (stage: Stage) => Promise<string>])[] = [
  ['empty', 'empty', async () => ''],
  ['malformed', 'malformed', async () => 'not-a-token'],
  ['three-parts', 'three parts of nothing', async () => 'a.b.c'],
  ['expired', 'expired', (stage) => stage.token(undefined, { expiresIn: -60 })],
  ['issuer', 'of a wrong issuer', (stage) => stage.token(undefined, { issuer: 'https://elsewhere.example' })],
  ['audience', 'for a wrong audience', (stage) => stage.token(undefined, { audience: 'somebody-else' })],
  ['forged', 'with another signature', async (stage) => `${(await stage.token()).slice(0, -8)}AAAAAAAA`],
  [
    'unsigned',
    'unsigned (alg none)',
    async (stage) => {
      const [, claims] = (await stage.token()).split('.');
      return `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${claims}.`;
    },
  ],
];

export const tokens: readonly Promised[] = [
  promised('3.token-header', 'The token may come as Authorization: Bearer', async (stage) => {
    fits('whose token counts', await userOf(stage, { header: await stage.token() }), 'header');
  }),
  promised(
    '3.token-protocol',
    'The token may come as Sec-WebSocket-Protocol: bearer, JWT; the server selects bearer',
    async (stage) => {
      const client = await stage.connect(CREATE, { protocols: ['bearer', await stage.token()] });
      await client.next('sessionCreated');
      fits('the selected protocol', client.socket.protocol, 'bearer');
    },
  ),
  promised('3.token-query', 'The token may come as token=', async (stage) => {
    fits('whose token counts', await userOf(stage, { query: await stage.token() }), 'query');
  }),
  promised('3.token-order-header', 'The header counts before protocol and query', async (stage) => {
    const [header, protocol, query] = [await stage.token(), await stage.token(), await stage.token()];
    fits('whose token counts', await userOf(stage, { query, header }), 'header');
    fits('whose token counts', await userOf(stage, { protocol, header }), 'header');
  }),
  promised('3.token-order-protocol', 'The protocol counts before the query', async (stage) => {
    const [protocol, query] = [await stage.token(), await stage.token()];
    fits('whose token counts', await userOf(stage, { query, protocol }), 'protocol');
  }),
  promised(
    '3.token-first-counts',
    'The first found counts: a bad header is not saved by a good query',
    async (stage) => {
      const query = { ...CREATE, token: await stage.token() };
      isRefused(await stage.upgrade(query, { headers: bearer('bad') }), 'INVALID_TOKEN');
      const protocol = { 'sec-websocket-protocol': 'bearer, bad' };
      isRefused(await stage.upgrade(query, { headers: protocol }), 'INVALID_TOKEN');
    },
  ),
  promised('3.token-later-ignored', 'What stands in a later place is not looked at', async (stage) => {
    const speaker = await stage.connect({ ...CREATE, token: 'bad' }, { headers: bearer(await stage.token()) });
    await speaker.next('sessionCreated');
  }),
  promised(
    '3.token-empty-header',
    'An empty token in the header is malformed, whatever the query has',
    async (stage) => {
      const query = { ...CREATE, token: await stage.token() };
      isRefused(await stage.upgrade(query, { headers: { authorization: 'Bearer ' } }), 'INVALID_TOKEN');
    },
  ),
  promised(
    '3.token-empty-protocol',
    'An empty token in the protocol is malformed, whatever the query has',
    async (stage) => {
      const query = { ...CREATE, token: await stage.token() };
      isRefused(await stage.upgrade(query, { headers: { 'sec-websocket-protocol': 'bearer' } }), 'INVALID_TOKEN');
    },
  ),
  ...BAD.flatMap(([slug, what, make]) => [
    promised(`3.token-${slug}`, `A token that is ${what} is 401 INVALID_TOKEN`, async (stage) => {
      isRefused(await stage.upgrade({ ...CREATE, token: await make(stage) }), 'INVALID_TOKEN');
      isRefused(await stage.upgrade({ token: await make(stage) }), 'INVALID_TOKEN');
    }),
    promised(`3.token-${slug}-http`, `... over HTTP as well: ${what}`, async (stage) => {
      const { sessionId } = await stage.session();
      isRefused(await stage.http('DELETE', `/sessions/${sessionId}`, { token: await make(stage) }), 'INVALID_TOKEN');
    }),
    promised(
      `3.token-${slug}-listener`,
      `A bad token is never downgraded to an anonymous listener: ${what}`,
      async (stage) => {
        const { sessionId } = await stage.speaker();
        const query = { sessionId, targetLanguage: 'es', token: await make(stage) };
        isRefused(await stage.upgrade(query), 'INVALID_TOKEN');
        isRefused(await stage.upgrade({ ...query, action: 'joinSession' }), 'INVALID_TOKEN');
      },
    ),
  ]),
];
