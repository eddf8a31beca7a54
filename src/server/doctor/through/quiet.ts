/** Does a socket stay open on which nobody says anything, as a listener's in a silent session? */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Check } from '../check.ts';
import { describeCut, OpenSocket } from './open-socket.ts';
import { publicCheck } from './public-check.ts';

/** Longer than proxies wait by default, and than IDLE_TIMEOUT_MS (120 s). */
const QUIET_MS = 130_000;
/** For opening the socket and asking at the end. */
const MARGIN_MS = 10_000;

export const quiet: Check = quietFor(QUIET_MS);

/** @param quietMs How long nothing is said. */
export function quietFor(quietMs: number): Check {
  return publicCheck({
    id: 'quiet',
    claim: `A socket that says and hears nothing for ${quietMs / 1_000} s stays open.`,
    fix: 'Let every proxy keep a socket that is idle for 75 s, three of the server’s pings: nginx proxy_read_timeout and proxy_send_timeout (60 s by default), HAProxy timeout tunnel (timeout client and server without it), an ALB idle timeout (60 s by default), a CDN its own. Leave PING_INTERVAL_MS at 25 s.',
    needs: ['slow'],
    timeoutMs: quietMs + MARGIN_MS,
    async run(url, signal) {
      const socket = await OpenSocket.open(url, '/', signal);
      const startedAt = performance.now();
      const over = new AbortController();
      try {
        const cut = await Promise.race([
          socket.ended(),
          sleep(quietMs, undefined, { signal: AbortSignal.any([signal, over.signal]) }),
        ]);
        if (cut) {
          const seconds = Math.round((performance.now() - startedAt) / 1_000);
          return {
            verdict: 'failed',
            said: `cut after ${seconds} s without a word (${describeCut(cut)}), ${socket.pings} pings of the server had come`,
          };
        }
        socket.send({ action: 'heartbeat' });
        await socket.next('heartbeatAck');
        return {
          verdict: 'passed',
          said: `open after ${quietMs / 1_000} s, kept by ${socket.pings} pings of the server`,
        };
      } finally {
        over.abort();
        await socket.close();
      }
    },
  });
}
