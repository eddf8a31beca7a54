/** Breaks a stream or its connection in ways for which Node's HTTP/2 has no method. */
import type { ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';

/** The part of Node's native stream that is used here. */
interface NativeStream {
  rstStream(code: number): void;
}

/** Most rounds of the event loop to wait until the data written before has left. */
const FLUSH_ROUNDS = 50;

/**
 * Sends RST_STREAM only. `stream.close(code)` sends END_STREAM first, which a client takes for a normal end. So this uses
 * Node's native stream, found by the name of its property.
 */
export function resetStream(stream: ServerHttp2Stream, code: number): void {
  const key = Object.getOwnPropertySymbols(stream).find(({ description }) => description === 'kHandle');
  const native = (stream as unknown as Record<symbol, NativeStream | undefined>)[key ?? Symbol()];
  if (native !== undefined) native.rstStream(code);
  else if (!stream.destroyed) throw new Error('this version of Node has no access to the native HTTP/2 stream');
}

export function closeTcp(stream: ServerHttp2Stream): void {
  socketOf(stream)?.destroySoon();
}

export function resetTcp(stream: ServerHttp2Stream): void {
  socketOf(stream)?.resetAndDestroy();
}

/** Runs `cut` when the data written before has been sent, so that the client gets it; or soon, if the client does not read. */
export function afterFlush(stream: ServerHttp2Stream, cut: () => void, rounds = FLUSH_ROUNDS): void {
  if (stream.destroyed) return;
  if (stream.writableLength === 0 || rounds === 0) cut();
  else setImmediate(() => afterFlush(stream, cut, rounds - 1));
}

/** The session's socket is behind a proxy that forbids writing and `destroy`, but allows the methods used here. */
function socketOf({ session }: ServerHttp2Stream): Socket | undefined {
  return session === undefined || session.destroyed ? undefined : (session.socket as Socket);
}
