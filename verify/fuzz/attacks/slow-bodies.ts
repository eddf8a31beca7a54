/** Requests whose body comes slowly, stops half-way, or is shorter than announced. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack, AttackContext } from '../attack.ts';
import { httpAnswer } from '../http-answer.ts';
import { RawConnection } from '../raw-connection.ts';

const REQUESTS = 6;
const IN_TIME_MS = 7_000;
const DROP_MS = 20;
const ANSWER_WITHIN_MS = 30_000;

export const slowBodies: Attack = { name: 'slow bodies', lane: 'slow', run };

async function run(context: AttackContext): Promise<void> {
  await Promise.all(Array.from({ length: REQUESTS }, () => one(context)));
}

async function one({ chance, oracle, port, signal, threw }: AttackContext): Promise<void> {
  const startedAt = performance.now();
  const connection = await RawConnection.open(port);
  threw(1);
  const body = JSON.stringify({ sourceLanguage: 'en' });
  const missing = chance.pick([0, 0, 1, 100_000]);
  const answered = httpAnswer(connection, ANSWER_WITHIN_MS);
  await connection.write(
    `POST /sessions HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length + missing}\r\n` +
      `X-Forwarded-For: ${chance.address()}\r\n\r\n`,
  );
  for (const char of body) {
    if (signal.aborted) break;
    await connection.write(char);
    await sleep(DROP_MS);
  }
  if (missing === 0 && !signal.aborted) {
    const answer = await answered;
    // The transport allows ten seconds for a request, and a busy machine may need more to send it.
    const isLate = performance.now() - startedAt > IN_TIME_MS;
    if (answer === undefined && !isLate) oracle.finding('a body that came slowly was not answered', '');
    if (answer !== undefined) oracle.http(answer);
  }
  await connection.destroy();
}
