import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { stampBlock } from '../../emulators/transcribe/stamp.ts';
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { until } from '../../testkit/until.ts';
import { ready, runServer } from '../support/server-process.ts';
import { TestClient } from '../support/test-client.ts';

const tokenOf = (port: number) => devToken(`http://127.0.0.1:${port}`, { userId: 'ada' });

const connect = (port: number, query: Record<string, string>) =>
  new TestClient(`ws://127.0.0.1:${port}/?${new URLSearchParams(query)}`);

for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
  test(`after ${signal} and a restart the speaker and a listener find their session as it was, and it works`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'rostrum-restart-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const start = async () => {
      const server = runServer(t, { DATA_FOLDER: folder, LOG_LEVEL: 'silent' });
      return { server, ...(await ready(server)) };
    };
    const { server: first, port, adminPort } = await start();
    const speaker = connect(port, { token: await tokenOf(port), action: 'createSession', sourceLanguage: 'en' });
    const created = await speaker.next('sessionCreated');
    const sessionId = String(created.sessionId);
    const listener = connect(port, { sessionId, targetLanguage: 'es' });
    await listener.next('sessionJoined');
    await speaker.ask({ action: 'setVolume', volumeLevel: 0.5 }, 'volumeChanged');
    const { broadcastState } = await speaker.ask({ action: 'muteBroadcast' }, 'broadcastMuted');
    // Written behind the acknowledgement: once the row says so, whatever happens to the process.
    await until('the rows are written', () => isWritten(adminPort));
    first.child.kill(signal);
    await first.exited;

    const { port: nextPort } = await start();
    const seen = await toRow(nextPort, sessionId);
    assert.deepEqual([seen.sessionId, seen.status], [sessionId, 'active']);
    const again = connect(nextPort, { token: await tokenOf(nextPort), sessionId });
    const attached = await again.next('sessionCreated');
    const back = connect(nextPort, { sessionId, targetLanguage: 'es', transcripts: 'on' });
    const joined = await back.next('sessionJoined');

    for (const greeting of [attached, joined]) {
      assert.equal(greeting.sessionId, sessionId);
      assert.deepEqual(greeting.broadcastState, broadcastState);
    }
    assert.equal(attached.expiresAt, created.expiresAt);
    await again.ask({ action: 'speakerStateChange', state: { isMuted: false, volume: 1 } }, 'speakerStateChanged');
    for (let block = 1; block <= 50; block += 5) {
      again.send(Buffer.concat([0, 1, 2, 3, 4].map((next) => stampBlock(block + next))));
    }
    await again.next('audioReceived');
    await back.next('audio');
    await again.ask({ action: 'endSession' }, 'sessionEnded');
    await back.next('sessionEnded');
  });
}

async function toRow(port: number, sessionId: string): Promise<Record<string, unknown>> {
  return (await (await fetch(`http://127.0.0.1:${port}/sessions/${sessionId}`)).json()) as Record<string, unknown>;
}

async function isWritten(adminPort: number): Promise<boolean> {
  const page = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  return /^RecordsWaiting 0$/m.test(page);
}
