import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { before, describe, test } from 'node:test';
import { type AsyncAPIDocumentInterface, type Diagnostic, Parser } from '@asyncapi/parser';
import { Compile, type Validator, type XSchema } from 'typebox/schema';
import { parse } from 'yaml';
import { stampBlock } from '../../emulators/transcribe/stamp.ts';
import { toCaption, toSpeechMessage } from '../../pipeline/messages.ts';
import { asyncapiDocument } from '../../scripts/asyncapi-document.ts';
import { CLIENT_EXAMPLES, DELIVERED_EXAMPLES, SERVER_EXAMPLES } from '../../scripts/asyncapi-examples.ts';
import { ACTIONS, type Action } from '../../src/protocol/client-messages.ts';
import { CONNECT_ACTIONS, ConnectQuery } from '../../src/protocol/connect-query.ts';
import { DELIVERED_MESSAGES } from '../../src/protocol/delivered-messages.ts';
import { checkParameters } from '../../src/protocol/parameters.ts';
import { SERVER_MESSAGES, type ServerMessageType } from '../../src/protocol/server-messages.ts';
import type { TestClient } from '../support/test-client.ts';
import { startTestServer } from '../support/test-server.ts';

const FILE = 'docs/asyncapi.yaml';
const ERROR = 0;
const NAMES = [
  ...Object.keys(ACTIONS),
  'audioFrame',
  ...Object.keys(SERVER_MESSAGES),
  ...Object.keys(DELIVERED_MESSAGES),
];

