import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ClientAddress, problemsOfTrustedProxies, toRateKey } from '../../../src/server/http/client-address.ts';

const PROXIES = ['127.0.0.1', '10.0.0.0/8', 'fd00::/8', '2001:db8::7'];
const behindProxies = new ClientAddress(PROXIES);

/** @param forwardedFor All X-Forwarded-For lines; empty when there is none. */
function addressOf(addresses: ClientAddress, remoteAddress: string, forwardedFor: string): string {
  const headers = new Map(forwardedFor === '' ? [] : [['x-forwarded-for', forwardedFor]]);
  return addresses.callerOf({ remoteAddress, headers }).address;
}

for (const [peer, forwardedFor, expected, why] of [
  ['198.51.100.1', '', '198.51.100.1', 'without proxies the peer counts'],
  ['198.51.100.1', '203.0.113.9', '198.51.100.1', 'a peer that is no proxy is not believed'],
  ['127.0.0.1', '', '127.0.0.1', 'a proxy that says nothing is the client itself'],
  ['127.0.0.1', '203.0.113.9', '203.0.113.9', 'a proxy is believed'],
  ['127.0.0.1', '1.1.1.1, 203.0.113.9', '203.0.113.9', 'what the client wrote left of it is not'],
  ['127.0.0.1', '203.0.113.9, 10.1.2.3,10.255.255.255', '203.0.113.9', 'a chain of proxies is walked through'],
  ['127.0.0.1', '10.1.2.3', '10.1.2.3', 'when all are proxies, the left-most is the client'],
  ['127.0.0.1', '203.0.113.9, unknown, 10.1.2.3', '10.1.2.3', 'an entry that is no address ends the walk'],
  ['127.0.0.1', '203.0.113.9,, 10.1.2.3', '10.1.2.3', 'an empty entry ends it too'],
  ['127.0.0.1', '203.0.113.9,', '127.0.0.1', 'also as the last one'],
  ['127.0.0.1', '203.0.113.9:5678', '203.0.113.9', 'a port is not part of the address'],
  ['127.0.0.1', '[2001:DB8::1]:80', '2001:db8::1', 'brackets and a port neither'],
  ['127.0.0.1', '[2001:db8:0::1]', '2001:db8::1', 'brackets alone neither'],
  ['127.0.0.1', '2001:db8:0:0:0:0:0:1', '2001:db8::1', 'an IPv6 address is given in its shortest form'],
  ['127.0.0.1', 'fe80::1%eth0', 'fe80::1', 'a zone is not part of the address'],
  ['127.0.0.1', '203.0.113.9:port', '127.0.0.1', 'a port that is none makes no address'],
  ['127.0.0.1', '203.0.113.256', '127.0.0.1', 'nor do bytes over 255'],
  ['127.0.0.1', '1.2.3', '127.0.0.1', 'nor too few of them'],
  ['127.0.0.1', '[::1', '127.0.0.1', 'nor half a bracket'],
  ['::ffff:127.0.0.1', '203.0.113.9', '203.0.113.9', 'an IPv4 proxy in an IPv6 socket is the same proxy'],
  ['0000:0000:0000:0000:0000:ffff:7f00:0001', '203.0.113.9', '203.0.113.9', 'also written in full'],
  ['127.0.0.1', '203.0.113.9, ::ffff:10.1.2.3', '203.0.113.9', 'also in the header'],
  [
    '0000:0000:0000:0000:0000:ffff:c633:6401',
    '',
    '198.51.100.1',
    'an IPv4 client in an IPv6 socket is the same client',
  ],
  ['fd12::1', '203.0.113.9', '203.0.113.9', 'an IPv6 block is trusted'],
  ['2001:0db8:0000:0000:0000:0000:0000:0007', '203.0.113.9', '203.0.113.9', 'an IPv6 address is trusted in any form'],
  ['2001:db8::8', '203.0.113.9', '2001:db8::8', 'its neighbour is not'],
  ['', '203.0.113.9', '', 'a peer without an address is trusted in nothing'],
  ['@', '203.0.113.9', '@', 'nor is one whose address is none'],
] as const) {
  test(`${why}: ${JSON.stringify(peer)} for ${JSON.stringify(forwardedFor)} is ${JSON.stringify(expected)}`, () => {
    assert.equal(addressOf(behindProxies, peer, forwardedFor), expected);
  });
}

test('with no trusted proxies the header counts from nobody', () => {
  const direct = new ClientAddress([]);

  assert.equal(addressOf(direct, '127.0.0.1', '203.0.113.9'), '127.0.0.1');
});

test('an IPv4-mapped block is the IPv4 block, and bits behind the prefix do not count', () => {
  const addresses = new ClientAddress(['::ffff:192.168.0.0/112', '172.16.3.4/12']);

  assert.equal(addressOf(addresses, '192.168.7.7', '203.0.113.9'), '203.0.113.9');
  assert.equal(addressOf(addresses, '192.169.0.1', '203.0.113.9'), '192.169.0.1');
  assert.equal(addressOf(addresses, '172.31.0.1', '203.0.113.9'), '203.0.113.9');
});

