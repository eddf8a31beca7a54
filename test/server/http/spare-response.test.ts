import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { SpareResponse } from '../../../src/server/http/spare-response.ts';
import { loadSocketLibrary, type SocketLibrary } from '../../../src/server/sockets/socket-library.ts';

/** The library, and what is asked of its apps. */
function watchedLibrary() {
  const library = loadSocketLibrary();
  const seen = { port: 0, corked: 0 };
  const watched = {
    ...library,
    App: () => {
      const app = library.App();
      return new Proxy(app, {
        get: (_, name) => {
          if (name !== 'get') return Reflect.get(app, name).bind(app);
          return (path: string, handler: Parameters<typeof app.get>[1]) =>
            app.get(path, (response, request) => {
              const { cork } = response;
              response.cork = (work) => {
                seen.corked += 1;
                return cork.call(response, work);
              };
              handler(response, request);
            });
        },
      });
    },
    us_socket_local_port: (socket: Parameters<SocketLibrary['us_socket_local_port']>[0]) => {
      seen.port = library.us_socket_local_port(socket);
      return seen.port;
    },
  } as SocketLibrary;
  return { watched, seen };
}

function spareOf(t: TestContext, library: SocketLibrary): SpareResponse {
  const spare = new SpareResponse(library);
  t.after(() => spare.close());
  return spare;
}

test('work runs at once, from a callback of the library, once there is one to run from', async (t) => {
  const { watched, seen } = watchedLibrary();
  const spare = spareOf(t, watched);
  const runs: number[] = [];

  spare.run(() => runs.push(seen.corked));
  await spare.open();
  spare.run(() => runs.push(seen.corked));

  assert.deepEqual(runs, [0, 1]);
});

test('nobody else can ask for it: its port is closed as soon as it is there', async (t) => {
  const { watched, seen } = watchedLibrary();
  const spare = spareOf(t, watched);
  await spare.open();

  await assert.rejects(
    new Promise((resolve, reject) => {
      connect(seen.port, '127.0.0.1').once('connect', resolve).once('error', reject);
    }),
    { code: 'ECONNREFUSED' },
  );
});

test('closed, it runs work all the same, and does not come back', async (t) => {
  const { watched, seen } = watchedLibrary();
  const spare = spareOf(t, watched);
  await spare.open();
  spare.close();
  await spare.open();

  let runs = 0;
  spare.run(() => {
    runs += 1;
  });

  assert.deepEqual([runs, seen.corked], [1, 0]);
  // The port is free: anybody may have it now.
  const server = createServer().listen(seen.port, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  server.close();
});

test('a connection that is reset after it took too long, as on a busy machine, does not end the process', async (t) => {
  const { watched } = watchedLibrary();
  // Nobody listens there any more by the time that the connection comes.
  const closed = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
  t.mock.method(AbortSignal, 'timeout', () => AbortSignal.abort());
  const spare = spareOf(t, { ...watched, us_socket_local_port: () => closed } as SocketLibrary);

  await spare.open();
  // The error of a socket comes after its refusal, and before the next connection's.
  const later = connect(closed, '127.0.0.1');
  await assert.rejects(once(later, 'connect'), { code: 'ECONNREFUSED' });

  const runs: string[] = [];
  spare.run(() => runs.push('run'));
  assert.deepEqual(runs, ['run']);
});
