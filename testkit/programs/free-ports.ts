/** Ports on loopback that were free a moment ago, for programs that cannot take port 0 and say which they got. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** As many different ones as asked for. Whoever is quicker may take one before its program does. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  const ports: number[] = [];
  for (const server of servers) {
    if (!server.listening) await once(server, 'listening');
    ports.push((server.address() as AddressInfo).port);
  }
  for (const server of servers) {
    server.close();
    await once(server, 'close');
  }
  return ports;
}
