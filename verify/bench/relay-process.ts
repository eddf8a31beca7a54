/**
 * The floor of a chunk: a relay of nothing but the two libraries. It reads each chunk from its WebSocket, acknowledges it, and
 * writes an event that was prepared to an HTTP/2 stream, a connection for each speaker. First line on standard output:
 * `{"port":...}`. It is told first where to write, then, when all speak, how long to count. A connection that fails ends it.
 */
import http2 from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadSocketLibrary } from '../../src/server/sockets/socket-library.ts';
import type { CountQuestion, FloorAnswer, RelayQuestion } from './floor-messages.ts';
import { signedEvent } from './signed-event.ts';

interface Speaker {
  readonly stream: http2.ClientHttp2Stream;
  chunks: number;
}

/** As long as the server's own. */
const ACKNOWLEDGEMENT = JSON.stringify({
  type: 'audioReceived',
  sessionId: 'golden-eagle-427',
  timestamp: 1_700_000_000,
});

const library = loadSocketLibrary();
const app = library.App();
let chunks = 0;
let event: Buffer = Buffer.alloc(0);
let chunksPerEvent = 1;
let upstreamPort = 0;

app.ws<Speaker>('/*', {
  maxPayloadLength: 65_536,
  upgrade: (response, request, context) => {
    const session = http2.connect(`http://127.0.0.1:${upstreamPort}`);
    const stream = session.request({ ':method': 'POST', ':path': '/stream-transcription' }, { endStream: false });
    stream.resume();
    const header = (name: string) => request.getHeader(name);
    response.upgrade<Speaker>(
      { stream, chunks: 0 },
      header('sec-websocket-key'),
      header('sec-websocket-protocol'),
      header('sec-websocket-extensions'),
      context,
    );
  },
  message: (socket) => {
    const speaker = socket.getUserData();
    chunks += 1;
    speaker.chunks += 1;
    socket.send(ACKNOWLEDGEMENT, false);
    if (speaker.chunks % chunksPerEvent === 0) speaker.stream.write(event);
  },
});
app.listen('127.0.0.1', 0, (socket) => {
  if (socket === false) throw new Error('no port is free');
  process.stdout.write(`${JSON.stringify({ port: library.us_socket_local_port(socket) })}\n`);
});

process.on('message', (question: RelayQuestion) => {
  if ('seconds' in question) {
    count(question).then((answer) => process.send?.(answer));
    return;
  }
  upstreamPort = question.port;
  chunksPerEvent = question.chunksPerEvent;
  event = signedEvent(question.eventBytes);
  process.send?.({});
});

async function count({ seconds, warmUpSeconds }: CountQuestion): Promise<FloorAnswer> {
  await sleep(warmUpSeconds * 1_000);
  const [from, before] = [process.cpuUsage(), chunks];
  await sleep(seconds * 1_000);
  const { user, system } = process.cpuUsage(from);
  return { times: chunks - before, cpuUs: user + system };
}
