import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Route, RouteMethod } from '../../../src/server/http/route.ts';
import { RouteTable, toAllow } from '../../../src/server/http/route-table.ts';

function route(method: RouteMethod, pattern: string | RegExp): Route {
  return { method, pattern, handle: () => ({ status: 200 }) };
}

/** @returns the pattern that a path matches, and its parameters. */
function found(table: RouteTable, path: string) {
  const match = table.match(path);
  return match && [String(match.entry.pattern), match.params];
}

test('a pattern takes the whole path, a parameter one segment of it, and a star whatever follows', () => {
  const table = new RouteTable([
    { routes: [route('GET', '/a.b'), route('GET', '/talks/:talk'), route('GET', '/talks/:talk/parts/:part')] },
    { routes: [route('GET', '/rest/*')] },
  ]);

  assert.deepEqual(found(table, '/a.b'), ['/a.b', {}]);
  assert.deepEqual(found(table, '/talks/one'), ['/talks/:talk', { talk: 'one' }]);
  assert.deepEqual(found(table, '/talks/one/parts/2'), ['/talks/:talk/parts/:part', { talk: 'one', part: '2' }]);
  for (const path of ['/rest/', '/rest/a/b', '/rest/a\nb']) assert.deepEqual(found(table, path), ['/rest/*', {}]);
  for (const path of [
    '',
    '/',
    '/axb',
    '/a.b/',
    '/x/a.b',
    '/A.B',
    '/talks/',
    '/talks/one/',
    '/talks/one/parts',
    '/rest',
  ]) {
    assert.equal(found(table, path), undefined, path);
  }
});

test('percent-escapes of a parameter are decoded, and one that is none is left as it is', () => {
  const table = new RouteTable([{ routes: [route('GET', '/talks/:talk'), route('GET', /^\/x(?<id>.)(?<more>y)?$/)] }]);

  assert.deepEqual(found(table, '/talks/a%2Fb%C3%A9')?.[1], { talk: 'a/bé' });
  assert.deepEqual(found(table, '/talks/%E9')?.[1], { talk: '%E9' });
  assert.deepEqual(found(table, '/talks/100%')?.[1], { talk: '100%' });
  assert.equal(found(table, '/%74alks/one'), undefined, 'words are compared as they are written');
});

test('of several patterns that match, the first of the table counts', () => {
  const table = new RouteTable([
    { routes: [route('GET', '/talks/first'), route('GET', '/talks/:talk')] },
    { routes: [route('POST', '/talks/:talk'), route('GET', '/*')] },
  ]);

  assert.equal(found(table, '/talks/first')?.[0], '/talks/first');
  assert.equal(table.match('/talks/other')?.entry.allow, 'GET, HEAD');
});

test('routes of one pattern are one entry, whose Allow names their methods in order, HEAD after GET', () => {
  const table = new RouteTable([{ routes: [route('DELETE', '/a'), route('GET', '/a'), route('POST', '/b')] }]);

  assert.deepEqual(
    table.entries.map(({ pattern, allow, byMethod }) => [pattern, allow, [...byMethod.keys()]]),
    [
      ['/a', 'DELETE, GET, HEAD', ['DELETE', 'GET']],
      ['/b', 'POST', ['POST']],
    ],
  );
  assert.equal(toAllow(['GET', 'POST', 'PATCH', 'DELETE']), 'GET, HEAD, POST, PATCH, DELETE');
});
