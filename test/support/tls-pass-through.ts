/** Ends TLS in front of a local port that speaks HTTP/2 without it, and hands the bytes on as they are. For clients without h2c. */
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { Certificate } from './certificate.ts';
import type { Ending } from './test-server.ts';

/** @returns its port. Only `h2` is agreed on; a client that offers something else is refused by TLS. */
export async function startTlsPassThrough(t: Ending, port: number, certificate: Certificate): Promise<number> {
  const [cert, key] = await Promise.all([readFile(certificate.certFile), readFile(certificate.keyFile)]);
  const sockets = new Set<Socket>();
  const server = createServer({ cert, key, ALPNProtocols: ['h2'] }, (outside) => {
    const inside = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}
