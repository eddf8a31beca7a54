/** A TCP connection to a server, or what stands for one where it speaks TLS. */
import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';

/** @param from one of this machine's addresses, to come from. Emits `connect` or `error` like any socket. */
export function plainSocket(url: URL, from?: string): Socket {
  const isSecure = url.protocol === 'https:' || url.protocol === 'wss:';
  const port = Number(url.port || (isSecure ? 443 : 80));
  const target = { port, host: url.hostname, ...(from === undefined ? {} : { localAddress: from }) };
  return isSecure ? connectSecurely({ ...target, servername: url.hostname }) : connect(target);
}
