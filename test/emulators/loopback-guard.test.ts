import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { test } from 'node:test';
import { startDynamoDbEndpoint } from '../../emulators/dynamodb/endpoint.ts';
import { startFaultControl } from '../../emulators/faults/control-server.ts';
import { startLambdaEndpoint } from '../../emulators/lambda/endpoint.ts';
import { startTranscribeEndpoint } from '../../emulators/transcribe/endpoint.ts';

const dynamodb = await startDynamoDbEndpoint();
const lambda = await startLambdaEndpoint({ functions: {} });
const faults = await startFaultControl({}, 0);
const transcribe = await startTranscribeEndpoint({ recogniser: 'stamped' });
test.after(() => Promise.all([dynamodb.close(), lambda.close(), faults.close(), transcribe.close()]));

const FOREIGN: readonly Record<string, string>[] = [
  { host: 'evil.example' },
  { host: '127.0.0.1.evil.example' },
  { origin: 'http://evil.example' },
  { origin: 'null' },
  { host: 'evil.example', origin: 'http://evil.example' },
];

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

async function ask(port: number, method: string, headers: Record<string, string>, body = ''): Promise<Answer> {
  const outgoing = httpRequest({ host: '127.0.0.1', port, method, path: '/', headers, agent: false });
  outgoing.end(body);
  const [incoming] = await once(outgoing, 'response');
  incoming.setEncoding('utf8');
  let text = '';
  for await (const part of incoming) text += part;
  return { status: incoming.statusCode, headers: incoming.headers, body: text };
}

async function askHttp2(port: number, headers: Record<string, string>): Promise<number> {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  const stream = session.request({ ':method': 'POST', ':path': '/stream-transcription', ...headers });
  stream.end();
  const [{ ':status': status }] = await once(stream, 'response');
  stream.resume();
  await once(stream, 'end');
  session.destroy();
  return status;
}

test('every local HTTP port turns away a foreign Host and a foreign Origin, and sends no CORS header to anybody', async () => {
  for (const { port } of [dynamodb, lambda, faults]) {
    for (const headers of FOREIGN) {
      for (const method of ['OPTIONS', 'GET', 'POST']) {
        const answer = await ask(port, method, { 'access-control-request-method': 'POST', ...headers });
        assert.equal(answer.status, 403, `${method} ${JSON.stringify(headers)}`);
        assert.equal(JSON.parse(answer.body).code, 'FORBIDDEN');
        assert.equal(answer.headers['access-control-allow-origin'], undefined);
      }
    }
    const local = await ask(port, 'OPTIONS', { origin: 'http://localhost:3000' });
    assert.notEqual(local.status, 403);
    assert.equal(local.headers['access-control-allow-origin'], undefined);
  }
});

test('the Transcribe port turns away a foreign authority and a foreign Origin', async () => {
  assert.equal(await askHttp2(transcribe.port, { ':authority': 'evil.example' }), 403);
  assert.equal(await askHttp2(transcribe.port, { origin: 'http://evil.example' }), 403);
  assert.notEqual(await askHttp2(transcribe.port, {}), 403);
});

test('a Scan of any web page is refused before it is read', async () => {
  const headers = {
    host: 'evil.example',
    origin: 'http://evil.example',
    'x-amz-target': 'DynamoDB_20120810.Scan',
    'content-type': 'application/x-amz-json-1.0',
    authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=f',
  };
  const { status, body } = await ask(dynamodb.port, 'POST', headers, '{"TableName":"Sessions"}');
  assert.equal(status, 403);
  assert.doesNotMatch(body, /Items/);
});
