/** Binds a local endpoint's HTTP server to loopback. Knows no service. */
import { once } from 'node:events';
export const LOOPBACK = '127.0.0.1';
/** @param port 0 takes a free one. @returns the port. Rejects with one clear line when it cannot be had. */
export async function listenOnLoopback(server, port) {
  server.listen(port, LOOPBACK);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error;
    const why = code === 'EADDRINUSE' ? 'it is taken' : (code ?? String(error));
    throw new Error(`cannot listen on ${LOOPBACK}:${port}: ${why}`, { cause: error });
  }
  return server.address().port;
}
//# sourceMappingURL=listen.js.map
