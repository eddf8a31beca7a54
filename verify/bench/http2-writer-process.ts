/**
 * The floor of a session's way to Transcribe: bare HTTP/2 streams, a connection each, that write one encoded event at a steady
 * pace and do nothing else. Answers its parent's question with what it cost. A connection that fails ends it.
 */
import http2 from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FloorAnswer, WriterQuestion } from './floor-messages.ts';
import { Pacer } from './pacer.ts';
import { signedEvent } from './signed-event.ts';
import { spreadOver } from './spread.ts';

process.once('message', (question: WriterQuestion) => {
  measure(question).then((answer) => process.send?.(answer));
});

async function measure({
  port,
  streams,
  eventBytes,
  everyMs,
  seconds,
  warmUpSeconds,
}: WriterQuestion): Promise<FloorAnswer> {
  const event = signedEvent(eventBytes);
  const pacer = new Pacer(everyMs);
  const sessions = Array.from({ length: streams }, () => http2.connect(`http://127.0.0.1:${port}`));
  let writes = 0;
  for (const [index, session] of sessions.entries()) {
    const stream = session.request({ ':method': 'POST', ':path': '/stream-transcription' }, { endStream: false });
    stream.resume();
    pacer.add({
      dueAt: performance.now() + spreadOver(index, everyMs),
      turn: () => {
        writes += 1;
        stream.write(event);
      },
    });
  }
  await sleep(warmUpSeconds * 1_000);
  const [from, before] = [process.cpuUsage(), writes];
  await sleep(seconds * 1_000);
  const { user, system } = process.cpuUsage(from);
  return { times: writes - before, cpuUs: user + system };
}
