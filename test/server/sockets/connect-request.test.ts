import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConnectRequest } from '../../../src/server/sockets/connect-request.ts';

function read(query: string, headers: { authorization?: string; protocols?: string } = {}) {
  return readConnectRequest({
    query: new URLSearchParams(query),
    authorization: headers.authorization ?? '',
    protocols: headers.protocols ?? '',
  });
}

function intentOf(query: string) {
  const result = read(query);
  return result.ok ? result.request.intent : result.refusal.code;
}

function tokenOf(query: string, headers: { authorization?: string; protocols?: string } = {}) {
  const result = read(query, headers);
  assert.ok(result.ok);
  return result.request.token;
}

test('a bare connection waits for its first message', () => {
  assert.deepEqual(intentOf(''), { kind: 'wait' });
  assert.deepEqual(intentOf('token=t&unknown=1'), { kind: 'wait' });
});

test('createSession needs a source language; a tier and a mode of segments that it names must be known ones', () => {
  assert.deepEqual(intentOf('action=createSession&sourceLanguage=en&token=t'), {
    kind: 'create',
    sourceLanguage: 'en',
    qualityTier: 'standard',
    segments: undefined,
  });
  assert.equal(intentOf('action=createSession'), 'MISSING_PARAMETER');
  assert.equal(intentOf('action=createSession&sourceLanguage=en&qualityTier=gold'), 'INVALID_PARAMETER');
  for (const segments of ['clause', 'sentence', 'result']) {
    const intent = intentOf(`action=createSession&sourceLanguage=en&segments=${segments}`);
    assert.equal(typeof intent === 'object' && intent.kind === 'create' && intent.segments, segments);
  }
  for (const segments of ['', 'word', 'Clause', 'null']) {
    assert.equal(intentOf(`action=createSession&sourceLanguage=en&segments=${segments}`), 'INVALID_PARAMETER');
  }
});

test('a target language means listener, whoever asks', () => {
  const joined = {
    kind: 'join',
    sessionId: 'golden-eagle-427',
    targetLanguage: 'es',
    isRefresh: false,
    replaces: undefined,
  };

  assert.deepEqual(intentOf('sessionId=golden-eagle-427&targetLanguage=es'), joined);
  assert.deepEqual(intentOf('sessionId=golden-eagle-427&targetLanguage=es&token=t'), joined);
  assert.deepEqual(intentOf('action=joinSession&sessionId=golden-eagle-427&targetLanguage=es'), joined);
});

test('a session id with neither token nor language is refused', () => {
  assert.equal(intentOf('sessionId=golden-eagle-427'), 'MISSING_PARAMETER');
  assert.equal(intentOf('targetLanguage=es'), 'MISSING_PARAMETER');
  assert.equal(intentOf('action=joinSession&sessionId=golden-eagle-427&token=t'), 'MISSING_PARAMETER');
});

test('a session id with a token attaches', () => {
  assert.deepEqual(intentOf('sessionId=golden-eagle-427&token=t'), {
    kind: 'attach',
    sessionId: 'golden-eagle-427',
    isRefresh: false,
  });
});

test('a malformed session id and an unknown action are named as such', () => {
  assert.equal(intentOf('sessionId=../../etc&targetLanguage=es'), 'INVALID_SESSION_ID');
  assert.equal(intentOf('action=explode'), 'INVALID_ACTION');
  assert.equal(intentOf('action='), 'INVALID_ACTION');
});

test('a refresh names its role, and a listener its language or the socket it replaces', () => {
  const base = 'action=refreshConnection&sessionId=golden-eagle-427';

  assert.deepEqual(intentOf(`${base}&role=speaker&token=t`), {
    kind: 'attach',
    sessionId: 'golden-eagle-427',
    isRefresh: true,
  });
  assert.deepEqual(intentOf(`${base}&role=listener&connectionId=abc`), {
    kind: 'join',
    sessionId: 'golden-eagle-427',
    targetLanguage: undefined,
    isRefresh: true,
    replaces: 'abc',
  });
  assert.equal(intentOf(base), 'MISSING_PARAMETER');
  assert.equal(intentOf(`${base}&role=admin`), 'INVALID_PARAMETER');
  assert.equal(intentOf(`${base}&role=listener`), 'MISSING_PARAMETER');
});

test('the token comes from the header, then the subprotocol, then the query; an empty one is still one', () => {
  assert.equal(tokenOf('token=q', { authorization: 'Bearer h', protocols: 'bearer, p' }), 'h');
  assert.equal(tokenOf('token=q', { protocols: 'bearer, p' }), 'p');
  assert.equal(tokenOf('token=q'), 'q');
  assert.equal(tokenOf('token=q', { authorization: 'Bearer ' }), '');
  assert.equal(tokenOf('token=q', { protocols: 'bearer' }), '');
  assert.equal(tokenOf('token='), '');
  assert.equal(tokenOf(''), undefined);
});

test('the bearer subprotocol is selected when it is offered', () => {
  const result = read('', { protocols: 'bearer, secret' });

  assert.ok(result.ok);
  assert.equal(result.request.protocol, 'bearer');
});

test('acknowledgements and transcripts are chosen by the query', () => {
  const result = read('ack=none&transcripts=on');

  assert.ok(result.ok);
  assert.equal(result.request.wantsAcknowledgements, false);
  assert.equal(result.request.wantsTranscripts, true);
});
