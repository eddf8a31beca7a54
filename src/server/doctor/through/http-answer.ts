/** An answer that came through the public address: whose it is, the server's or a proxy's. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { UnreachableError } from './connect-error.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** At most MAX_TEXT characters. */
  readonly text: string;
  /** The body, if it is a JSON object. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  /** The server's own error object. Undefined: the answer is no error, or a proxy has written it. */
  readonly error: ServerError | undefined;
  /** Whether the connection had carried a request before. */
  readonly isReused: boolean;
  /** Of the connection, as this machine sees it. */
  readonly addresses: { readonly local?: string | undefined; readonly remote?: string | undefined };
}

/** Of the members of an error object, those that the checks look at. */
export interface ServerError {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Longer than any answer that a check asks for. */
const MAX_TEXT = 65_536;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Rejects when the answer is cut, or is a redirect: its line names the address to use. */
export async function readAnswer(
  incoming: IncomingMessage,
  { isReused, url }: { readonly isReused: boolean; readonly url: string },
): Promise<Answer> {
  const { statusCode: status = 0, headers, socket } = incoming;
  const addresses = { local: socket.localAddress, remote: socket.remoteAddress };
  let text = '';
  for await (const part of incoming.setEncoding('utf8')) {
    text += part;
    if (text.length > MAX_TEXT) break;
  }
  if (REDIRECTS.includes(status)) throw new UnreachableError(redirectLine(status, headers.location, url));
  const json = toObject(text);
  return { status, headers, text, json, error: toServerError(json), isReused, addresses };
}

/** @returns the server's error object, recognised by the members that every one has. */
export function toServerError(json: Readonly<Record<string, unknown>> | undefined): ServerError | undefined {
  const { code, correlationId, details } = json ?? {};
  if (typeof code !== 'string' || typeof correlationId !== 'string') return undefined;
  return { code, details: typeof details === 'object' && details !== null ? { ...details } : {} };
}

/** @returns the object, or undefined when the text is not one. */
export function toObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** In a few words: for lines about answers that were not expected. */
export function describeAnswer({ status, error, headers }: Pick<Answer, 'status' | 'error' | 'headers'>): string {
  if (error) return `${status} ${error.code} by the server`;
  const by = typeof headers.server === 'string' ? ` (${headers.server.slice(0, 40)})` : '';
  return `${status} by something in front of the server${by}`;
}

function redirectLine(status: number, location: string | undefined, url: string): string {
  const to = location !== undefined && URL.canParse(location, url) ? new URL(location, url) : undefined;
  // Without the query: a redirect repeats it, and it may hold a token.
  return `${status} sends the request on to ${to ? `${to.origin}${to.pathname}` : 'another address'}: give the address that is really used`;
}
