/**
 * The floor of a session's way to Transcribe: bare HTTP/2 streams, a connection each, that write one encoded event at a steady
 * pace and do nothing else. Answers its parent's question with what it cost.
 */
import http2 from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventCodec } from '../../emulators/transcribe/event-codec.ts';
import type { FloorAnswer, WriterQuestion } from './floor-messages.ts';
import { Pacer } from './pacer.ts';

const WARM_UP_MS = 3_000;
const GOLDEN = 0.618_033_988_749;

process.once('message', (question: WriterQuestion) => {
  measure(question).then((answer) => process.send?.(answer, () => process.disconnect()));
});

async function measure({ port, streams, eventBytes, everyMs, seconds }: WriterQuestion): Promise<FloorAnswer> {
  const event = signedEvent(eventBytes);
  const pacer = new Pacer(everyMs);
  const sessions = Array.from({ length: streams }, () => http2.connect(`http://127.0.0.1:${port}`));
  let writes = 0;
  for (const [index, session] of sessions.entries()) {
    session.on('error', () => {});
    const stream = session.request({ ':method': 'POST', ':path': '/stream-transcription' }, { endStream: false });
    stream.on('error', () => {});
    stream.resume();
    pacer.add({
      dueAt: performance.now() + ((index * GOLDEN) % 1) * everyMs,
      turn: () => {
        writes += 1;
        stream.write(event);
      },
    });
  }
  await sleep(WARM_UP_MS);
  const [from, before] = [process.cpuUsage(), writes];
  await sleep(seconds * 1_000);
  const { user, system } = process.cpuUsage(from);
  const answer = { times: writes - before, cpuUs: user + system };
  pacer.stop();
  for (const session of sessions) session.destroy();
  return answer;
}

/** As long as the server's own event of so much audio; no one checks the signature. */
function signedEvent(audioBytes: number): Buffer {
  const text = (value: string) => ({ type: 'string', value }) as const;
  const event = eventCodec.encode({
    headers: {
      ':event-type': text('AudioEvent'),
      ':message-type': text('event'),
      ':content-type': text('application/octet-stream'),
    },
    body: new Uint8Array(audioBytes),
  });
  const headers = {
    ':date': { type: 'timestamp', value: new Date() },
    ':chunk-signature': { type: 'binary', value: new Uint8Array(32) },
  } as const;
  return Buffer.from(eventCodec.encode({ headers, body: event }));
}
