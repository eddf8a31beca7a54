/** One measurement at a time on a machine: whoever measures holds a name that the kernel frees when the process ends. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A socket without a file (Linux). */
const NAME = '\0rostrum-bench';
const LOOK_EVERY_MS = 500;

/** Waits until no other measurement runs. @param onWait called once if one does. @returns what gives the turn back. */
export async function takeTurn(onWait: () => void, signal: AbortSignal): Promise<() => void> {
  for (let tries = 0; ; tries += 1) {
    const server = await listening();
    if (server !== undefined) return () => server.close();
    if (tries === 0) onWait();
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

async function listening(): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  server.listen(NAME);
  try {
    await once(server, 'listening');
    return server.unref();
  } catch {
    return undefined;
  }
}
