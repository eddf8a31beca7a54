import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { startTranscribeEndpoint } from '../../../emulators/transcribe/endpoint.ts';
import { CredentialRenewal } from '../../../src/integrations/transcribe/credential-renewal.ts';
import { createTranscriptionPort } from '../../../src/integrations/transcribe/transcribe-port.ts';
import { assertFailed, HeldAudio, OpenedStream, portTo } from './opened-stream.ts';

const LIMIT = { timeout: 30_000 };
const GOOD = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' };
const CHUNK = new Uint8Array(3_200);

async function verifyingEndpoint(t: TestContext): Promise<string> {
  const { endpoint, close } = await startTranscribeEndpoint({ recogniser: 'stamped', credentials: GOOD });
  t.after(close);
  return endpoint;
}

const speech = () => new HeldAudio().push(CHUNK).finish();

for (const [failure, bad] of [
  ['signature', { ...GOOD, secretAccessKey: 'rotated' }],
  ['accessDenied', { ...GOOD, accessKeyId: 'AKIDROTATED' }],
] as const) {
  test(
    `credentials refused as ${failure} are fetched anew for the next opening, and kept as long as they are good`,
    LIMIT,
    async (t) => {
      const endpoint = await verifyingEndpoint(t);
      let given = 0;
      const port = portTo(endpoint, { credentials: async () => (given++ === 0 ? bad : GOOD) });

      const first = new OpenedStream(port, speech());
      await first.ended;
      assertFailed(first, failure);
      assert.equal(given, 1);
      for (let round = 0; round < 2; round += 1) {
        const { ended } = new OpenedStream(port, speech());
        assert.deepEqual(await ended, { type: 'ended', clean: true });
      }

      assert.equal(given, 2);
    },
  );
}

test('keys that were rotated in the shared credentials file are read from it after a refusal', LIMIT, async (t) => {
  const endpoint = await verifyingEndpoint(t);
  const folder = await mkdtemp(join(tmpdir(), 'rostrum-keys-'));
  const file = join(folder, 'credentials');
  const write = (secret: string) =>
    writeFile(file, `[default]\naws_access_key_id = ${GOOD.accessKeyId}\naws_secret_access_key = ${secret}\n`);
  const before = { ...process.env };
  t.after(async () => {
    process.env = before;
    await rm(folder, { recursive: true });
  });
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  process.env.AWS_SHARED_CREDENTIALS_FILE = file;
  process.env.AWS_CONFIG_FILE = join(folder, 'none');
  await write('of yesterday');
  const port = createTranscriptionPort({ region: 'us-east-1', endpoint });
  const refused = new OpenedStream(port, speech());
  await refused.ended;
  assertFailed(refused, 'signature');

  await write(GOOD.secretAccessKey);

  assert.deepEqual(await new OpenedStream(port, speech()).ended, { type: 'ended', clean: true });
});

test(
  'a clock that the service finds wrong is corrected by its refusal: the next opening is signed with the service’s time',
  LIMIT,
  async (t) => {
    const AHEAD_MS = 3_600_000;
    const dates: number[] = [];
    const server = http2.createServer();
    server.on('stream', (stream, headers) => {
      const date = String(headers['x-amz-date']).replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5');
      dates.push(Date.parse(date));
      const skewed = { date: new Date(Date.now() + AHEAD_MS).toUTCString() };
      stream.respond({ ':status': 403, 'x-amzn-errortype': 'InvalidSignatureException', ...skewed });
      stream.end(JSON.stringify({ Message: 'Signature expired' }));
      stream.resume();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const port = portTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

    for (let round = 0; round < 2; round += 1) {
      const stream = new OpenedStream(port, new HeldAudio());
      await stream.ended;
      assertFailed(stream, 'signature');
    }

    const [first = 0, second = 0] = dates;
    assert.ok(second - first > AHEAD_MS / 2, `signed ${second - first} ms later`);
  },
);

function setUp(fetch: () => Promise<unknown> = async () => {}) {
  let fetched = 0;
  let now = 0;
  const renewal = new CredentialRenewal({
    fetch: () => {
      fetched += 1;
      return fetch();
    },
    now: () => now,
  });
  return {
    renewal,
    fetched: () => fetched,
    advance: (ms: number) => {
      now += ms;
    },
  };
}

test('nothing is fetched while nothing was refused', async () => {
  const { renewal, fetched } = setUp();

  assert.equal(await renewal.ready(), 0);
  assert.equal(fetched(), 0);
});

test('however many openings wait, one renewal serves them all', async () => {
  const { renewal, fetched } = setUp();
  renewal.doubt(0);

  assert.deepEqual(await Promise.all([renewal.ready(), renewal.ready(), renewal.ready()]), [1, 1, 1]);
  assert.equal(fetched(), 1);
});

test('a stream of before the renewal says nothing of the credentials of now', async () => {
  const { renewal, fetched, advance } = setUp();
  renewal.doubt(0);
  await renewal.ready();
  advance(10_000);

  renewal.doubt(0);
  await renewal.ready();

  assert.equal(fetched(), 1);
});

test('credentials that stay refused are fetched once a second at most', async () => {
  const { renewal, fetched, advance } = setUp();
  for (let ms = 0; ms < 3_000; ms += 100) {
    renewal.doubt(await renewal.ready());
    advance(100);
  }

  assert.equal(fetched(), 3);
});

test('a renewal that fails is told to who waited, and tried again', async () => {
  let works = false;
  const { renewal, advance } = setUp(async () => {
    if (!works) throw new Error('no profile');
  });
  renewal.doubt(0);
  await assert.rejects(renewal.ready(), /no profile/);

  works = true;
  advance(1_000);

  assert.equal(await renewal.ready(), 1);
});

test('one that is released while the credentials are renewed opens nothing afterwards', LIMIT, async (t) => {
  const endpoint = await verifyingEndpoint(t);
  let give: (credentials: typeof GOOD) => void = () => {};
  let asked: () => void = () => {};
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const credentials = async (options?: { forceRefresh?: boolean }) => {
    if (!options?.forceRefresh) return { ...GOOD, secretAccessKey: 'rotated' };
    asked();
    return new Promise<typeof GOOD>((resolve) => {
      give = resolve;
    });
  };
  const port = portTo(endpoint, { credentials });
  await new OpenedStream(port, speech()).ended;
  const released = new OpenedStream(port, speech());
  await isAsked;

  released.release.abort();
  give(GOOD);

  assertFailed(released, 'connectionLost', /^closed by this server$/);
  assert.deepEqual(await new OpenedStream(port, speech()).ended, { type: 'ended', clean: true });
  assertFailed(released, 'connectionLost');
});

test('a provider that never answers holds nobody for longer than an opening has, and is asked again', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let asked = 0;
  let now = 0;
  const renewal = new CredentialRenewal({
    fetch: () => {
      asked += 1;
      return asked === 1 ? new Promise(() => {}) : Promise.resolve();
    },
    now: () => now,
  });
  renewal.doubt(await renewal.ready());
  now = 5_000;
  const held = Promise.allSettled([renewal.ready(), renewal.ready()]);
  t.mock.timers.tick(4_000);

  assert.deepEqual(
    (await held).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  now = 10_000;
  assert.equal(await renewal.ready(), 1);
  assert.equal(asked, 2);
});
