import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { get } from 'node:https';
import { test } from 'node:test';
import { connect, type SecureVersion } from 'node:tls';
import { WebSocket } from 'ws';
import { makeCertificate } from '../support/certificate.ts';
import { ready, runServer } from '../support/server-process.ts';

/** The version agreed on, or the error. Old ones are offered with every cipher OpenSSL still has. */
function handshake(port: number, ca: Buffer, version: SecureVersion): Promise<string> {
  return new Promise((resolve) => {
    const ciphers = 'ALL:@SECLEVEL=0';
    const socket = connect({ port, host: '127.0.0.1', ca, ciphers, minVersion: version, maxVersion: version }, () => {
      resolve(String(socket.getProtocol()));
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
  });
}

test('with a certificate it speaks https and wss with TLS 1.2 and 1.3, and nothing older and nothing plain', async (t) => {
  const { certFile, keyFile } = await makeCertificate({ after: (end) => t.after(end) });
  const server = runServer(t, { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, LOG_LEVEL: 'error' });
  const { port, url } = await ready(server);
  const ca = readFileSync(certFile);
  assert.equal(url, `https://127.0.0.1:${port}`);

  const status = await new Promise<number | undefined>((resolve, reject) => {
    get(`${url}/health`, { ca, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
  assert.equal(status, 200);

  const socket = new WebSocket(`wss://127.0.0.1:${port}/`, { ca });
  const answer = await new Promise<string>((resolve, reject) => {
    socket.on('open', () => socket.send('{"action":"heartbeat"}'));
    socket.on('message', (data) => resolve(String(data)));
    socket.on('error', reject);
  });
  socket.terminate();
  assert.match(answer, /"heartbeatAck"/);

  assert.equal(await handshake(port, ca, 'TLSv1.2'), 'TLSv1.2');
  assert.equal(await handshake(port, ca, 'TLSv1.3'), 'TLSv1.3');
  assert.equal(await handshake(port, ca, 'TLSv1.1'), 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
  assert.equal(await handshake(port, ca, 'TLSv1'), 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');

  const plain = await new Promise<string>((resolve) => {
    const asked = plainRequest({ port, host: '127.0.0.1', path: '/health' }, () => resolve('answered'));
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
    asked.end();
  });
  assert.notEqual(plain, 'answered');
});

test('a certificate that is none stops the start with one line, which shows nothing of the file', async (t) => {
  const { keyFile } = await makeCertificate({ after: (end) => t.after(end) });

  const server = runServer(t, { TLS_CERT_FILE: keyFile, TLS_KEY_FILE: keyFile });

  assert.equal(await server.exited, 2);
  assert.equal(server.stderr(), `rostrum: TLS_CERT_FILE: ${keyFile} is not a certificate in PEM form\n`);
  assert.equal(server.stdout(), '');
});
