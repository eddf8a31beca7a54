/** Opens a TCP connection to a server, or a TLS connection for https. */
import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';

/** @param from the local address to connect from. The socket emits `connect` or `error`, also with TLS. */
export function plainSocket(url: URL, from?: string): Socket {
  const isSecure = url.protocol === 'https:' || url.protocol === 'wss:';
  const port = Number(url.port || (isSecure ? 443 : 80));
  const target = { port, host: url.hostname, ...(from === undefined ? {} : { localAddress: from }) };
  return isSecure ? connectSecurely({ ...target, servername: url.hostname }) : connect(target);
}
