/**
 * A process that receives OTLP traces and counts their spans cheaply, without parsing them. `GET /` gives the counts. Its
 * first line on standard output is `{"msg":"listening","port":...}`.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Occurs once in each span and nowhere else. */
const MARK = Buffer.from('"startTimeUnixNano"');
const CHUNK = Buffer.from('"name":"audio.chunk"');

const counts = { requests: 0, spans: 0, chunkSpans: 0, bytes: 0 };

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    if (request.method === 'GET') {
      response.end(JSON.stringify(counts));
      return;
    }
    const body = Buffer.concat(parts);
    counts.requests += 1;
    counts.bytes += body.length;
    counts.spans += occurrences(body, MARK);
    counts.chunkSpans += occurrences(body, CHUNK);
    response.end('{}');
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ msg: 'listening', port })}\n`);
});
process.on('SIGTERM', () => process.exit(0));

function occurrences(body: Buffer, mark: Buffer): number {
  let count = 0;
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) count += 1;
  return count;
}
