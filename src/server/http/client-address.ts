/** Whose request it is, on a socket and over HTTP: one answer for rates, deliveries and what is for this machine only. */
import { BlockList, isIP, isIPv6, SocketAddress } from 'node:net';
import { isLoopbackAddress } from './loopback.ts';

/** A request, as far as it tells whose it is. */
export interface Asking {
  /** The socket's peer, as the transport shows it. */
  readonly remoteAddress: string;
  /** By lower-case name; the lines of a header that came several times joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
}

export interface Caller {
  /** In its shortest form, an IPv4-mapped one as IPv4. */
  readonly address: string;
  /** A proxy passed the request on, or its sender says so: the socket's peer is not who asks. */
  readonly cameThroughProxy: boolean;
  /** A program on this machine that asks by itself. */
  readonly isOnThisMachine: boolean;
}

/** Where a request has the address that came by the PROXY protocol. */
export const PROXY_PROTOCOL = 'proxy-protocol';
/** What proxies add. Empty or not: who carries one came through something. */
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via', PROXY_PROTOCOL];

interface Block {
  readonly address: string;
  /** Leading bits that count. */
  readonly prefix: number;
}

const GROUPS = 8;
/** Of an IPv6 address, the groups that name the network: 64 bits. */
const NETWORK_GROUPS = 4;

export class ClientAddress {
  readonly #trusted = new BlockList();
  readonly #ownAddress: string | undefined;

  /**
   * @param trustedProxies Addresses or CIDR blocks.
   * @param host Where the server listens. Only this machine itself can come from that address: our own pipeline does, where
   *   the server listens on an address of the network alone.
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

  /** A peer that is no address is given back as it is, and is trusted in nothing. Never throws. */
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
   * The socket's peer; when that is a trusted proxy, the right-most address of the header that is none. The right end is
   * what our own proxies wrote and what is left of it the client's word, so an entry that is no address ends the walk at
   * the last good one, and so does the end of the header.
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
 * What rates are counted by. An IPv6 host has a whole /64 to choose its address from, a new one for every connection if it
 * likes: counted one by one, its addresses would be no limit at all. What is no address is its own key.
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

/** The address in its shortest form, without brackets, port or zone; undefined when it is none. */
function parseAddress(text: string): string | undefined {
  const trimmed = text.trim();
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(trimmed)?.[1];
  const beforePort = /^([\d.]+):\d{1,5}$/.exec(trimmed)?.[1];
  const found = bracketed ?? beforePort ?? trimmed;
  // An IPv4 address has one form only.
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
