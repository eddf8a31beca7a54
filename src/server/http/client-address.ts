/**
 * Finds the client that a request comes from, on a socket and over HTTP. Rate limits, deliveries and routes for this
 * machine only all use it.
 */
import { BlockList, isIP, isIPv6, SocketAddress } from 'node:net';
import { isLoopbackAddress } from './loopback.ts';

/** The parts of a request that identify its client. */
export interface Asking {
  /** The socket's peer, as the transport gives it. */
  readonly remoteAddress: string;
  /** By lower-case name; the values of a repeated header are joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
}

export interface Caller {
  /** In its shortest form; an IPv4-mapped address as IPv4. */
  readonly address: string;
  /** The request has a proxy's header, so the socket's peer is not the client. */
  readonly cameThroughProxy: boolean;
  /** The client is a program on this machine, without a proxy. */
  readonly isOnThisMachine: boolean;
}

/** The name under which the address from the PROXY protocol is stored. */
export const PROXY_PROTOCOL = 'proxy-protocol';
/** Headers that proxies add. Even an empty one counts. */
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via', PROXY_PROTOCOL];

interface Block {
  readonly address: string;
  /** Number of leading bits to compare. */
  readonly prefix: number;
}

const GROUPS = 8;
/** Groups of an IPv6 address that name the network: 64 bits. */
const NETWORK_GROUPS = 4;

export class ClientAddress {
  readonly #trusted = new BlockList();
  readonly #ownAddress: string | undefined;

  /**
   * @param trustedProxies Addresses or CIDR blocks.
   * @param host The address that the server listens on. Only this machine can connect from it; our own pipeline does,
   * if the server listens only on a network address.
   * @throws Error when an entry is neither an address nor a block: see problemsOfTrustedProxies.
   */
  constructor(trustedProxies: readonly string[], host = '') {
    this.#ownAddress = parseAddress(host);
    for (const entry of trustedProxies) {
      const block = parseBlock(entry);
      if (block === undefined) throw new Error(problemWith(entry));
      this.#trusted.addSubnet(block.address, block.prefix, familyOf(block.address));
    }
  }

  /** A peer that is not an address is returned unchanged and is not trusted. Never throws. */
  callerOf({ remoteAddress, headers }: Asking): Caller {
    const cameThroughProxy = PROXY_HEADERS.some((name) => headers.has(name));
    const peer = parseAddress(remoteAddress);
    if (peer === undefined) return { address: remoteAddress, cameThroughProxy, isOnThisMachine: false };
    return {
      address: this.#clientBehind(peer, headers.get('x-forwarded-for') ?? ''),
      cameThroughProxy,
      isOnThisMachine: !cameThroughProxy && (isLoopbackAddress(peer) || peer === this.#ownAddress),
    };
  }

  /**
   * The socket's peer or, behind trusted proxies, the right-most address in X-Forwarded-For that is not a trusted
   * proxy. Our own proxies write the right end; the client may write anything to the left of it. So the search ends at
   * the last valid address before an invalid entry or the end of the header.
   */
  #clientBehind(peer: string, forwardedFor: string): string {
    let client = peer;
    const entries = forwardedFor.split(',');
    for (let next: string | undefined; this.#trusted.check(client, familyOf(client)); client = next) {
      next = parseAddress(entries.pop() ?? '');
      if (next === undefined) break;
    }
    return client;
  }
}

/** @returns one line for each entry that is neither an address nor a CIDR block. */
export function problemsOfTrustedProxies(list: readonly string[]): string[] {
  return list.filter((entry) => parseBlock(entry) === undefined).map(problemWith);
}

/**
 * The key that rates are counted by. An IPv6 host can use any address of its /64 and change it for every connection, so
 * the whole /64 is one key. Text that is not an address is its own key.
 */
export function toRateKey(address: string): string {
  const plain = parseAddress(address);
  if (plain === undefined) return address;
  return isIPv6(plain) ? `${toNetwork(plain)}::/64` : plain;
}

function problemWith(entry: string): string {
  return `"${entry}" is neither an address nor a CIDR block such as 10.0.0.0/8 or fd00::/8`;
}

function parseBlock(entry: string): Block | undefined {
  const [, address, digits] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  if (address === undefined || isIP(address) === 0) return undefined;
  const bits = isIPv6(address) ? 128 : 32;
  const prefix = Number(digits ?? bits);
  return prefix <= bits ? { address, prefix } : undefined;
}

/** The address in its shortest form, without brackets, port or zone; undefined when the text is not an address. */
function parseAddress(text: string): string | undefined {
  const trimmed = text.trim();
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(trimmed)?.[1];
  const beforePort = /^([\d.]+):\d{1,5}$/.exec(trimmed)?.[1];
  const found = bracketed ?? beforePort ?? trimmed;
  // IPv4 has no shorter form.
  if (!isIPv6(found)) return isIP(found) === 4 ? found : undefined;
  const { address } = new SocketAddress({ address: found.replace(/%.*/, ''), family: 'ipv6' });
  return address.replace(/^::ffff:(?=.*\.)/, '');
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

/** @param address IPv6 in its shortest form. @returns its first four groups. */
function toNetwork(address: string): string {
  const [head = [], tail = []] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: GROUPS - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].slice(0, NETWORK_GROUPS).join(':');
}
