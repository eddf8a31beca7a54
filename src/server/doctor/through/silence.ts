/**
 * Whether the public address takes connections at all. Asked when a check has waited for long: what the check itself would
 * advise is about a proxy that answers.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectSecure } from 'node:tls';
import { UnreachableError } from './connect-error.ts';
import { isSecure, placeOf } from './http-connection.ts';

export interface Patience {
  /** How long the check has to have waited, ms. */
  readonly afterMs: number;
  /** How long a connection and an answer may take then, ms. */
  readonly withinMs: number;
}

/**
 * Rejects with UnreachableError if no connection opens, or nobody answers on it. Otherwise it never settles: then
 * the check knows better.
 * @param signal The check has ended.
 */
export async function noConnection(url: string, { afterMs, withinMs }: Patience, signal: AbortSignal): Promise<never> {
  const stage = await sleep(afterMs, undefined, { signal }).then(
    () => stageWithoutAnswer(url, withinMs, signal),
    () => undefined,
  );
  const { host } = new URL(url);
  if (stage === 'TCP' && !signal.aborted)
    throw new UnreachableError(`${host}: no connection: packets are lost or a firewall drops them`);
  if (stage === 'TLS' && !signal.aborted)
    throw new UnreachableError(`${host}: a connection opens, and nobody answers TLS on it: https:// may be wrong`);
  if (stage === 'HTTP' && !signal.aborted)
    throw new UnreachableError(`${host}: a connection opens, and no request on it is answered`);
  return await new Promise<never>(() => {});
}

type Stage = 'TCP' | 'TLS' | 'HTTP';

/** @returns undefined where somebody answers, be it with an error: the check itself says which. Never rejects. */
async function stageWithoutAnswer(url: string, withinMs: number, signal: AbortSignal): Promise<Stage | undefined> {
  const late = AbortSignal.timeout(withinMs);
  const stop = AbortSignal.any([signal, late]);
  const place = placeOf(url);
  const socket = connect(place);
  // An error after its turn has no other listener.
  socket.on('error', () => {});
  let stage: Stage = 'TCP';
  try {
    await once(socket, 'connect', { signal: stop });
    let stream: Socket = socket;
    if (isSecure(url)) {
      stage = 'TLS';
      // Nothing secret is sent.
      stream = connectSecure({ ...place, socket, rejectUnauthorized: false }).on('error', () => {});
      await once(stream, 'secureConnect', { signal: stop });
    }
    stage = 'HTTP';
    const { host, pathname } = new URL(`${url}/healthz`);
    stream.write(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    await once(stream, 'data', { signal: stop });
    return undefined;
  } catch {
    return late.aborted ? stage : undefined;
  } finally {
    socket.destroy();
  }
}
