/**
 * What the admin port says of sessions: which there are, and one of them from inside. An id lets anybody listen, so these
 * two are for this machine only, wherever the port listens.
 */
import type { IncomingMessage } from 'node:http';
import type { InsideSource } from '../../integrations/inspector/inside-feed.ts';
import { isLoopbackHost } from '../../protocol/loopback.ts';
import type { ClientAddress } from './client-address.ts';

export interface InsideAnswer {
  readonly status: number;
  readonly body: unknown;
}

const PATH = '/inside';

/** What is read of Node's request. */
interface AdminRequest extends Pick<IncomingMessage, 'url' | 'headers'> {
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** @returns undefined when the path is another's. */
export function answerInside(
  source: InsideSource,
  addresses: ClientAddress,
  { url = '', socket, headers }: AdminRequest,
): InsideAnswer | undefined {
  const path = url.split('?')[0] ?? '';
  if (path !== PATH && !path.startsWith(`${PATH}/`)) return undefined;
  const { isOnThisMachine } = addresses.callerOf({
    remoteAddress: socket.remoteAddress ?? '',
    headers: new Map(Object.entries(headers).map(([name, value]) => [name, String(value)])),
  });
  if (!isOnThisMachine || !isLoopbackHost(headers.host ?? '') || headers.origin !== undefined) {
    return {
      status: 403,
      body: { code: 'FORBIDDEN', message: 'Sessions are shown to programs on this machine only.' },
    };
  }
  if (path === PATH) return { status: 200, body: { sessions: source.list() } };
  const session = source.find(path.slice(PATH.length + 1));
  if (session === undefined) {
    return { status: 404, body: { code: 'SESSION_NOT_FOUND', message: 'There is no such session here now.' } };
  }
  return { status: 200, body: session };
}
