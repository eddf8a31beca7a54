/** Does a binary frame reach the server as one? A socket that has joined nothing sends it, so nobody hears it. */
import type { ErrorCode } from '../../../protocol/errors.ts';
import { toServerError } from './http-answer.ts';
import { OpenSocket } from './open-socket.ts';
import { publicCheck } from './public-check.ts';

/** 100 ms of audio: the usual chunk. */
const FRAME_BYTES = 3_200;
/** The server's answer to audio on a socket that has joined nothing. */
const EXPECTED: ErrorCode = 'CONNECTION_NOT_FOUND';

export const binary = publicCheck({
  id: 'binary',
  claim: 'A binary frame reaches the server as one, and its answer comes back.',
  fix: 'Let the proxy pass on WebSocket frames unchanged after the upgrade: no inspection, no conversion to text, no WebSocket gateway that takes only JSON.',
  async run(url, signal) {
    const socket = await OpenSocket.open(url, '/', signal);
    try {
      // Every byte value, so that it is not valid text.
      socket.send(Uint8Array.from({ length: FRAME_BYTES }, (_, i) => i % 256));
      const code = toServerError(await socket.next('error'))?.code;
      return code === EXPECTED
        ? {
            verdict: 'passed',
            said: `${FRAME_BYTES} bytes answered with ${code}, as on a socket that has joined nothing`,
          }
        : {
            verdict: 'failed',
            said: `${FRAME_BYTES} bytes answered with ${code ?? 'something else'} instead of ${EXPECTED}`,
          };
    } finally {
      await socket.close();
    }
  },
});
