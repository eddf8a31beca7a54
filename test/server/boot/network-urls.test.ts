import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkUrls } from '../../../src/server/boot/network-urls.ts';

const OPEN = { mode: 'embedded', host: '0.0.0.0', tls: undefined } as const;

function at(...addresses: readonly string[]) {
  return addresses.map((address) => ({
    ...{ address, internal: address.startsWith('127.'), mac: '00:00:00:00:00:00', netmask: '', cidr: null },
    ...(address.includes(':') ? { family: 'IPv6' as const, scopeid: 0 } : { family: 'IPv4' as const }),
  }));
}

const INTERFACES = {
  lo: at('127.0.0.1'),
  eth0: at('192.168.0.7', 'fd00::2', 'fe80::1', '169.254.3.4'),
  wlan0: at('10.0.0.9'),
  docker0: at('172.17.0.1'),
  'br-1a2b': at('172.18.0.1'),
  away: undefined,
};

test('an open server is reached at each address of the machine in its networks, and not at those of its containers', () => {
  const v4 = ['http://192.168.0.7:8080', 'http://10.0.0.9:8080'];

  assert.deepEqual(networkUrls(OPEN, 8080, INTERFACES), v4);
  assert.deepEqual(networkUrls({ ...OPEN, host: '::' }, 8080, INTERFACES), [...v4, 'http://[fd00::2]:8080']);
});

test('an address in a tunnel comes last, whichever interface the system names first', () => {
  const interfaces = { tailscale0: at('100.64.0.1'), 'vEthernet (WSL)': at('172.29.0.1'), 'Wi-Fi': at('192.168.1.20') };

  assert.deepEqual(networkUrls(OPEN, 8080, interfaces)?.[0], 'http://192.168.1.20:8080');
});

test('a server for this machine alone has no address in a network', () => {
  for (const host of ['127.0.0.1', '::1', 'localhost']) {
    assert.deepEqual(networkUrls({ ...OPEN, host }, 8080, INTERFACES), [], host);
  }
});

test('a server at one address, with TLS or in AWS mode leaves it to its operator', () => {
  const tls = { certFile: 'a', keyFile: 'b' };
  for (const config of [{ ...OPEN, host: '192.168.0.7' }, { ...OPEN, tls }, { ...OPEN, mode: 'aws' } as const]) {
    assert.equal(networkUrls(config, 8080, INTERFACES), undefined);
  }
});

test('a machine with very many addresses names the first eight', () => {
  const many = { eth0: at(...Array.from({ length: 20 }, (_, i) => `10.0.0.${i + 1}`)) };

  assert.equal(networkUrls(OPEN, 8080, many)?.length, 8);
});
