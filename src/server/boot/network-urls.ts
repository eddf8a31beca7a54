/** Where other machines reach a server in embedded mode, for the person who invites them. */
import { isIPv6 } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import type { Config } from '../config/config.ts';
import { isLoopbackOnly } from '../http/loopback.ts';

/** Networks between this machine and its own containers or virtual machines: nobody else is there. */
const OWN_NETWORK = /^(docker|br-|veth|virbr|vmnet|vboxnet|lxc|cni|podman)/;
/** Tunnels, and switches of virtual machines: listeners are seldom there. */
const SELDOM = /^(wg|tun|tap|utun|tailscale|zt|ppp|bridge|vEthernet)/;
const MOST = 8;

export type NetworkInterfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/**
 * @param interfaces As the operating system gives them.
 * @returns URLs, at most 8, IPv4 before IPv6, tunnels last; empty where the port is open to this machine only. Undefined where the
 * operator knows better: in AWS mode, at one address, and with TLS, whose certificate is for a name.
 */
export function networkUrls(
  { host, mode, tls }: Pick<Config, 'host' | 'mode' | 'tls'>,
  port: number,
  interfaces: NetworkInterfaces,
): readonly string[] | undefined {
  if (mode !== 'embedded') return undefined;
  if (isLoopbackOnly(host)) return [];
  if (tls !== undefined || !['0.0.0.0', '::'].includes(host)) return undefined;
  const addresses = Object.entries(interfaces)
    .filter(([name]) => !OWN_NETWORK.test(name))
    .sort(([a], [b]) => Number(SELDOM.test(a)) - Number(SELDOM.test(b)))
    .flatMap(([, list]) => list ?? [])
    .filter(({ address, internal }) => !internal && !isLinkLocal(address))
    .map(({ address }) => address);
  const v4 = addresses.filter((address) => !isIPv6(address));
  const v6 = host === '::' ? addresses.filter(isIPv6) : [];
  return [...v4, ...v6.map((address) => `[${address}]`)].slice(0, MOST).map((name) => `http://${name}:${port}`);
}

/** Such an address is not unique, or needs the name of an interface, which no URL has. */
function isLinkLocal(address: string): boolean {
  return /^(169\.254\.|fe[89ab])/i.test(address);
}
