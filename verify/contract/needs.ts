/** What some promises need of a running server or of the way to it. Found out before the checks. */
import type { Addressing } from './addresses.ts';
import { Client } from './client.ts';
import { Observed } from './observed.ts';
import { blocks, silence, words } from './speech.ts';
import { ask } from './web.ts';

/** Each need, with the reason that is printed when a promise is skipped without it. */
export const NEEDS = {
  direct: 'needs the server itself: a proxy on the way settles this',
  stamps: 'needs a recogniser that reads the suite’s audio: EMBEDDED_ASR=stamped',
  delivery:
    'needs a caller that the server lets deliver: one of its own machine, without a proxy and without a delivery key',
  addresses: 'needs an address for each client: a server of this machine (Linux), or --forwarded',
  forwarded: 'needs a server whose TRUSTED_PROXIES has the suite’s address: --forwarded',
} as const;
export type Need = keyof typeof NEEDS;

export interface Way {
  readonly addressing: Addressing;
  readonly isThroughProxy: boolean;
}

/** Longer than the local recogniser needs, which has no other work yet. */
const TRANSCRIPT_WITHIN_MS = 8_000;

/** Asks a running server what it offers. @returns the missing needs, or the reason why the server cannot be asked. */
export async function lackOf(url: string, way: Way, asked: ReadonlySet<Need>): Promise<ReadonlySet<Need> | string> {
  const token = await tokenOf(url);
  if (token === undefined) return `${url} gives no tokens at /dev/tokens: the suite asks servers in embedded mode`;
  const lacks = new Set<Need>();
  if (way.isThroughProxy) lacks.add('direct');
  if (way.addressing !== 'forwarded') lacks.add('forwarded');
  if (way.addressing === 'shared') lacks.add('addresses');
  if (asked.has('delivery') && !(await isLetDeliver(url))) lacks.add('delivery');
  if (asked.has('stamps') && !(await readsStamps(url, token))) lacks.add('stamps');
  return lacks;
}

async function tokenOf(url: string): Promise<string | undefined> {
  const answer = await ask(`${url}/dev/tokens`, { method: 'POST', body: '{"userId":"contract-survey"}' }).catch(
    () => {},
  );
  return typeof answer?.json?.token === 'string' ? answer.json.token : undefined;
}

/** A client that may deliver gets 410 for an unknown connection; any other client gets another error. */
async function isLetDeliver(url: string): Promise<boolean> {
  const answer = await ask(`${url}/@connections/nobody`, { method: 'GET' }).catch(() => undefined);
  return answer?.status === 410;
}

async function readsStamps(url: string, token: string): Promise<boolean> {
  const query = new URLSearchParams({ action: 'createSession', sourceLanguage: 'en', token });
  const speaker = new Client(`${url.replace(/^http/, 'ws')}/?${query}`, new Observed());
  try {
    await speaker.next('sessionCreated');
    speaker.send(blocks(1, 5));
    speaker.send(silence(16_000));
    const { text } = await speaker.next('transcript', ({ isPartial }) => isPartial === false, TRANSCRIPT_WITHIN_MS);
    return text === words(1, 5);
  } catch {
    return false;
  } finally {
    if (speaker.socket.readyState === speaker.socket.OPEN) speaker.send({ action: 'endSession' });
    await Promise.race([speaker.closing, new Promise((resolve) => setTimeout(resolve, 6_000).unref())]);
    speaker.terminate();
  }
}
