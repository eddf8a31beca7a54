/** The suite as users run it: against servers of its own, and against one that breaks its promises. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { runCommand } from '../../support/command.ts';
import { ready, runServer } from '../../support/server-process.ts';

const contract = (t: TestContext, ...args: string[]) => runCommand(t, 'verify/contract/main.ts', args);

async function serving(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('every promise of the page is kept by a server that was just started', async (t) => {
  const { code, stdout, stderr } = await contract(t, '--json');

  const outcome = JSON.parse(stdout) as { kept: number; promises: { kind: string; id: string }[] };
  assert.deepEqual(
    outcome.promises.filter(({ kind }) => kind === 'broken'),
    [],
  );
  assert.ok(outcome.kept > 750, `${outcome.kept} kept`);
  assert.equal(stderr, '');
  assert.equal(code, 0);
});

test('a server that breaks a promise is told so in one line, and the exit code is 1', async (t) => {
  const url = await serving(t, (_, response) => response.end('{"status":"sick","token":"t"}'));

  const { code, stdout } = await contract(t, '--url', url, '--only', '2.health');

  const lines = stdout.split('\n');
  assert.ok(
    lines.includes(
      '✗ 2.health GET /health is 200 {"status":"healthy",...}: expected the body.status to be "healthy", got "sick"',
    ),
    stdout,
  );
  assert.ok(lines.some((line) => line.startsWith('✓ 2.healthz ')));
  assert.match(stdout, /1 kept, 1 broken in/);
  assert.equal(code, 1);
});

test('a real server whose limits are off is found out, promise by promise', async (t) => {
  const { url } = await ready(
    runServer(t, {
      LOG_LEVEL: 'silent',
      TRUSTED_PROXIES: '127.0.0.1',
      MIN_AUDIO_BYTES: '99',
      MAX_CONTROL_BYTES: '4097',
      AUDIO_BURST: '20',
      STATUS_BURST: '4',
      UNKNOWN_SESSIONS_PER_MINUTE: '11',
    }),
  );
  const off = ['1.size-control', '1.size-in-bytes', '1.audio-binary-99', '6.audio', '6.status', '6.unknown'];
  const ids = [...off, '1.audio-binary-100', '6.control', '6.refused'];

  const only = ids.flatMap((id) => ['--only', `${id} `]);
  const { code, stdout } = await contract(t, '--url', url, ...only);

  const broken = [...stdout.matchAll(/^✗ (\S+)/gm)].map(([, id]) => id);
  const kept = [...stdout.matchAll(/^✓ (\S+)/gm)].map(([, id]) => id);
  assert.deepEqual(broken, off, stdout);
  assert.deepEqual(kept, ['1.audio-binary-100', '6.control', '6.refused'], stdout);
  assert.equal(code, 1);
});

test('a server as npm start starts it breaks nothing that can be asked of it; the rest is skipped with the reason', async (t) => {
  // The suite has more sessions at a time than the cores of this machine could recognise; hardly any of them speaks.
  const room = { EMBEDDED_ASR: 'pocketsphinx', EMBEDDED_ASR_MAX_STREAMS: '100' };
  const { url } = await ready(runServer(t, { LOG_LEVEL: 'silent', ...room }));

  // What the limits of an address would stop, and what the recogniser of a default server does not read.
  const only = ['3', '5.transcript', '6'].flatMap((filter) => ['--only', filter]);
  const { code, stdout, stderr } = await contract(t, '--url', url.replace('127.0.0.1', 'localhost'), ...only);

  assert.deepEqual([...stdout.matchAll(/^✗ .*/gm)].map(String), [], stderr);
  assert.ok([...stdout.matchAll(/^✓ /gm)].length > 120, stdout);
  assert.match(stdout, /^– 5\.transcript .*: needs a recogniser that reads the suite’s audio/m);
  assert.match(stdout, /^– 6\.forwarded-one .*: needs a server whose TRUSTED_PROXIES/m);
  assert.match(stdout, /^– 6\.grace .*: needs a server with SPEAKER_GRACE_MS=1500/m);
  assert.equal(code, 0);
});

