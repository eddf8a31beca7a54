/**
 * Do upgrades reach the server, and a long token in them, whichever way it takes? The token is one that no issuer has signed, so
 * its answer is a refusal. That is not proof enough of an upgrade: the socket library answers without the Upgrade header too.
 * So a socket without a token is opened as well.
 */
import { randomBytes } from 'node:crypto';
import type { ErrorCode } from '../../../protocol/errors.ts';
import type { Finding } from '../check.ts';
import { UnreachableError } from './connect-error.ts';
import { CutStream } from './cut-stream.ts';
import { type Answer, describeAnswer } from './http-answer.ts';
import { type Asked, askOnce } from './http-connection.ts';
import { fixForUpgrade, WAIT } from './proxy-fixes.ts';
import { publicCheck } from './public-check.ts';

/** Of the token. With what proxies add, the head stays below the 4 KB that the server takes on Node 20 when it is cut. */
export const TOKEN_BYTES = 2_048;
const SIGNATURE_CHARS = 43;

const REFUSED: ErrorCode = 'INVALID_TOKEN';
const TOO_MANY: ErrorCode = 'RATE_LIMIT_EXCEEDED';
/**
 * The server's reason for this token: it gets that far only with the last dot, near the token's end. Its algorithm is one that
 * no issuer uses, so the issuer is not asked for a key.
 */
const REASON = 'signature';

interface Way {
  readonly name: string;
  readonly asked: (token: string) => Pick<Asked, 'path' | 'headers'>;
  /** What to do when the token is missing at the server. */
  readonly lost: string;
}

export const WAYS: readonly Way[] = [
  {
    name: 'query',
    asked: (token) => ({ path: `/?token=${token}` }),
    lost: 'Let the proxy pass on the query of the address unchanged.',
  },
  {
    name: 'Authorization',
    asked: (token) => ({ path: '/', headers: { authorization: `Bearer ${token}` } }),
    lost: 'Let the proxy pass on the Authorization header (with nginx: no proxy_set_header Authorization).',
  },
  {
    name: 'subprotocol',
    asked: (token) => ({ path: '/', headers: { 'sec-websocket-protocol': `bearer, ${token}` } }),
    lost: 'Let the proxy pass on the Sec-WebSocket-Protocol header.',
  },
];

/** Refused connects of one run: the server allows CONNECTS_REFUSED_PER_MINUTE for each address. */
export const REFUSED_CONNECTS = WAYS.length;

interface Outcome {
  readonly name: string;
  readonly verdict: 'passed' | 'warned' | 'failed';
  readonly said: string;
  readonly fix?: string;
}

export const upgrade = publicCheck({
  id: 'upgrade',
  claim:
    'A WebSocket upgrade with a token of 2 KB reaches the server whole, in two TCP segments, with the token in the query, in Authorization or in the subprotocol.',
  fix: 'Let the proxy answer upgrades (nginx: proxy_http_version 1.1, proxy_set_header Upgrade and Connection) and request heads of 8 KB (nginx: large_client_header_buffers 4 8k; HAProxy: tune.bufsize 16384). ops/proxies has complete configurations.',
  async run(url, signal): Promise<Finding> {
    const token = makeToken();
    const outcomes = await Promise.all([
      tryWay('without a token', () => askToUpgrade(url, { path: `/?filling=${token}` }, signal), judgeOpening),
      ...WAYS.map((way) =>
        tryWay(
          way.name,
          () => askToUpgrade(url, way.asked(token), signal),
          (answer) => judgeToken(answer, way.lost),
        ),
      ),
    ]);
    const worst =
      outcomes.find(({ verdict }) => verdict === 'failed') ?? outcomes.find(({ verdict }) => verdict === 'warned');
    const said = outcomes.map(({ name, said: what }) => `${name}: ${what}`).join('; ');
    if (worst === undefined) return { verdict: 'passed', said };
    return { verdict: worst.verdict, said, ...(worst.fix === undefined ? {} : { fix: worst.fix }) };
  },
});

type Judgement = Omit<Outcome, 'name'>;

async function tryWay(
  name: string,
  ask: () => Promise<Answer>,
  judge: (answer: Answer) => Judgement,
): Promise<Outcome> {
  try {
    return { name, ...judge(await ask()) };
  } catch (error) {
    if (error instanceof UnreachableError) throw error;
    return { name, verdict: 'failed', said: (error as Error).message };
  }
}

/** @returns the answer to an upgrade whose head is cut in two; 101 if it is accepted. */
async function askToUpgrade(url: string, asked: Pick<Asked, 'path' | 'headers'>, signal: AbortSignal): Promise<Answer> {
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
    ...asked.headers,
  };
  const connection = CutStream.connect(url);
  try {
    // Any duplex stream will do, though the types name a socket.
    return await askOnce(url, { ...asked, headers }, { signal, createConnection: () => connection as never });
  } finally {
    // After a refusal nobody else would close it.
    connection.destroy();
  }
}

function judgeOpening(answer: Answer): Judgement {
  if (answer.status === 101) return { verdict: 'passed', said: 'accepted' };
  if (answer.error?.code === TOO_MANY) return tooMany();
  return { verdict: 'failed', said: describeAnswer(answer), ...fixForUpgrade(answer) };
}

function judgeToken(answer: Answer, lost: string): Judgement {
  const { error, status } = answer;
  if (status === 101) return { verdict: 'failed', said: 'the token did not arrive', fix: lost };
  if (error?.code === TOO_MANY) return tooMany();
  if (error?.code !== REFUSED) return { verdict: 'failed', said: describeAnswer(answer), ...fixForUpgrade(answer) };
  if (error.details.reason === REASON) return { verdict: 'passed', said: 'whole' };
  return { verdict: 'failed', said: `changed or cut on its way (${String(error.details.reason)})`, fix: lost };
}

function tooMany(): Judgement {
  const said = 'this address has used up its connects of this minute';
  return { verdict: 'warned', said, fix: WAIT };
}

/** A JWT in form, signed by nobody. */
function makeToken(): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const head = encode({ alg: 'HS256', typ: 'JWT' });
  const [dots, signature] = [2, 'A'.repeat(SIGNATURE_CHARS)];
  const room = TOKEN_BYTES - head.length - dots - signature.length;
  return `${head}.${encode({ sub: 'doctor', filling: 'x'.repeat(room) }).slice(0, room)}.${signature}`;
}