describe('the committed document', () => {
  let document: AsyncAPIDocumentInterface | undefined;
  let diagnostics: readonly Diagnostic[] = [];
  let connects = 0;
  /** As its readers have them: from the parsed file, every reference followed. */
  const checks = new Map<string, Validator>();

  before(async () => {
    const connect = Socket.prototype.connect;
    Socket.prototype.connect = () => {
      connects++;
      throw new Error('the parser asked the network');
    };
    try {
      ({ document, diagnostics } = await new Parser().parse(readFileSync(FILE, 'utf8'), { source: FILE }));
    } finally {
      Socket.prototype.connect = connect;
    }
    for (const message of document?.allMessages().all() ?? []) {
      const payload = message.payload()?.json();
      checks.set(message.name() ?? '', Compile(payload as XSchema) as Validator);
    }
  });

  function assertDocumented(name: string, message: unknown): void {
    const check = checks.get(name);
    assert.ok(check, `${name} is not in the document`);
    assert.ok(check.Check(message), `${JSON.stringify(message)}: ${JSON.stringify(check.Errors(message)[1])}`);
  }

  test('it is AsyncAPI 3.0.0 without an error, and reading it needs no network', () => {
    const errors = diagnostics.filter(({ severity }) => severity === ERROR);

    assert.deepEqual(
      errors.map(({ code, message, path }) => `${path.join('.')}: ${message} (${code})`),
      [],
    );
    assert.equal(document?.version(), '3.0.0');
    assert.equal(connects, 0);
  });

  test('it reads back as what was written', () => {
    assert.deepEqual(parse(readFileSync(FILE, 'utf8')), asyncapiDocument());
  });

  test('it has every message of the contract, and no other', () => {
    assert.deepEqual([...checks.keys()].sort(), [...NAMES].sort());
  });

  test('every message is taken or sent in some operation', () => {
    const inOperations = (document?.allOperations().all() ?? []).flatMap((operation) => [
      ...operation.messages().all(),
      ...(operation.reply()?.messages().all() ?? []),
    ]);

    assert.deepEqual([...new Set(inOperations.map((message) => message.name()))].sort(), [...NAMES].sort());
  });

  test('every action is received, and has its answer or an error for a reply', () => {
    for (const action of Object.keys(ACTIONS) as Action[]) {
      const operation = document?.allOperations().get(action);
      assert.equal(operation?.action(), 'receive', action);
      const replies = operation?.reply()?.messages().all() ?? [];
      assert.deepEqual(
        replies.map((message) => message.name()),
        [ACTIONS[action].answer ?? [], 'error'].flat(),
      );
    }
  });

  test('every message has an example that its own schema takes', () => {
    for (const message of document?.allMessages().all() ?? []) {
      const examples = message.examples().all();
      assert.ok(examples.length > 0, message.name());
      for (const example of examples) assertDocumented(message.name() ?? '', example.payload());
    }
  });

  test('the examples are what the server itself takes and says', () => {
    for (const [action, examples] of Object.entries(CLIENT_EXAMPLES)) {
      for (const example of examples) assert.ok(checkParameters(action as Action, { ...example }).ok, action);
    }
    for (const [type, examples] of Object.entries({ ...SERVER_EXAMPLES, ...DELIVERED_EXAMPLES })) {
      for (const example of examples) assert.equal(example.type, type);
    }
  });

  test('a message with a member missing or of another type is not taken', () => {
    for (const message of document?.allMessages().all() ?? []) {
      const name = message.name() ?? '';
      const example = message.examples().all()[0]?.payload() as Record<string, unknown>;
      const { required = [] } = (message.payload()?.json() ?? {}) as { required?: string[] };
      for (const member of required) {
        const { [member]: _, ...without } = example;
        assert.equal(checks.get(name)?.Check(without), false, `${name} without ${member}`);
        assert.equal(checks.get(name)?.Check({ ...example, [member]: null }), false, `${name} with ${member} null`);
      }
    }
  });

  test('the details of an error are held to its code', () => {
    const limit = SERVER_EXAMPLES.error[1];

    assertDocumented('error', limit);
    assert.equal(checks.get('error')?.Check({ ...limit, details: {} }), false);
    assert.equal(checks.get('error')?.Check({ ...limit, details: { ...limit?.details, kind: 'weather' } }), false);
  });

  test('the query parameters are the ones that are read', () => {
    const reader = readFileSync('src/server/sockets/connect-request.ts', 'utf8');
    const read = new Set([...reader.matchAll(/query\.get\('(\w+)'\)/g)].map((match) => match[1]));

    assert.deepEqual([...read].sort(), Object.keys(ConnectQuery.properties).sort());
    for (const action of CONNECT_ACTIONS) assert.ok(reader.includes(`'${action}'`), action);
  });

  test('what the pipeline makes is what is documented', () => {
    const spoken = {
      sessionId: 'golden-eagle-427',
      targetLanguage: 'es',
      sourceLanguage: 'en',
      text: 'hola',
      translated: true,
      isPartial: false,
      resultId: 'r-1',
      revision: 0,
      startTimeMs: 0,
      endTimeMs: 812.5,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    };

    const place = { sequenceNumber: 1, atMs: 1_699_500_000_123 };
    const first = toSpeechMessage(spoken, new Uint8Array(64_000), { ...place, part: 1, isLast: false });
    const last = toSpeechMessage(spoken, new Uint8Array(64_000), { ...place, part: 2, isLast: true });
    const caption = toCaption({ ...spoken, translated: false, reason: 'noEngine' }, place);

    for (const text of [first, last]) assertDocumented('audio', JSON.parse(text));
    assertDocumented('caption', JSON.parse(caption));
  });

  test('what a running server says is what is documented', async (t) => {
    const server = await startTestServer(t, UNHURRIED);
    const { speaker, sessionId } = await server.speaker('ada');
    const listener = await server.listener(sessionId, 'es', { transcripts: 'on' });
    const clients = [speaker, listener];

    for (let block = 1; block <= 100; block++) speaker.send(stampBlock(block));
    await listener.next('transcript');
    await speaker.next('audioSilent');
    for (let block = 101; block <= 110; block++) speaker.send(stampBlock(block));
    await listener.next('audioHeard');
    await sendEveryControl(speaker, listener);
    speaker.send(stampBlock(111));
    await speaker.next('audioReceived', ({ dropped }) => dropped === 'paused');
    await sendWhatIsWrong(speaker);

    speaker.socket.terminate();
    await listener.next('speakerAway');
    const back = server.connect({ token: await server.token('ada'), sessionId });
    clients.push(back);
    await back.next('sessionCreated');
    await listener.next('speakerBack');
    const refreshed = server.connect({
      action: 'refreshConnection',
      sessionId,
      role: 'listener',
      targetLanguage: 'fr',
    });
    clients.push(refreshed);
    await refreshed.next('connectionRefreshComplete');
    back.send({ action: 'endSession', reason: 'the talk is over' });
    await back.next('sessionEnded');
    await listener.next('sessionEnded');

    const other = await server.speaker('ben');
    clients.push(other.speaker);
    void server.running.close();
    await other.speaker.next('serverDraining');
    assert.equal((await other.speaker.closed).code, 1001);

    const said = clients.flatMap(({ received }) => received);
    const types = new Set(said.map(({ type }) => type));
    for (const message of said) assertDocumented(message.type, message);
    const expected = (Object.keys(SERVER_MESSAGES) as ServerMessageType[]).filter((type) => !NOT_HEARD_HERE.has(type));
    assert.deepEqual(
      expected.filter((type) => !types.has(type)),
      [],
    );
  });
});

