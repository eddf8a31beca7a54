/** Recognises browsers on the server's own machine. */
import { isLoopbackHost } from '../../protocol/loopback.ts';
import type { ClientAddress } from './client-address.ts';
import type { HttpRequestInfo } from './http-types.ts';

/**
 * @returns whether the request comes from this machine without a proxy, and asks for it by a loopback name. In DNS
 * rebinding it comes from this machine too, but under the foreign page's name.
 */
export function isLocalCaller(
  addresses: Pick<ClientAddress, 'callerOf'>,
  request: Pick<HttpRequestInfo, 'header' | 'headers' | 'remoteAddress'>,
): boolean {
  return addresses.callerOf(request).isOnThisMachine && isLoopbackHost(request.header('host'));
}
