/** Attacks the Transcribe port: bytes that are not HTTP/2, streams with unusual headers and frames, idle connections. */
import { type ClientHttp2Session, connect } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack, AttackContext } from '../attack.ts';
import { RawConnection } from '../raw-connection.ts';

const CONNECTIONS = 12;
const PATIENCE_MS = 200;
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
const BEGINNINGS = ['', 'P', PREFACE, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', `${PREFACE}\0\0\0`];
const AUTHORITIES = [undefined, undefined, 'evil.example', '127.0.0.1.evil.example', ''];
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  'x-amzn-transcribe-language-code': ['en-US', 'xx', '', '__proto__'],
  'x-amzn-transcribe-sample-rate': ['16000', '0', '-1', 'NaN', '1e99'],
  'x-amzn-transcribe-media-encoding': ['pcm', 'flac', ''],
  'content-type': ['application/vnd.amazon.eventstream', 'text/plain'],
  authorization: ['AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host;;, Signature=f', 'Bearer', 'AWS4-'],
  'x-amz-date': ['20260101T000000Z', 'x'],
  'x-amz-content-sha256': ['STREAMING-AWS4-HMAC-SHA256-EVENTS', ''],
  origin: ['http://evil.example', 'null'],
};

export const localStreams: Attack = { name: 'local streams', lane: 'fast', run };

async function run(context: AttackContext): Promise<void> {
  for (let i = 0; i < CONNECTIONS && !context.signal.aborted; i += 4) {
    await Promise.all([rawBytes(context), oddStream(context), oddStream(context), rawBytes(context)]);
  }
}

async function rawBytes({ chance, leave, threw, transcribe }: AttackContext): Promise<void> {
  const connection = await RawConnection.open(transcribe);
  threw(1);
  await connection.write(chance.pick(BEGINNINGS));
  if (chance.next() < 0.7) await connection.write(Buffer.concat([SETTINGS, anyFrames(chance)]));
  if (chance.next() < 0.1) leave(connection);
  else await connection.destroy();
}

/** Frames with a valid prelude and invalid contents, or entirely invalid. */
function anyFrames(chance: AttackContext['chance']): Buffer {
  const frames = Array.from({ length: chance.integer(1, 8) }, () => {
    const content = chance.bytes(chance.integer(0, 60));
    const head = Buffer.alloc(9);
    head.writeUIntBE(chance.next() < 0.9 ? content.length : chance.integer(0, 0xff_ffff), 0, 3);
    head[3] = chance.integer(0, 12);
    head[4] = chance.integer(0, 255);
    head.writeUInt32BE(chance.pick([0, 1, 1, 3, 2, 0x7fff_ffff]), 5);
    return Buffer.concat([head, content]);
  });
  return Buffer.concat(frames);
}

async function oddStream({ chance, oracle, threw, transcribe }: AttackContext): Promise<void> {
  const session: ClientHttp2Session = connect(`http://127.0.0.1:${transcribe}`);
  session.on('error', () => {});
  threw(1);
  const authority = chance.pick(AUTHORITIES);
  const names = Object.keys(HEADERS).filter(() => chance.next() < 0.7);
  const headers = Object.fromEntries(names.map((name) => [name, chance.pick(HEADERS[name] ?? [''])]));
  try {
    const stream = session.request({
      ':method': chance.pick(['POST', 'POST', 'GET', 'CONNECT', 'OPTIONS']),
      ':path': chance.pick(['/stream-transcription', '/', '//', `/${'x'.repeat(3_000)}`]),
      ...(authority === undefined ? {} : { ':authority': authority }),
      ...headers,
    });
    stream.on('error', () => {});
    stream.on('response', ({ ':status': status = 0 }) => {
      if (status >= 500 && status !== 503) oracle.finding('a local stream was answered with a failure', String(status));
    });
    stream.resume();
    stream.write(chance.bytes(chance.integer(1, 2_000)));
    if (chance.next() < 0.5) stream.end();
    await sleep(chance.integer(1, PATIENCE_MS));
  } catch {
    // The client library refuses some of these headers.
  }
  session.destroy();
}