test('every bad entry among the trusted proxies is named in a line of its own', () => {
  const bad = ['', 'proxy.example', '1.2.3.4/33', '::/129', '1.2.3.4/', '1.2.3.4:80', 'fe80::1%eth0', '10.0.0.0/-1'];

  const problems = problemsOfTrustedProxies([...PROXIES, ...bad, '0.0.0.0/0', '::/128']);

  assert.deepEqual(
    problems,
    bad.map((entry) => `"${entry}" is neither an address nor a CIDR block such as 10.0.0.0/8 or fd00::/8`),
  );
  assert.deepEqual(problemsOfTrustedProxies(PROXIES), []);
  for (const entry of bad)
    assert.throws(() => new ClientAddress([entry]), { message: problemsOfTrustedProxies([entry])[0] });
});

test('an IPv6 client is counted by its /64, an IPv4 client by its address', () => {
  for (const [address, key] of [
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001::', '2001:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['1::3:4:5:6:7', '1:0:0:3::/64'],
    ['no address', 'no address'],
  ] as const) {
    assert.equal(toRateKey(address), key);
  }
});

const ADDRESS = fc.oneof(fc.ipV4(), fc.ipV6());
const HEADER = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200, size: 'max' }),
  fc
    .array(fc.oneof(ADDRESS, fc.string({ maxLength: 20 })), { maxLength: 20, size: 'max' })
    .map((parts) => parts.join(', ')),
);
const untrusted = (address: string) => addressOf(new ClientAddress(PROXIES), address, '0.0.0.1') !== '0.0.0.1';

test('whatever the header says, it never throws, and is not believed from a peer that is not trusted', () => {
  fc.assert(
    fc.property(ADDRESS.filter(untrusted), HEADER, (peer, header) => {
      addressOf(behindProxies, '127.0.0.1', header);

      assert.equal(addressOf(behindProxies, peer, header), addressOf(behindProxies, peer, ''));
    }),
    { numRuns: 1_000 },
  );
});

test('whatever a client writes left of what our proxy wrote, it is counted by its own address', () => {
  const ours = fc.array(fc.constantFrom('10.1.1.1', 'fd00::1', '[fd00::2]:443', '127.0.0.1:80'), { maxLength: 4 });
  fc.assert(
    fc.property(HEADER, ADDRESS.filter(untrusted), ours, (forged, client, proxies) => {
      const header = [forged, client, ...proxies].join(', ');

      assert.equal(addressOf(behindProxies, '127.0.0.1', header), addressOf(behindProxies, client, ''));
    }),
    { numRuns: 1_000 },
  );
});

test('every text has a key, and all addresses of one /64 have the same', () => {
  const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
  const half = fc.array(group, { minLength: 4, maxLength: 4 }).map((groups) => groups.join(':'));
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), half, half, half, (text, network, one, other) => {
      assert.equal(typeof toRateKey(text), 'string');

      const isMapped = (host: string) => !toRateKey(`${network}:${host}`).endsWith('/64');
      fc.pre(!isMapped(one) && !isMapped(other));
      assert.equal(toRateKey(`${network}:${one}`), toRateKey(`${network}:${other}`));
    }),
    { numRuns: 1_000 },
  );
});

test('a loopback caller is a program on this machine only while nothing says that a proxy passed its request on', () => {
  for (const addresses of [new ClientAddress([]), behindProxies]) {
    const callerOf = (remoteAddress: string, headers: [string, string][] = []) =>
      addresses.callerOf({ remoteAddress, headers: new Map(headers) });

    for (const loopback of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '127.1.2.3']) {
      assert.ok(callerOf(loopback).isOnThisMachine, loopback);
      assert.ok(!callerOf(loopback).cameThroughProxy);
      for (const name of ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']) {
        for (const value of ['127.0.0.1', 'for=127.0.0.1', '1.1 localhost', '']) {
          const caller = callerOf(loopback, [[name, value]]);
          assert.deepEqual([caller.isOnThisMachine, caller.cameThroughProxy], [false, true], `${name}: ${value}`);
        }
      }
    }
    for (const stranger of ['192.0.2.7', '::2', '', 'not an address']) {
      assert.ok(!callerOf(stranger).isOnThisMachine, stranger);
      assert.ok(!callerOf(stranger, [['x-forwarded-for', '127.0.0.1']]).isOnThisMachine, stranger);
    }
  }
});

test('where the server listens on an address of the network alone, whoever comes from that very address is on this machine', () => {
  for (const [host, own, other] of [
    ['192.0.2.7', '::ffff:192.0.2.7', '192.0.2.8'],
    ['2001:db8::7', '2001:0db8:0000:0000:0000:0000:0000:0007', '2001:db8::8'],
  ] as const) {
    const addresses = new ClientAddress([], host);
    const isLocal = (remoteAddress: string, headers: [string, string][] = []) =>
      addresses.callerOf({ remoteAddress, headers: new Map(headers) }).isOnThisMachine;

    assert.equal(isLocal(own), true);
    assert.equal(isLocal('127.0.0.1'), true);
    assert.equal(isLocal(other), false);
    assert.equal(isLocal(own, [['via', '1.1 proxy']]), false);
  }
  for (const everywhere of ['0.0.0.0', '::', 'example.org', '']) {
    const addresses = new ClientAddress([], everywhere);
    assert.equal(addresses.callerOf({ remoteAddress: '192.0.2.7', headers: new Map() }).isOnThisMachine, false);
  }
});
