/** Bytes sent as they are, on a connection of their own: for what no HTTP library would send. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RawAnswers {
  /** Of every answer that came, in order. */
  readonly statuses: readonly number[];
  readonly isClosed: boolean;
  readonly tookMs: number;
}

/** @param isEnough asked at every part that comes: whether to wait no longer. A connection’s end is always enough. */
export async function sendRaw(
  url: string,
  parts: readonly string[],
  { isEnough = (answers: number) => answers > 0, withinMs = 15_000, pauseMs = 10 } = {},
): Promise<RawAnswers> {
  const startedAt = performance.now();
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  let isClosed = false;
  const statuses = () => [...text.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, status]) => Number(status));
  const over = new Promise<void>((resolve) => {
    socket.on('data', (part: Buffer) => {
      text += part.toString('latin1');
      if (isEnough(statuses().length)) resolve();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      isClosed = true;
      resolve();
    });
  });
  for (const part of parts) {
    if (isClosed) break;
    socket.write(part, 'latin1');
    await sleep(pauseMs);
  }
  await Promise.race([over, sleep(withinMs, undefined, { ref: false })]);
  const answers = { statuses: statuses(), isClosed, tookMs: Math.round(performance.now() - startedAt) };
  socket.destroy();
  return answers;
}