test('fewer places than the suite has speakers, and other languages, break nothing: skipped with the reason, or kept', async (t) => {
  const few = { EMBEDDED_ASR_MAX_STREAMS: '1', EMBEDDED_ASR_LANGUAGES: 'es,en' };
  const { url } = await ready(runServer(t, { LOG_LEVEL: 'silent', ...few }));

  const ids = ['3.create', '1.parameter-create', '2.create', '10.source-languages'];
  const { code, stdout } = await contract(t, '--url', url, ...ids.flatMap((filter) => ['--only', filter]));

  assert.deepEqual([...stdout.matchAll(/^✗ .*/gm)].map(String), []);
  assert.match(stdout, /^– \S+ .*: needs a server that takes .*: this one takes one \(asr\.maxStreams at \/health\)/m);
  for (const id of ['10.source-languages', '3.create-query-refused']) assert.ok(stdout.includes(`✓ ${id} `), stdout);
  assert.equal(code, 0);
});

test('a server that leaves a connection broken behind an answer without a body is found out', async (t) => {
  const url = await serving(t, (request, response) => {
    if (request.method === 'OPTIONS') response.socket?.write('HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n');
    else if (request.method === 'HEAD') response.socket?.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
    else response.end('{"status":"healthy","token":"t"}');
  });

  const only = ['2.keep-alive-options ', '2.head-/health ', '2.keep-alive-get '].flatMap((id) => ['--only', id]);
  const { code, stdout } = await contract(t, '--url', url, ...only);

  assert.match(stdout, /^✗ 2\.keep-alive-options .*: expected Content-Length to be nothing, got "7"$/m);
  assert.match(stdout, /^✗ 2\.head-\/health .*: expected nothing after the answer, got "\{\}"$/m);
  assert.match(stdout, /^✓ 2\.keep-alive-get /m);
  assert.equal(code, 1);
});

test('a promise that a running server cannot show is skipped with the reason, and that is no failure', async (t) => {
  const url = await serving(t, (_, response) => response.end('{"token":"t"}'));

  const { code, stdout } = await contract(t, '--url', url, '--only', '6.session-full');

  assert.match(stdout, /^– 6\.session-full .*: needs a server with .*MAX_LISTENERS_PER_SESSION=2/m);
  assert.equal(code, 0);
});

test('through a proxy what it settles itself is skipped with the reason, and so is what its callers may not do', async (t) => {
  const url = await serving(t, (request, response) => {
    response.statusCode = request.url?.startsWith('/@connections') ? 403 : 200;
    response.end('{"token":"t"}');
  });
  const only = ['6.ping-default ', '8.lagging ', '2.healthz '].flatMap((id) => ['--only', id]);

  const { code, stdout } = await contract(t, '--url', url, '--through-proxy', ...only);

  assert.match(stdout, /^– 6\.ping-default .*: needs the server itself/m);
  assert.match(stdout, /^– 8\.lagging .*: needs a caller that the server lets deliver/m);
  assert.match(stdout, /^✓ 2\.healthz /m);
  assert.equal(code, 0);
});

test('a server that cannot give tokens is one line, and exit code 2', async (t) => {
  const url = await serving(t, (_, response) => response.end('{}'));

  const { code, stdout, stderr } = await contract(t, '--url', url);

  assert.equal(stdout, '');
  assert.match(stderr, /^contract: http:\S+ gives no tokens at \/dev\/tokens: .*\n$/);
  assert.equal(code, 2);
});

test('what is not promised yet is listed as such, and is no failure', async (t) => {
  const { code, stdout } = await contract(t, '--only', '8.epoch-hand-over');

  assert.match(stdout, /^○ 8\.epoch-hand-over .*: not yet promised: the fleet$/m);
  assert.match(stdout, /^0 kept, 1 not yet promised in/m);
  assert.equal(code, 0);
});

test('a server that cannot be reached is one line, and exit code 2', async (t) => {
  const { code, stdout, stderr } = await contract(t, '--url', 'http://127.0.0.1:9');

  assert.deepEqual(
    { code, stdout, stderr },
    {
      code: 2,
      stdout: '',
      stderr: 'contract: http://127.0.0.1:9 cannot be reached\n',
    },
  );
});

test('--list prints the promises and checks none', async (t) => {
  const { code, stdout } = await contract(t, '--list', '--only', '7');

  assert.equal(code, 0);
  assert.match(stdout, /^7\.end-asker Close 1000 to the socket that asked for the end$/m);
});
