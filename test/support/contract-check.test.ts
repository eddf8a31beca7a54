import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { WebSocketServer } from 'ws';
import { SERVER_EXAMPLES } from '../../scripts/asyncapi-examples.ts';
import { errorBody, refusal } from '../../src/protocol/errors.ts';
import type { ServerMessageType } from '../../src/protocol/server-messages.ts';
import { ContractCheck, errorProblem } from './contract-check.ts';
import { TestClient } from './test-client.ts';

const example = (type: ServerMessageType): Record<string, unknown> => ({ ...SERVER_EXAMPLES[type][0] });
const [, pausedCopy] = SERVER_EXAMPLES.broadcastPaused;

/** What is wrong with the last of what a socket is told. */
function problemOf(...told: Record<string, unknown>[]): string | undefined {
  const check = new ContractCheck();
  return told.map((message) => check.problemOf(message)).at(-1);
}

test('every example of a message passes', () => {
  for (const examples of Object.values(SERVER_EXAMPLES)) {
    for (const message of examples) assert.equal(problemOf({ ...message }), undefined);
  }
});

test('a member too many is a breach, at any depth', () => {
  assert.match(String(problemOf({ ...example('speakerBack'), mood: 'good' })), /additional properties/);
  const state = { ...SERVER_EXAMPLES.speakerStateChanged[0]?.state, speed: 2 };
  assert.match(String(problemOf({ ...example('speakerStateChanged'), state })), /additional properties/);
});

test('a member missing or wrong is a breach', () => {
  const { graceMs: _, ...away } = example('speakerAway');

  assert.match(String(problemOf(away)), /graceMs/);
  assert.match(String(problemOf({ ...example('sessionEnded'), reason: 'bored' })), /reason/);
  assert.match(String(problemOf({ ...example('speakerBack'), timestamp: Date.now() })), /not in seconds/);
});

test('a listener is not told what is for the speaker, nor the other way round', () => {
  const joined = example('sessionJoined');
  const created = example('sessionCreated');

  assert.match(String(problemOf(joined, example('sessionStatus'))), /a listener was told sessionStatus/);
  assert.match(String(problemOf(created, example('speakerAway'))), /a speaker was told speakerAway/);
  const [refreshedSpeaker, refreshedListener] = SERVER_EXAMPLES.connectionRefreshComplete;
  assert.match(String(problemOf({ ...refreshedSpeaker }, example('speakerAway'))), /a speaker/);
  assert.match(String(problemOf({ ...refreshedListener }, example('sessionStatus'))), /a listener/);
});

test('the listeners’ copy of an acknowledgement has none of its extras', () => {
  assert.equal(problemOf(example('sessionJoined'), { ...pausedCopy }), undefined);
  assert.match(String(problemOf(example('sessionJoined'), example('broadcastPaused'))), /acknowledgement's/);
  assert.equal(problemOf(example('sessionCreated'), example('broadcastPaused')), undefined);
});

test('a message about another session is a breach', () => {
  const foreign = { ...example('sessionEnded'), sessionId: 'other-place-001' };

  assert.match(String(problemOf(example('sessionJoined'), foreign)), /another session/);
});

test('what the pipeline may have made is let through', () => {
  assert.equal(problemOf({ type: 'audio', anything: 1 }), undefined);
  assert.equal(problemOf({ type: '__proto__' }), undefined);
});

test('an error is held to its status, its place and the details of its code', () => {
  const said = errorBody(refusal('MISSING_PARAMETER', { parameter: 'role' }), 'k-1', 1_699_500_000_000);
  const body = (details: Record<string, unknown>) => ({ ...said, details });

  assert.equal(errorProblem(body({ parameter: 'role' }), 'upgrade'), undefined);
  assert.match(String(errorProblem(body({}), 'upgrade')), /details of MISSING_PARAMETER/);
  assert.match(String(errorProblem(body({ parameter: 'role', more: 1 }), 'http')), /additional/);
  assert.match(String(errorProblem({ ...body({ parameter: 'role' }), statusCode: 401 }, 'http')), /status 401/);
  assert.match(
    String(errorProblem({ ...body({}), code: 'NOT_FOUND', statusCode: 404, details: {} }, 'socket')),
    /socket/,
  );
  assert.match(String(errorProblem({ message: 'no' }, 'http')), /code/);
});

test('a client that was told something wrong fails its test at the next wait, and at the close', async (t) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  t.after(() => new Promise((resolve) => server.close(resolve)));
  await once(server, 'listening');
  const sent = ['no JSON', JSON.stringify({ ...example('speakerBack'), mood: 'good' })];
  server.on('connection', (socket) => {
    for (const text of sent) socket.send(text);
  });

  for (const text of [...sent]) {
    sent.splice(0, sent.length, text);
    const client = new TestClient(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await assert.rejects(client.next('heartbeatAck'), /broke the wire contract/);
    await assert.rejects(client.close(), /broke the wire contract/);
  }
});
