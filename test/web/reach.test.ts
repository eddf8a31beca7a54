import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLocalPage, listenLink, posterLink, reachableFolders, screenSetupLink } from '../../web/src/reach.ts';

test('a page of this computer is reached at the addresses that its server names, any other where it is', () => {
  const named = ['http://192.168.0.7:8080', 'nonsense'];
  for (const page of ['http://localhost:8080/speak', 'http://127.0.0.1:8080/speak?x=1', 'http://[::1]:8080/speak']) {
    assert.equal(isLocalPage(page), true, page);
    assert.deepEqual(reachableFolders(page, named), ['http://192.168.0.7:8080/'], page);
    assert.deepEqual(reachableFolders(page, []), []);
  }
  const elsewhere = 'https://talks.example/hall/speak?code=x';
  assert.equal(isLocalPage(elsewhere), false);
  assert.deepEqual(reachableFolders(elsewhere, named), ['https://talks.example/hall/']);
  assert.deepEqual(reachableFolders('http://localhost:8080/hall/speak', named), ['http://192.168.0.7:8080/hall/']);
});

test('of several addresses the one that a person chose comes first; one that the server does not name is none', () => {
  const named = ['http://100.64.0.1:8080', 'http://192.168.0.7:8080'];
  const folders = (chosen: string) => reachableFolders('http://localhost:8080/screen', named, chosen);

  assert.equal(folders('192.168.0.7:8080')[0], 'http://192.168.0.7:8080/');
  assert.equal(folders('evil.example:8080')[0], 'http://100.64.0.1:8080/');
});

test('links name the session, and its server if it is another one', () => {
  const folder = 'https://talks.example/hall/';
  const here = { code: 'golden-eagle-427', server: undefined };
  const there = { ...here, server: 'wss://other.example/x' };

  assert.equal(listenLink(folder, here), 'https://talks.example/hall/listen?code=golden-eagle-427');
  assert.equal(new URL(listenLink(folder, there)).searchParams.get('server'), 'wss://other.example/x');
  assert.equal(posterLink(folder, here), 'https://talks.example/hall/poster?code=golden-eagle-427');
  assert.equal(screenSetupLink(folder, here), 'https://talks.example/hall/screen?setup=golden-eagle-427');
  assert.equal(new URL(screenSetupLink(folder, there)).searchParams.get('server'), 'wss://other.example/x');
  assert.equal(new URL(screenSetupLink(folder, here, '10.0.0.9:80')).searchParams.get('address'), '10.0.0.9:80');
});
