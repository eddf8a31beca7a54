/** Binds a local endpoint's HTTP server to loopback. */

import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LOOPBACK } from '../src/protocol/loopback.ts';

/** @param port 0: a free port. @returns the port. Rejects with one line when the port cannot be used. */
export async function listenOnLoopback(server: Server, port: number): Promise<number> {
  server.listen(port, LOOPBACK);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'it is taken' : (code ?? String(error));
    throw new Error(`cannot listen on ${LOOPBACK}:${port}: ${why}`, { cause: error });
  }
  return (server.address() as AddressInfo).port;
}
