/**
 * What the admin port says of sessions: which there are, and one of them from inside. An id lets anybody listen, so these
 * two are for this machine only, wherever the port listens.
 */
import type { IncomingMessage } from 'node:http';
import type { InsideSource } from '../integrations/inspector/inside-feed.ts';
import { isLoopbackAddress, isLoopbackName } from './origins.ts';

export interface InsideAnswer {
  readonly status: number;
  readonly body: unknown;
}

const PATH = '/inside';

/** @returns undefined when the path is another's. */
export function answerInside(
  source: InsideSource,
  {
    url = '',
    socket,
    headers,
  }: Pick<IncomingMessage, 'url' | 'headers'> & { readonly socket: { readonly remoteAddress?: string | undefined } },
): InsideAnswer | undefined {
  const path = url.split('?')[0] ?? '';
  if (path !== PATH && !path.startsWith(`${PATH}/`)) return undefined;
  // A browser page that gets here under a name of its own (DNS rebinding) gives itself away by the Host.
  const host = `http://${headers.host ?? ''}`;
  const isLocal =
    isLoopbackAddress(socket.remoteAddress ?? '') && URL.canParse(host) && isLoopbackName(new URL(host).hostname);
  if (!isLocal || headers.origin !== undefined) {
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
