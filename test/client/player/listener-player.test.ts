import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ListenerPlayer } from '../../../src/client/player/listener-player.ts';
import { ClientBench } from '../../support/client/client-bench.ts';

const PER_MS = 16;

function message(sequenceNumber: number, ms: number, more: object = {}) {
  const pcm = Buffer.from(new Int16Array(ms * PER_MS).fill(3_277).buffer);
  return {
    ...{ type: 'audio', audioData: pcm.toString('base64'), format: 'pcm', sampleRate: 16_000, channels: 1 },
    ...{ sequenceNumber, part: 1, parts: 1, resultId: 'r', segment: sequenceNumber, epoch: 1, targetLanguage: 'es' },
    ...more,
  };
}

async function listening() {
  const simulated = new ClientBench();
  const listener = await simulated.listener();
  const player = new ListenerPlayer(listener, { now: () => simulated.clock.now() });
  /** @returns how many ms of sound there were. */
  const play = async (ms: number) => {
    let sounding = 0;
    for (let at = 0; at < ms; at += 10) {
      const out = new Float32Array(10 * PER_MS);
      player.read(out);
      sounding += out.filter((sample) => sample !== 0).length;
      await simulated.clock.advance(10);
    }
    return sounding / PER_MS;
  };
  return { simulated, listener, player, play };
}

test('what a listener receives is given out as samples, and the server is told when it was heard', async () => {
  const { simulated, listener, player, play } = await listening();
  simulated.server.last.say(message(7, 500));
  await simulated.clock.advance(50);
  assert.equal(player.waitingMs, 500);
  assert.equal(await play(1_000), 500);

  const report = simulated.server.told.at(-1);
  assert.equal(report?.action, 'playbackReport');
  assert.deepEqual(
    { ...report, agoMs: 0 },
    {
      ...{ action: 'playbackReport', resultId: 'r', segment: 7, epoch: 1, outcome: 'played', agoMs: 0 },
      ...{ durationMs: 500, delayMs: 200, queuedMs: 0, playbackRate: 1 },
    },
  );
  const agoMs = report?.agoMs as number;
  assert.ok(agoMs >= 490 && agoMs <= 510, `${agoMs}`);
  listener.close();
});

test('after a change of language the old one is silent, also what still arrives of it, and numbers begin anew', async () => {
  const { simulated, listener, player, play } = await listening();
  simulated.server.last.say(message(70, 500));
  const changed = listener.changeLanguage('fr');
  await simulated.clock.advance(50);
  await changed;
  simulated.server.last.say(message(71, 500));
  simulated.server.last.say(message(3, 300, { targetLanguage: 'fr' }));
  await simulated.clock.advance(50);
  assert.equal(player.waitingMs, 300);
  assert.equal(await play(1_000), 300);
  listener.close();
});

test('messages that cannot be played are counted; a pipeline that names nothing is heard without reports', async () => {
  const { simulated, listener, player, play } = await listening();
  const { last } = simulated.server;
  const names = { resultId: undefined, segment: undefined, epoch: undefined, part: undefined, parts: undefined };
  last.say(message(1, 100, { format: 'mp3' }));
  last.say(message(2, 100, { sampleRate: 8_000 }));
  last.say(message(3, 100, { channels: 2 }));
  last.say(message(4, 0));
  last.say(message(5, 100, { sequenceNumber: 'six' }));
  last.say(message(6, 100, { ...names, targetLanguage: undefined }));
  await simulated.clock.advance(50);
  assert.equal(player.counts.unplayable, 5);
  assert.equal(await play(1_000), 100);
  assert.deepEqual(
    simulated.server.told.filter(({ action }) => action === 'playbackReport'),
    [],
  );
  listener.close();
});

test('a closed player takes no more, and still gives out what waits', async () => {
  const { simulated, listener, player, play } = await listening();
  simulated.server.last.say(message(1, 100));
  await simulated.clock.advance(50);
  player.close();
  simulated.server.last.say(message(2, 100));
  await simulated.clock.advance(50);
  assert.equal(await play(1_000), 100);
  listener.close();
});
