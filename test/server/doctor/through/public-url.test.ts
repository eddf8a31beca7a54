import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseUrl } from '../../../../src/server/doctor/through/public-url.ts';

test('an address is taken with any of four schemes, with a path, and with slashes at its end', () => {
  const taken = {
    'https://rostrum.example.org': 'https://rostrum.example.org',
    'https://Rostrum.example.org/': 'https://rostrum.example.org',
    'http://127.0.0.1:8080': 'http://127.0.0.1:8080',
    'wss://rostrum.example.org/': 'https://rostrum.example.org',
    'ws://[::1]:8080//': 'http://[::1]:8080',
    ' https://example.org/speech/ ': 'https://example.org/speech',
    'HTTPS://example.org:443': 'https://example.org',
  };

  for (const [given, url] of Object.entries(taken)) assert.deepEqual(parseUrl(given), { ok: true, url }, given);
});

test('what is no address of a server is refused with what to change, and a password is not repeated', () => {
  const refused = {
    'rostrum.example.org': /^must be an address that begins with https/,
    'localhost:8080': /begins with https/,
    'https://': /begins with https/,
    'https:///path': /begins with https/,
    '': /begins with https/,
    'ftp://example.org': /begins with https/,
    'https://ada:hunter2@example.org': /^must have no user name/,
    'https://example.org/?token=hunter2': /^must have nothing behind its path/,
    'https://example.org/#hunter2': /nothing behind/,
  };

  for (const [given, problem] of Object.entries(refused)) {
    const read = parseUrl(given);

    assert.ok(!read.ok, given);
    assert.match(read.problem, problem);
    assert.doesNotMatch(read.problem, /hunter2|\n/);
  }
});
