/** The suite’s HTTP connection reads answers by the rules, and finds what breaks them. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { HttpConnection } from '../../../verify/contract/http-connection.ts';

async function listening(t: TestContext, server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers each request, known by the end of its head, with the next of these bytes. */
function scripted(t: TestContext, ...answers: string[]): Promise<string> {
  const queue = [...answers];
  const server = createServer((socket) => {
    let held = '';
    socket.on('error', () => {});
    socket.on('data', (data) => {
      held += data;
      for (let end = held.indexOf('\r\n\r\n'); end >= 0; end = held.indexOf('\r\n\r\n')) {
        held = held.slice(end + 4);
        const answer = queue.shift();
        if (answer === undefined) socket.destroy();
        else socket.write(answer);
      }
    });
  });
  return listening(t, server);
}

async function connectionTo(t: TestContext, url: string): Promise<HttpConnection> {
  const connection = await HttpConnection.open(url, { 'X-Always': 'yes' });
  t.after(() => connection.terminate());
  return connection;
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

test('a real server’s answers are read one after another, whatever their bodies and however the request is cut', async (t) => {
  const server = createHttpServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      response.statusCode = request.method === 'DELETE' ? 204 : 200;
      response.setHeader('X-Always', String(request.headers['x-always']));
      if (request.url === '/chunked') response.write('in ');
      response.end(request.method === 'DELETE' ? undefined : `${request.method} ${body}`);
    });
  });
  const connection = await connectionTo(t, await listening(t, server));

  const post = { method: 'POST', path: '/', body: '{"a":1}' };
  assert.equal((await connection.ask(post)).body.toString(), 'POST {"a":1}');
  assert.equal((await connection.ask({ ...post, isChunked: true })).body.toString(), 'POST {"a":1}');
  assert.equal((await connection.ask({ method: 'DELETE', path: '/' })).status, 204);
  assert.equal((await connection.ask({ method: 'HEAD', path: '/' })).body.length, 0);
  assert.equal((await connection.ask({ path: '/chunked' })).body.toString(), 'in GET ');
  assert.equal((await connection.ask({ path: '/' }, [1, 5, 40])).headers['x-always'], 'yes');
});

test('a body that follows an answer without one is found with the next request', async (t) => {
  const connection = await connectionTo(t, await scripted(t, OK, OK));

  assert.equal((await connection.ask({ method: 'HEAD', path: '/' })).status, 200);
  await assert.rejects(connection.ask({ path: '/' }), /nothing after the answer.*got "ok"/);
});

test('a connection that is closed instead of answering is told with what came', async (t) => {
  const connection = await connectionTo(t, await scripted(t, OK));

  await connection.ask({ path: '/' });
  await assert.rejects(connection.ask({ path: '/' }), /expected an answer, got a closed connection/);
});

test('an answer without a length is none', async (t) => {
  const connection = await connectionTo(t, await scripted(t, 'HTTP/1.1 200 OK\r\n\r\nok'));

  await assert.rejects(connection.ask({ path: '/' }), /expected a length of the body/);
});

test('what is no answer of HTTP/1.1 is none', async (t) => {
  const connection = await connectionTo(t, await scripted(t, 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n'));

  await assert.rejects(connection.ask({ path: '/' }), /expected an answer of HTTP\/1\.1/);
});
