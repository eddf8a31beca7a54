/** Real k6 runs the scripts by themselves, as load/README.md says. What is asserted is what arrived, and how runs end; no time. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { type LoadName, SIZES } from '../../../load/sizes.ts';
import { type Ended, Program } from '../../../testkit/programs/program.ts';
import { devToken } from '../../../testkit/sockets/dev-token.ts';
import { generatorAtHand } from '../../../verify/load/generator.ts';
import { ready, runServer } from '../../support/server-process.ts';

const generator = await generatorAtHand(process.env);
const SKIP = generator === undefined && 'k6 is not at hand: npx tsx verify/load/prepare.ts builds it';

/** k6's exit codes. */
const DONE = 0;
const THRESHOLD_MISSED = 99;
const ABORTED = 108;
/** Small and short. */
const SMALL = { SPEAKERS: '2', LISTENERS: '2', SECONDS: '5', RAMP_MS: '200' };

function k6(t: TestContext, script: LoadName, settings: Readonly<Record<string, string>>): Promise<Ended> {
  const told = Object.entries({ ...SMALL, ...settings }).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const program = new Program({
    path: generator?.program ?? '',
    args: ['run', '--quiet', '--no-color', '--address', '127.0.0.1:0', `load/${script}.ts`, ...told],
    environment: { ...process.env, K6_NO_USAGE_REPORT: 'true', K6_AUTO_EXTENSION_RESOLUTION: 'false' },
  });
  t.after(() => program.stop());
  return program.ended();
}

/** A figure of the summary. */
function figure(summary: string, name: string): number {
  return Number(new RegExp(`^ {2}${name} +(?:p50 )?([\\d.]+)`, 'm').exec(summary)?.[1]);
}

/** @returns its address, `http://127.0.0.1:port`. */
async function listening(t: TestContext, server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

// Most of their time is waiting.
describe('k6 alone', { skip: SKIP, concurrency: true }, () => {
  test('each script gets its tokens, loads the server, and says at its end that it kept its thresholds', async (t) => {
    const { url, adminPort } = await ready(runServer(t, { LOG_LEVEL: 'warn' }));
    const admin = `http://127.0.0.1:${adminPort}`;
    const said = new Map<LoadName, string>();

    const names = Object.keys(SIZES) as LoadName[];
    // One after the other, as users run them.
    for (const name of names) {
      // A user may have one session, so each script's speakers have tokens of their own.
      const folder = await mkdtemp(join(tmpdir(), 'rostrum-tokens-'));
      t.after(() => rm(folder, { recursive: true }));
      const tokens = await Promise.all([1, 2].map((number) => devToken(url, { userId: `${name}-${number}` })));
      await writeFile(join(folder, 'tokens'), tokens.join('\n'));
      // Only the audio script asks the server for them.
      const own: Record<string, string> =
        name === 'audio' ? { STAMPED: 'on', ADMIN_URL: admin } : { TOKENS: join(folder, 'tokens') };
      const more: Record<string, string> = name === 'fan-out' ? { SPEAKERS: '1' } : {};
      const { code, stdout, stderr } = await k6(t, name, { URL: url, TIMED: 'off', ...own, ...more });
      assert.equal(code, DONE, `${name}: ${stdout}${stderr}`);
      said.set(name, stdout);
    }

    for (const name of names) {
      assert.match(said.get(name) ?? '', new RegExp(`^${name}: \\d speakers?, 2 listeners each, 5 s, ${url}$`, 'm'));
      assert.match(said.get(name) ?? '', /^All \d+ thresholds were kept\.$/m);
    }
    const audio = said.get('audio') ?? '';
    assert.ok(figure(audio, 'chunks sent') > 0);
    assert.equal(figure(audio, 'blocks recognised'), figure(audio, 'chunks sent'));
    for (const latency of ['acknowledgement latency', 'end to end latency', 'server audio processing p95']) {
      assert.ok(figure(audio, latency) >= 0, `${latency} in ${audio}`);
    }
    const control = said.get('control') ?? '';
    assert.equal(figure(control, 'notices'), 2 * figure(control, 'controls sent'));
  });

  test('a server that answers too late fails the run, which says by how much', async (t) => {
    const { url } = await ready(runServer(t, { LOG_LEVEL: 'warn' }));
    const slow = await listening(t, delayed(Number(new URL(url).port)));

    const { code, stdout } = await k6(t, 'control', { URL: slow });

    assert.equal(code, THRESHOLD_MISSED);
    assert.match(stdout, /^\d of \d thresholds were missed:$/m);
    assert.match(stdout, /^ {2}control_latency: p\(95\)<100, and it was p50 \d+/m);
  });

  test('without tokens for its speakers a run ends at once, and says what is missing', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'rostrum-tokens-'));
    t.after(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'tokens'), '["one"]');
    const url = await listening(
      t,
      createHttpServer((_, response) => response.writeHead(404).end()),
    );

    const [none, few] = await Promise.all([
      k6(t, 'audio', { URL: url }),
      k6(t, 'audio', { URL: url, TOKENS: join(folder, 'tokens') }),
    ]);

    assert.deepEqual([none.code, few.code], [ABORTED, ABORTED]);
    assert.match(none.stderr, /gives no tokens: it answers 404, so it is not in embedded mode/);
    assert.match(few.stderr, /TOKENS has 1 tokens, and there are 2 speakers/);
  });

  test('client credentials give one token for all speakers, and the summary goes to a file as well', async (t) => {
    const { url } = await ready(runServer(t, { LOG_LEVEL: 'warn', MAX_SESSIONS_PER_USER: '2' }));
    const asked: string[] = [];
    const issuer = createHttpServer(async (request, response) => {
      asked.push(`${request.headers.authorization} ${Buffer.concat(await request.toArray())}`);
      response.end(JSON.stringify({ access_token: await devToken(url, { userId: 'crowd' }) }));
    });
    const folder = await mkdtemp(join(tmpdir(), 'rostrum-summary-'));
    t.after(() => rm(folder, { recursive: true }));
    const client = {
      TOKEN_URL: await listening(t, issuer),
      CLIENT_ID: 'load',
      CLIENT_SECRET: 'secret',
      SCOPE: 'speak',
    };

    const { code, stdout } = await k6(t, 'status', {
      ...client,
      URL: url,
      TIMED: 'off',
      SUMMARY: join(folder, 's.json'),
    });

    assert.equal(code, DONE, stdout);
    const basic = Buffer.from('load:secret').toString('base64');
    assert.deepEqual(asked, [`Basic ${basic} grant_type=client_credentials&scope=speak`]);
    const { metrics } = JSON.parse(await readFile(join(folder, 's.json'), 'utf8')) as {
      metrics: Record<string, { values: { count: number } }>;
    };
    assert.equal(metrics.queries_sent?.values.count, figure(stdout, 'queries sent'));
  });
});

/** Passes all bytes on to a port, those to the client 150 ms late. */
function delayed(port: number): Server {
  return createServer((client: Socket) => {
    const server = connect(port, '127.0.0.1');
    client.pipe(server);
    server.on('data', (part) => setTimeout(() => client.write(part), 150));
    server.on('close', () => client.destroy());
    client.on('close', () => server.destroy());
    for (const socket of [client, server]) socket.on('error', () => socket.destroy());
  });
}