/** Nobody is too fast here. */
const UNHURRIED = {
  AUDIO_SILENT_MS: '500',
  AUDIO_CHUNKS_PER_SECOND: '100000',
  AUDIO_BURST: '100000',
  CONTROL_MESSAGES_PER_SECOND: '100000',
  CONTROL_BURST: '100000',
  STATUS_QUERIES_PER_SECOND: '100000',
  STATUS_BURST: '100000',
};

/** They need a server that is old, overrun or cut off: the tests of those things hear them, and hold them to their schemas. */
const NOT_HEARD_HERE: ReadonlySet<ServerMessageType> = new Set([
  'connectionRefreshRequired',
  'connectionTimeout',
  'connectionWarning',
  'rateLimitWarning',
  'transcriptionFailed',
  'transcriptionInterrupted',
  'transcriptionRestored',
]);

/** Leaves the broadcast paused. */
async function sendEveryControl(speaker: TestClient, listener: TestClient): Promise<void> {
  const byListener: readonly Action[] = ['pausePlayback', 'changeLanguage', 'joinSession'];
  const later: readonly Action[] = ['endSession', 'sendAudio', 'resumeBroadcast'];
  for (const action of ['resumeBroadcast', ...Object.keys(ACTIONS)] as Action[]) {
    if (action !== 'resumeBroadcast' && later.includes(action)) continue;
    const client = byListener.includes(action) ? listener : speaker;
    const example = CLIENT_EXAMPLES[action][0];
    const own = action === 'joinSession' ? { sessionId: speaker.received[0]?.sessionId } : {};
    const { answer } = ACTIONS[action];
    if (answer !== undefined) await client.ask({ ...example, ...own }, answer);
  }
  await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
  await speaker.ask({ action: 'resumeBroadcast' }, 'broadcastResumed');
  await speaker.ask({ action: 'unmuteBroadcast' }, 'broadcastUnmuted');
  await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
  await listener.ask({ action: 'refreshConnection' }, 'connectionRefreshComplete');
}

async function sendWhatIsWrong(speaker: TestClient): Promise<void> {
  const wrong: readonly (Record<string, unknown> | string)[] = [
    'not json',
    { action: 'explode' },
    { action: 'setVolume' },
    { action: 'setVolume', volumeLevel: 2 },
    { action: 'speakerStateChange', state: { speed: 2 } },
    { action: 'changeLanguage', targetLanguage: 'fr' },
    { action: 'endSession', reason: 'x'.repeat(4_096) },
    { action: 'sendAudio', audioData: 'AAA' },
  ];
  for (const message of wrong) {
    speaker.send(message);
    await speaker.next('error');
  }
}
