import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { DeliverySigner } from '../../../testkit/aws/delivery-signer.ts';
import { until } from '../../../testkit/until.ts';
import { PipelineDouble } from '../../../verify/evs/pipeline-double.ts';

interface Delivered {
  readonly path: string;
  readonly body: string;
  readonly message: Readonly<Record<string, unknown>>;
}

/** A delivery API that answers with `status`, and a double that delivers to it at once. */
async function startBoth(t: TestContext, status: (count: number) => number = () => 200) {
  const delivered: Delivered[] = [];
  let count = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      count += 1;
      const answer = status(count);
      const body = Buffer.concat(parts).toString();
      if (answer === 200) delivered.push({ path: request.url ?? '', body, message: JSON.parse(body) });
      response.writeHead(answer).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const double = new PipelineDouble({ delayMs: 0 });
  const url = await double.listen();
  double.deliverTo(address, new DeliverySigner(address, { accessKeyId: 'AKIA', secretAccessKey: 'secret' }));
  double.seat('s', [{ connectionId: 'c=1', targetLanguage: 'es', stretch: 1.25 }]);
  t.after(() => {
    double.close();
    server.close();
    server.closeAllConnections();
  });
  const invoke = async (payload: object) => {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(payload) });
    return response.status;
  };
  return { delivered, double, invoke };
}

const SEGMENT = {
  ...{ sessionId: 's', resultId: 'r', segment: 2, isSegmentFinal: false, epoch: 1, idempotencyKey: 'k' },
  ...{ transcriptText: 'the old bridge', isPartial: false, startTimeMs: 1_000, endTimeMs: 5_000 },
};

test('a segment is delivered as speech of its length times the stretch, in numbered pieces, the ids before what is long', async (t) => {
  const { delivered, invoke } = await startBoth(t);

  assert.equal(await invoke(SEGMENT), 202);
  await until('three pieces', () => delivered.length === 3);

  const messages = delivered.map(({ message }) => message);
  assert.deepEqual(
    messages.map(({ part, parts, text, segment, epoch }) => [part, parts, text, segment, epoch]),
    [
      [1, undefined, 'the old bridge', 2, 1],
      [2, undefined, undefined, 2, 1],
      [3, 3, undefined, 2, 1],
    ],
  );
  const bytes = messages.map(({ audioData }) => Buffer.from(String(audioData), 'base64').length);
  assert.deepEqual(bytes, [32_000, 80_000, 48_000]);
  assert.ok(messages.every(({ sequenceNumber }, i) => sequenceNumber === Number(messages[0]?.sequenceNumber) + i));
  for (const { path, body } of delivered) {
    assert.equal(path, '/@connections/c%3D1');
    assert.ok(body.length < 131_072);
    assert.match(body.slice(0, 60), /^\{"type":"audio","resultId":"r","segment":2,"epoch":1,/);
  }
});

test('a partial is delivered as a caption, and a repeated attempt is neither recorded nor delivered again', async (t) => {
  const { delivered, double, invoke } = await startBoth(t);
  const partial = { ...SEGMENT, isPartial: true, idempotencyKey: 'p' };

  for (const payload of [partial, partial, { ...SEGMENT, endTimeMs: 1_500 }]) await invoke(payload);
  await until('both messages', () => delivered.length === 2);

  assert.deepEqual(
    delivered.map(({ message }) => [message.type, message.isPartial, message.text]),
    [
      ['caption', true, 'the old bridge'],
      ['audio', undefined, 'the old bridge'],
    ],
  );
  assert.deepEqual(
    double.of('s').map(({ key, isPartial }) => [key, isPartial]),
    [
      ['p', true],
      ['k', false],
    ],
  );
});

test('a listener with a full backlog gets the piece again, and any other refusal is counted', async (t) => {
  const { delivered, double, invoke } = await startBoth(t, (count) => (count === 1 ? 429 : count === 2 ? 200 : 410));

  await invoke({ ...SEGMENT, endTimeMs: 1_500 });
  await until('the piece', () => delivered.length === 1);
  await invoke({ ...SEGMENT, idempotencyKey: 'next', endTimeMs: 1_500 });
  await until('the refusal', () => double.failures.get('410') === 1);

  assert.equal(delivered.length, 1);
});
