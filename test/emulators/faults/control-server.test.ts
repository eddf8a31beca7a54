import assert from 'node:assert/strict';
import { request } from 'node:http';
import { type TestContext, test } from 'node:test';
import { startEmbeddedFaults } from '../../../emulators/faults/embedded-faults.ts';

async function start(t: TestContext) {
  const faults = await startEmbeddedFaults(0);
  t.after(() => faults.close());
  const call = async (method: string, path = '', body?: unknown) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${faults.url}${path}`, { method, ...(body === undefined ? {} : { body: text }) });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, never>,
    };
  };
  return { ...faults, call };
}

/** `fetch` sets Host and Origin itself. */
function statusWith(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.on('error', reject).end();
  });
}

const PLAN = { rules: [{ streams: { nth: 1 }, at: 'midWord', fault: { kind: 'reset', code: 8 } }] };

test('a plan is set, shown and taken away, for one service or all', async (t) => {
  const { call, transcribe } = await start(t);

  const set = await call('PUT', '/transcribe', PLAN);
  await call('PUT', '/lambda', { refuseConnections: 3 });
  await call('PUT', '/dynamodb', { rules: [{ fault: { kind: 'delay', ms: 5 } }] });
  const all = await call('GET');
  const one = await call('GET', '/dynamodb/');
  const gone = await call('DELETE', '/transcribe');
  const none = await call('DELETE');

  assert.deepEqual([set.status, set.body.plan], [200, PLAN]);
  const empty = { arrived: 0, sincePlan: 0, refusedConnections: 0, injected: {} };
  assert.deepEqual(all.body, {
    transcribe: { plan: PLAN, ...empty, chosen: [0], changedWords: { count: 0, latest: [] }, streams: [] },
    lambda: { plan: { refuseConnections: 3 }, ...empty, chosen: [], holding: 0 },
    dynamodb: { plan: { rules: [{ fault: { kind: 'delay', ms: 5 } }] }, ...empty, chosen: [0], holding: 0 },
  });
  assert.deepEqual(one.body, all.body.dynamodb);
  assert.equal(gone.body.plan, null);
  assert.deepEqual(
    Object.values(none.body).map(({ plan }) => plan),
    [null, null, null],
  );
  assert.equal(transcribe.status().plan, null);
});

test('what is wrong is said, with its place, and changes nothing', async (t) => {
  const { call } = await start(t);
  await call('PUT', '/transcribe', PLAN);

  const invalid = await call('PUT', '/transcribe', { rules: [{ at: 'now', fault: { kind: 'reset' } }] });
  const text = await call('PUT', '/transcribe', 'reset it');
  const large = await call('PUT', '/transcribe', ' '.repeat(1_100_000));
  const unknown = await call('PUT', '/s3', {});
  const elsewhere = await call('GET', '/../metrics');
  const posted = await call('POST', '/lambda', {});
  const whole = await call('PUT', '', {});

  assert.deepEqual(invalid.body, {
    code: 'INVALID_PLAN',
    message: 'The plan was not put in force.',
    problems: [
      'plan.rules[0].fault needs "code"',
      'plan.rules[0].at must be one of opening, opened, midWord, endFrame, ending',
    ],
  });
  const answers = [invalid, text, large, unknown, elsewhere, posted, whole];
  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.code]),
    [
      [400, 'INVALID_PLAN'],
      [400, 'NOT_JSON'],
      [413, 'TOO_LARGE'],
      [404, 'NOT_FOUND'],
      [404, 'NOT_FOUND'],
      [405, 'METHOD_NOT_ALLOWED'],
      [405, 'METHOD_NOT_ALLOWED'],
    ],
  );
  assert.deepEqual([posted.headers.get('allow'), whole.headers.get('allow')], ['GET, PUT, DELETE', 'GET, DELETE']);
  assert.deepEqual((await call('GET', '/transcribe')).body.plan, PLAN);
});

test('a page of another site and another name for this machine are turned away, loopback is not', async (t) => {
  const { url } = await start(t);

  assert.equal(await statusWith(url, { origin: 'https://example.com' }), 403);
  assert.equal(await statusWith(url, { origin: 'null' }), 403);
  assert.equal(await statusWith(url, { host: 'rebound.example.com' }), 403);
  assert.equal(await statusWith(url, { origin: 'http://localhost:8080' }), 200);
  assert.equal(await statusWith(url, { host: '[::1]:80' }), 200);
});

test('a client that leaves in the middle of a plan changes nothing', async (t) => {
  const { url, transcribe } = await start(t);
  await new Promise<void>((resolve) => {
    const call = request(`${url}/transcribe`, { method: 'PUT', headers: { 'content-length': 100 } });
    call.on('error', () => resolve());
    call.write('{"rules"');
    setTimeout(() => call.destroy(new Error('left')), 20);
  });

  assert.equal((await fetch(url)).status, 200);
  assert.equal(transcribe.status().plan, null);
});

test('a port that is taken is one clear line', async (t) => {
  const { url } = await start(t);

  await assert.rejects(
    startEmbeddedFaults(Number(new URL(url).port)),
    /cannot listen on 127\.0\.0\.1:\d+: it is taken/,
  );
});
