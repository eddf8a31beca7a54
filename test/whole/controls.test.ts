import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Compile } from 'typebox/compile';
import { SERVER_MESSAGES, type ServerMessageType } from '../../src/protocol/server-messages.ts';
import type { Received } from '../support/test-client.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/** A type and timestamp are not enough: everything the server said must be what the schemas promise. */
function assertContract(messages: readonly Received[]): void {
  for (const message of messages) {
    const schema = SERVER_MESSAGES[message.type as ServerMessageType];
    if (schema === undefined) continue;
    assert.ok(Compile(schema).Check(message), JSON.stringify(message));
  }
}

describe('controls over real sockets', () => {
  let server: TestServer;
  const ends: (() => Promise<void>)[] = [];
  after(async () => {
    for (const end of ends) await end();
  });
  before(async () => {
    server = await startTestServer({ after: (end) => ends.push(end) });
  });

  test('every control is acknowledged with the state, and listeners get the bare copy', async () => {
    const { speaker, sessionId } = await server.speaker('ada-controls');
    const listener = await server.listener(sessionId, 'es');
    const steps = [
      ['pauseBroadcast', 'broadcastPaused', { isPaused: true }],
      ['muteBroadcast', 'broadcastMuted', { isPaused: true, isMuted: true }],
      ['resumeBroadcast', 'broadcastResumed', { isPaused: false, isMuted: true }],
      ['unmuteBroadcast', 'broadcastUnmuted', { isPaused: false, isMuted: false }],
    ] as const;

    for (const [action, type, state] of steps) {
      const ack = await speaker.ask({ action }, type);
      const copy = await listener.next(type);
      const { broadcastState, listenersNotified, pauseDurationMs, ...bare } = ack;
      assert.deepEqual(copy, bare);
      assert.equal(listenersNotified, 1);
      assert.equal(pauseDurationMs !== undefined, action === 'resumeBroadcast');
      for (const [member, value] of Object.entries(state)) {
        assert.equal((broadcastState as Record<string, unknown>)[member], value, `${action} ${member}`);
      }
    }
    assertContract([...speaker.received, ...listener.received]);
    await speaker.close();
  });

  test('setVolume and speakerStateChange reach the listeners; a wrong value changes nothing', async () => {
    const { speaker, sessionId } = await server.speaker('ada-volume');
    const listener = await server.listener(sessionId, 'ca');

    const ack = await speaker.ask({ action: 'setVolume', volumeLevel: 0.8 }, 'volumeChanged');
    assert.equal(ack.volumeLevel, 0.8);
    assert.equal((await listener.next('volumeChanged')).volumeLevel, 0.8);

    const changed = await speaker.ask(
      { action: 'speakerStateChange', state: { isPaused: true, isMuted: true, volume: 0 } },
      'speakerStateChanged',
    );
    const { lastStateChange, ...state } = changed.state as Record<string, unknown>;
    assert.deepEqual(state, { isActive: true, isPaused: true, isMuted: true, volume: 0 });
    assert.equal(typeof lastStateChange, 'number');
    assert.deepEqual(await listener.next('speakerStateChanged'), changed);

    const refused = await speaker.ask({ action: 'speakerStateChange', state: { isPaused: false, speed: 2 } }, 'error');
    assert.equal(refused.code, 'INVALID_PARAMETER');
    assert.deepEqual(refused.details, { parameter: 'state', invalidMembers: ['speed'] });
    const status = await speaker.status();
    assert.equal((status.broadcastState as { isPaused: boolean }).isPaused, true);
    await speaker.close();
  });

  test('a status query counts the listeners and their languages', async () => {
    const { speaker, sessionId } = await server.speaker('ada-status');
    await server.listener(sessionId, 'es');
    await server.listener(sessionId, 'es');
    const third = await server.listener(sessionId, 'ca');

    const status = await speaker.status();

    assert.equal(status.listenerCount, 3);
    assert.deepEqual(status.languageDistribution, { es: 2, ca: 1 });
    assert.equal(status.updateReason, 'requested');

    await third.ask({ action: 'changeLanguage', targetLanguage: 'gl' }, 'languageChanged');
    const pushed = await speaker.next('sessionStatus', (report) => 'gl' in Object(report.languageDistribution));
    assert.equal(pushed.updateReason, 'newLanguage');
    assert.deepEqual(pushed.languageDistribution, { es: 2, gl: 1 });
    await speaker.close();
  });

  test('roles come from the connection: neither can do what the other may', async () => {
    const { speaker, sessionId } = await server.speaker('ada-roles');
    const listener = await server.listener(sessionId, 'es');
    const speakersOnly = [
      'pauseBroadcast',
      'resumeBroadcast',
      'muteBroadcast',
      'unmuteBroadcast',
      'setVolume',
      'speakerStateChange',
      'getSessionStatus',
      'sendAudio',
      'endSession',
      'createSession',
    ];

    for (const action of speakersOnly) {
      const refused = await listener.ask({ action, role: 'speaker' }, 'error');
      assert.equal(refused.code, 'UNAUTHORIZED', action);
      assert.equal(refused.statusCode, 403);
    }
    for (const action of ['pausePlayback', 'changeLanguage', 'joinSession']) {
      assert.equal((await speaker.ask({ action, role: 'listener' }, 'error')).code, 'UNAUTHORIZED', action);
    }
    listener.send(new Uint8Array(3_200));
    assert.equal((await listener.next('error')).code, 'UNAUTHORIZED');
    assert.equal((await listener.ask({ action: 'pausePlayback' }, 'playbackPaused')).sessionId, sessionId);
    assertContract([...speaker.received, ...listener.received]);
    await speaker.close();
  });

  test('what is wrong with a message is answered, and the socket goes on', async () => {
    const { speaker } = await server.speaker('ada-wrong');
    const wrong: [string, string][] = [
      ['not json', 'INVALID_MESSAGE'],
      ['[]', 'INVALID_MESSAGE'],
      ['{}', 'INVALID_MESSAGE'],
      ['{"action":""}', 'INVALID_MESSAGE'],
      ['{"action":"__proto__"}', 'INVALID_ACTION'],
      ['{"action":"explode"}', 'INVALID_ACTION'],
      ['{"action":"setVolume"}', 'MISSING_PARAMETER'],
      ['{"action":"setVolume","volumeLevel":"loud"}', 'INVALID_PARAMETER'],
      ['{"action":"setVolume","volumeLevel":1.1}', 'INVALID_PARAMETER'],
      [JSON.stringify({ action: 'endSession', reason: 'x'.repeat(4_096) }), 'PAYLOAD_TOO_LARGE'],
      [JSON.stringify({ action: 'sendAudio', audioData: 'A'.repeat(131_072) }), 'PAYLOAD_TOO_LARGE'],
      ['{"action":"sendAudio","audioData":""}', 'INVALID_AUDIO_FORMAT'],
      ['{"action":"sendAudio","audioData":"@@@@"}', 'INVALID_AUDIO_FORMAT'],
    ];

    for (const [text, code] of wrong) {
      speaker.send(text);
      const refused = await speaker.next('error');
      assert.equal(refused.code, code, text.slice(0, 60));
    }
    const ack = await speaker.ask({ action: 'heartbeat', timestamp: 42 }, 'heartbeatAck');
    assert.equal(ack.clientTimestamp, 42);
    assertContract(speaker.received);
    await speaker.close();
  });

  test('a socket that has joined nothing may beat its heart, and nothing else', async () => {
    const stranger = server.connect({});
    await stranger.opened();

    assert.equal((await stranger.ask({ action: 'heartbeat' }, 'heartbeatAck')).clientTimestamp, undefined);
    assert.equal((await stranger.ask({ action: 'pauseBroadcast' }, 'error')).code, 'CONNECTION_NOT_FOUND');
    assert.equal((await stranger.ask({ action: 'createSession' }, 'error')).code, 'INVALID_TOKEN');
    await stranger.close();
  });
});
