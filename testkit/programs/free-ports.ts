/** Ports on loopback that are probably free, for programs that cannot listen on port 0 and report which port they got. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** `count` different ports. Another process may take one before its program does. */
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
