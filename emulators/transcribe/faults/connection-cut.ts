/** Breaks a stream or its connection in ways that Node's HTTP/2 offers no method for. Decides nothing. */
import type { ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';

/** The part of Node's native stream that is used here. */
interface NativeStream {
  rstStream(code: number): void;
}

/** Rounds of the event loop that what was said before may take to leave. */
const FLUSH_ROUNDS = 50;

/**
 * RST_STREAM and nothing else. `stream.close(code)` sends END_STREAM first, which a client takes for a proper end; so
 * this goes to Node's native stream, by the name of the property it is kept under.
 */
export function resetStream(stream: ServerHttp2Stream, code: number): void {
  const key = Object.getOwnPropertySymbols(stream).find(({ description }) => description === 'kHandle');
  const native = (stream as unknown as Record<symbol, NativeStream | undefined>)[key ?? Symbol()];
  if (native !== undefined) native.rstStream(code);
  else if (!stream.destroyed) throw new Error('this version of Node hides the native HTTP/2 stream');
}

export function closeTcp(stream: ServerHttp2Stream): void {
  socketOf(stream)?.destroySoon();
}

export function resetTcp(stream: ServerHttp2Stream): void {
  socketOf(stream)?.resetAndDestroy();
}

/** Runs `cut` when what has been written is on its way, so that the client gets it; soon, whatever the client reads. */
export function afterFlush(stream: ServerHttp2Stream, cut: () => void, rounds = FLUSH_ROUNDS): void {
  if (stream.destroyed) return;
  if (stream.writableLength === 0 || rounds === 0) cut();
  else setImmediate(() => afterFlush(stream, cut, rounds - 1));
}

/** The session shows its socket behind a proxy that forbids writing and `destroy`, but lets these through. */
function socketOf({ session }: ServerHttp2Stream): Socket | undefined {
  return session === undefined || session.destroyed ? undefined : (session.socket as Socket);
}
