import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { SETTINGS } from '../../src/server/config/settings.ts';
import { haproxyConfig } from '../proxies/haproxy.ts';
import { nginxConfig, withTemporaryFolders } from '../proxies/nginx.ts';
import { findProxy, PROXY_ENVIRONMENT, proxyFolder } from '../proxies/proxy.ts';
import { text } from './deployment-files.ts';

const nginx = withoutComments(text('ops/proxies/nginx.conf'));
const haproxy = withoutComments(text('ops/proxies/haproxy.cfg'));
const DRAIN_DELAY_MS = 10_000;
/** The socket library’s own: it closes a connection without a request after that. */
const SERVER_KEEP_ALIVE_MS = 10_000;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

function withoutComments(config: string): string {
  return config.replace(/^\s*#.*$/gm, '');
}

/** What follows a directive, as ms. */
function timeOf(config: string, directive: string): number {
  const [, amount, unit = ''] = new RegExp(`\\b${directive} (\\d+)(ms|s|m)\\b`).exec(config) ?? [];
  assert.ok(amount, `${directive} is not there`);
  return Number(amount) * (UNITS[unit] ?? Number.NaN);
}

test('the real nginx takes its configuration', findProxy('nginx'), async (t) => {
  const folder = await proxyFolder(t);
  const file = join(folder, 'nginx.conf');
  await writeFile(file, await withTemporaryFolders(folder, nginxConfig(folder, 8000, { servers: [8080, 8081] })));

  const { status, stderr } = spawnSync('nginx', ['-t', '-p', folder, '-c', file], {
    encoding: 'utf8',
    env: PROXY_ENVIRONMENT,
  });

  assert.equal(status, 0, stderr);
  assert.doesNotMatch(stderr, /\[(warn|error|emerg)\](?!.*"user" directive)/, 'but that a user cannot be another');
});

test('the real HAProxy takes its configuration, without a warning', findProxy('HAProxy'), async (t) => {
  const folder = await proxyFolder(t);
  const file = join(folder, 'haproxy.cfg');
  await writeFile(file, haproxyConfig(folder, 8000, { servers: [8080, 8081] }));

  const { status, stdout, stderr } = spawnSync('haproxy', ['-c', '-dW', '-f', file], {
    encoding: 'utf8',
    env: PROXY_ENVIRONMENT,
  });

  assert.equal(status, 0, `${stdout}${stderr}`);
});

test('a socket may be quiet for three pings, in either proxy', () => {
  const threePings = 3 * SETTINGS.PING_INTERVAL_MS.default;

  for (const directive of ['proxy_read_timeout', 'proxy_send_timeout']) {
    assert.ok(timeOf(nginx, directive) >= threePings, directive);
  }
  assert.ok(timeOf(haproxy, 'timeout tunnel') >= threePings);
});

test('HAProxy has seen the 503 of a server that leaves, and that one hangs, before DRAIN_DELAY_MS is over', () => {
  const ready = haproxy.slice(haproxy.indexOf('\nbackend ready'), haproxy.indexOf('\nbackend unready'));
  const falls = Number(/\bfall (\d+)/.exec(ready)?.[1]);

  const seenWithinMs = falls * (timeOf(ready, 'inter') + timeOf(haproxy, 'timeout check'));

  assert.ok(seenWithinMs > 0 && seenWithinMs < DRAIN_DELAY_MS, `${seenWithinMs} ms`);
  assert.match(text('ops/proxies/haproxy.cfg'), new RegExp(`DRAIN_DELAY_MS=${DRAIN_DELAY_MS}\\b`));
});

test('a connection to the server is given up before the server closes it', () => {
  const upstream = nginx.slice(nginx.indexOf('upstream rostrum'));

  assert.ok(timeOf(upstream, 'keepalive_timeout') < SERVER_KEEP_ALIVE_MS);
  assert.ok(timeOf(haproxy, 'timeout http-keep-alive') < SERVER_KEEP_ALIVE_MS);
});

test('what a reload leaves behind is cut only after a connection’s whole life', () => {
  assert.ok(timeOf(nginx, 'worker_shutdown_timeout') > SETTINGS.CONNECTION_LIFE_MS.default);
  assert.ok(timeOf(haproxy, 'hard-stop-after') > SETTINGS.CONNECTION_LIFE_MS.default);
});

test('a body that is too large is refused by the server, which says so in JSON', () => {
  const bytes = Number(/client_max_body_size (\d+)m;/.exec(nginx)?.[1]) * 1024 * 1024;

  assert.ok(bytes > SETTINGS.MAX_BODY_BYTES.default && bytes > SETTINGS.MAX_MESSAGE_BYTES.default);
});

test('both stand in front of the server’s own port', () => {
  for (const config of [nginx, haproxy]) {
    assert.ok(
      config.includes(`server 127.0.0.1:${SETTINGS.PORT.default}`) ||
        config.includes(`blue 127.0.0.1:${SETTINGS.PORT.default}`),
    );
  }
});

test('no log format has the query, a header or the whole request line', () => {
  const nginxFormat = /log_format rostrum [^;]*;/.exec(nginx)?.[0] ?? '';
  const haproxyFormat = /log-format .*/.exec(haproxy)?.[0] ?? '';

  assert.match(nginxFormat, /\$logged_path/);
  assert.doesNotMatch(nginxFormat, /\$(request|request_uri|args|query_string|is_args|arg_\w+|http_\w+|uri)\b/);
  assert.match(haproxyFormat, /var\(txn\.path\)/);
  // %r, %HP, %HU, %HQ: the request line and the address; %hr, %hs: captured headers.
  assert.doesNotMatch(haproxyFormat, /%(\{[^}]*\})?(r|HU|HP|HPO|HQ|hr|hs|hrl|hsl)\b/);
  assert.doesNotMatch(haproxy, /option httplog|capture/);
  assert.doesNotMatch(nginx, /error_log(?!\s+\S+ (emerg|notice);)/);
});
