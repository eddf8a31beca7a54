/** Do large messages reach the server, so that it and not a proxy says what is too large? */
import type { ErrorCode } from '../../../protocol/errors.ts';
import { describeAnswer, toServerError } from './http-answer.ts';
import { HttpConnection } from './http-connection.ts';
import { OpenSocket } from './open-socket.ts';
import { fixFor } from './proxy-fixes.ts';
import { publicCheck } from './public-check.ts';

/** Below MAX_MESSAGE_BYTES (128 KB), above MAX_CONTROL_BYTES (4 KB) and MAX_BODY_BYTES (64 KB). */
const LARGE_BYTES = 120 * 1_024;
const EXPECTED: ErrorCode = 'PAYLOAD_TOO_LARGE';

export const largeFrame = publicCheck({
  id: 'large-frame',
  claim: 'A text frame of 120 KB reaches the server whole: it answers 413 with the size, and the socket stays open.',
  fix: 'Let the proxy pass on WebSocket messages of 128 KB: raise the limit of its WebSocket inspection, or switch that off.',
  async run(url, signal) {
    const socket = await OpenSocket.open(url, '/', signal);
    try {
      socket.send(filledTo(LARGE_BYTES, (filling) => ({ action: 'heartbeat', filling })));
      // The acknowledgement: MAX_CONTROL_BYTES has been raised.
      const answer = await socket.next('error', 'heartbeatAck');
      const error = toServerError(answer);
      if (error && (error.code !== EXPECTED || error.details.size !== LARGE_BYTES)) {
        return {
          verdict: 'failed',
          said: `${LARGE_BYTES} bytes answered with ${error.code} ${String(error.details.size ?? '')}`.trim(),
        };
      }
      socket.send({ action: 'heartbeat' });
      await socket.next('heartbeatAck');
      return {
        verdict: 'passed',
        said: `${LARGE_BYTES} bytes answered with ${error?.code ?? 'heartbeatAck'}, and the socket is open`,
      };
    } finally {
      await socket.close();
    }
  },
});

export const largeBody = publicCheck({
  id: 'large-body',
  claim: 'A request body of 120 KB reaches the server: its own 413 comes back, in JSON.',
  fix: 'Let the proxy pass on bodies larger than MAX_BODY_BYTES, up to 8 MB (nginx: client_max_body_size 8m), and read them whole before it answers.',
  async run(url, signal) {
    const connection = new HttpConnection(url, signal);
    try {
      const body = filledTo(LARGE_BYTES, (filling) => ({ filling }));
      const answer = await connection.ask({
        method: 'POST',
        path: '/sessions',
        body,
        headers: { 'content-type': 'application/json' },
      });
      const { error } = answer;
      // Another error of the server: MAX_BODY_BYTES has been raised.
      if (error === undefined)
        return {
          verdict: 'failed',
          said: `${LARGE_BYTES} bytes answered ${describeAnswer(answer)}`,
          ...fixFor(answer),
        };
      return { verdict: 'passed', said: `${LARGE_BYTES} bytes answered ${describeAnswer(answer)}` };
    } finally {
      connection.close();
    }
  },
});

/** @returns the message as JSON of this many bytes. */
function filledTo(bytes: number, toMessage: (filling: string) => object): string {
  const bare = JSON.stringify(toMessage('')).length;
  return JSON.stringify(toMessage('x'.repeat(bytes - bare)));
}
