/**
 * A door in front of a local endpoint: open it passes every byte on, shut it hangs up on whoever is or comes, held it
 * keeps every request waiting.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Ending } from './test-server.ts';

export interface Gate {
  readonly endpoint: string;
  open(): void;
  shut(): void;
  /** Until it is opened no byte gets to the service; the connections stay. */
  hold(): void;
}

export async function startGate(t: Ending, endpoint: string): Promise<Gate> {
  const { hostname, port } = new URL(endpoint);
  const sockets = new Set<Socket>();
  const pairs = new Map<Socket, Socket>();
  let state: 'open' | 'held' | 'shut' = 'open';
  const hold = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    hold(client);
    if (state === 'shut') {
      client.destroy();
      return;
    }
    const service = connect(Number(port), hostname);
    hold(service);
    pairs.set(client, service);
    service.pipe(client);
    if (state === 'open') client.pipe(service);
    client.on('close', () => {
      pairs.delete(client);
      service.destroy();
    });
    service.on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const shut = () => {
    state = 'shut';
    for (const socket of sockets) socket.destroy();
  };
  t.after(async () => {
    shut();
    server.close();
    await once(server, 'close');
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: () => {
      if (state === 'held') for (const [client, service] of pairs) client.pipe(service);
      state = 'open';
    },
    shut,
    hold: () => {
      state = 'held';
      for (const [client, service] of pairs) client.unpipe(service).pause();
    },
  };
}
