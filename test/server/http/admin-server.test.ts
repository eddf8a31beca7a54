import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startAdminServer } from '../../../src/server/http/admin-server.ts';
import { ClientAddress } from '../../../src/server/http/client-address.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';
import { KeptConnection } from '../../support/kept-connection.ts';

async function start(t: TestContext, adminPort = 0) {
  const server = await startAdminServer({
    config: { adminHost: '127.0.0.1', adminPort, adminAllowedHosts: [] },
    log: new RecordingLog(),
    addresses: new ClientAddress([]),
    reasons: () => ['starting'],
    page: () => 'rostrum_sessions 1\n',
    introspection: { list: () => [], find: () => undefined },
  });
  t.after(() => server.close());
  return server;
}

test('over the network the operator’s port answers as in memory, with a body that nobody reads too', async (t) => {
  const { port } = await start(t);
  const kept = new KeptConnection(port);
  t.after(() => kept.close());

  for (let round = 0; round < 2; round += 1) {
    assert.equal((await kept.ask({ path: '/metrics' })).body, 'rostrum_sessions 1\n');
    const head = await kept.ask({ method: 'HEAD', path: '/readyz' });
    assert.deepEqual([head.status, head.headers['content-type'], head.body], [503, 'application/json', '']);
    const posted = await kept.ask({ method: 'POST', path: '/inside', body: 'x'.repeat(100_000) });
    assert.deepEqual([posted.status, posted.headers.allow], [405, 'GET, HEAD']);
    assert.equal((await kept.ask({ path: '/inside?a=1', headers: { host: 'localhost' } })).body, '{"sessions":[]}');
    assert.equal((await kept.ask({ path: '/inside', headers: { via: '1.1 proxy' } })).status, 403);
  }
});

test('a port that is taken is said in one line', async (t) => {
  const { port } = await start(t);

  await assert.rejects(start(t, port), {
    message: `ADMIN_PORT ${port} on 127.0.0.1 is taken or not allowed: set another ADMIN_PORT`,
  });
});
