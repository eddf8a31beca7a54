import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { type Certificate, makeCertificate } from '../support/certificate.ts';
import type { Exchange } from './derived-config.ts';
import { findProxy, freePort, type ProxyName } from './proxy.ts';
import { PROXIES, startRostrum } from './rostrum.ts';

/** The commented lines as an operator has them who takes the mark away. */
const WITH_TLS: Readonly<Record<ProxyName, (port: number, certificate: Certificate) => Promise<readonly Exchange[]>>> =
  {
    async nginx(port, { certFile, keyFile }) {
      return [
        ['# listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
        ['# ssl_certificate     /etc/ssl/rostrum/fullchain.pem;', `ssl_certificate ${certFile};`],
        ['# ssl_certificate_key /etc/ssl/rostrum/privkey.pem;', `ssl_certificate_key ${keyFile};`],
        ['# ssl_protocols', 'ssl_protocols'],
      ];
    },
    async HAProxy(port, { folder, certFile, keyFile }) {
      const both = join(folder, 'rostrum.pem');
      await writeFile(both, `${await readFile(certFile, 'utf8')}${await readFile(keyFile, 'utf8')}`);
      return [
        ['# bind :443', `bind 127.0.0.1:${port}`],
        ['/etc/haproxy/rostrum.pem', both],
      ];
    },
  };

for (const [name, start] of PROXIES) {
  test(
    `${name}: with its lines for TLS it speaks wss, for a client that offers HTTP/2 as well`,
    findProxy(name),
    async (t) => {
      const server = await startRostrum(t);
      const [port, certificate] = [await freePort(), await makeCertificate(t)];
      await start(t, { servers: [server.port], exchanges: await WITH_TLS[name](port, certificate) });
      const ca = await readFile(certificate.certFile);

      const socket = new WebSocket(`wss://127.0.0.1:${port}/`, { ca, ALPNProtocols: ['h2', 'http/1.1'] } as object);
      t.after(() => socket.terminate());
      const answer = await new Promise<string>((resolve, reject) => {
        socket.on('open', () => socket.send('{"action":"heartbeat"}'));
        socket.on('message', (data) => resolve(String(data)));
        socket.on('error', reject);
      });

      assert.match(answer, /heartbeatAck/);
    },
  );
}
