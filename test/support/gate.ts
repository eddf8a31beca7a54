/** A door in front of a local endpoint: open it passes every byte on, shut it hangs up on whoever is or comes. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Ending } from './test-server.ts';

export interface Gate {
  readonly endpoint: string;
  open(): void;
  shut(): void;
}

export async function startGate(t: Ending, endpoint: string): Promise<Gate> {
  const { hostname, port } = new URL(endpoint);
  const sockets = new Set<Socket>();
  let isOpen = true;
  const hold = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    hold(client);
    if (!isOpen) {
      client.destroy();
      return;
    }
    const service = connect(Number(port), hostname);
    hold(service);
    client.pipe(service).pipe(client);
    client.on('close', () => service.destroy());
    service.on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const shut = () => {
    isOpen = false;
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
      isOpen = true;
    },
    shut,
  };
}
