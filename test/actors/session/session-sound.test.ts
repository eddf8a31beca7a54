/** A speaker whose microphone gives nothing: who is told, when, and what is no silence. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ControlMessage } from '../../../src/actors/session/controls.ts';
import { SessionBench } from '../../support/actors/actor-bench.ts';
import type { FakeSocket } from '../../support/actors/fake-sockets.ts';

const SILENT_MS = 10_000;
const QUIET_CHUNK = new Uint8Array(3_200);

const soundsOf = (socket: FakeSocket) =>
  socket.messages.flatMap((message) =>
    message.type === 'audioSilent' || message.type === 'audioHeard' ? [[message.type, message.sinceMs]] : [],
  );

async function sendQuiet(bench: SessionBench, ms: number): Promise<void> {
  for (let sent = 0; sent < ms; sent += 100) {
    bench.session.gate.offer(QUIET_CHUNK, bench.clock.now());
    await bench.clock.advance(100);
  }
}

function control(bench: SessionBench, message: ControlMessage): void {
  bench.session.control(message, bench.clock.now());
}

test('a speaker who sends nothing for 10 s is told so, once, and so are the listeners', async () => {
  const bench = new SessionBench();
  const listener = bench.listen('listener-1');

  await bench.clock.advance(SILENT_MS - 1);
  assert.deepEqual(soundsOf(bench.speaker), []);
  await bench.clock.advance(1);
  await bench.clock.advance(60_000);

  assert.deepEqual(soundsOf(bench.speaker), [['audioSilent', SILENT_MS]]);
  assert.deepEqual(soundsOf(listener), [['audioSilent', SILENT_MS]]);
  assert.equal(bench.metrics.total('SpeakersSilent'), 1);
});

test('audio without sound in it is nothing to hear, however much of it comes', async () => {
  const bench = new SessionBench();

  await sendQuiet(bench, 30_000);

  assert.deepEqual(soundsOf(bench.speaker), [['audioSilent', SILENT_MS]]);
});

test('the first sound after it is told, with how long there was none; then the 10 s run again', async () => {
  const bench = new SessionBench();
  await bench.speak(2_000);
  await bench.clock.advance(SILENT_MS + 5_000);
  const silentFor = bench.session.greeting.audioSilentMs;
  await bench.speak(200);
  await bench.clock.advance(SILENT_MS);

  assert.ok(silentFor !== undefined && silentFor > SILENT_MS && silentFor <= SILENT_MS + 5_020);
  const [missed, heard, again] = soundsOf(bench.speaker);
  assert.deepEqual([missed?.[0], heard?.[0], again?.[0]], ['audioSilent', 'audioHeard', 'audioSilent']);
  assert.ok(Number(heard?.[1]) >= SILENT_MS + 5_000);
});

test('a speaker who goes on speaking, with pauses for breath, is not missed', async () => {
  const bench = new SessionBench();
  for (let sentence = 0; sentence < 5; sentence += 1) {
    await bench.speak(3_000);
    await bench.clock.advance(SILENT_MS - 500);
  }

  assert.deepEqual(soundsOf(bench.speaker), []);
});

test('a sound of low volume counts before the volume is applied', async () => {
  const bench = new SessionBench();
  control(bench, { action: 'setVolume', volumeLevel: 0.01 });
  for (let at = 0; at < 15; at += 1) {
    await bench.speak(1_000);
  }

  assert.deepEqual(soundsOf(bench.speaker), []);
});

const OFF: [name: string, off: ControlMessage, on: ControlMessage][] = [
  ['paused', { action: 'pauseBroadcast' }, { action: 'resumeBroadcast' }],
  ['muted', { action: 'muteBroadcast' }, { action: 'unmuteBroadcast' }],
  ['at volume 0', { action: 'setVolume', volumeLevel: 0 }, { action: 'setVolume', volumeLevel: 0.5 }],
  [
    'paused and muted at once',
    { action: 'speakerStateChange', state: { isPaused: true, isMuted: true } },
    { action: 'speakerStateChange', state: { isPaused: false, isMuted: false } },
  ],
];

for (const [name, off, on] of OFF) {
  test(`a speaker who is ${name} is not missed, and has 10 s again afterwards`, async () => {
    const bench = new SessionBench();
    await bench.clock.advance(SILENT_MS - 1);
    control(bench, off);
    await bench.clock.advance(60_000);
    assert.deepEqual(soundsOf(bench.speaker), []);
    control(bench, on);
    await bench.clock.advance(SILENT_MS - 1);
    assert.deepEqual(soundsOf(bench.speaker), []);
    await bench.clock.advance(1);

    assert.deepEqual(soundsOf(bench.speaker), [['audioSilent', SILENT_MS]]);
  });

  test(`being ${name} takes the silence back without audioHeard`, async () => {
    const bench = new SessionBench();
    await bench.clock.advance(SILENT_MS);
    control(bench, off);
    assert.equal(bench.session.greeting.audioSilentMs, undefined);
    await bench.speak(1_000);

    assert.deepEqual(soundsOf(bench.speaker), [['audioSilent', SILENT_MS]]);
  });
}

test('a speaker who is away is not missed, and has 10 s from the return', async () => {
  const bench = new SessionBench();
  const listener = bench.listen('listener-1');
  await bench.clock.advance(SILENT_MS);
  bench.speaker.close('idle');
  await bench.clock.advance(SILENT_MS + 4_000);
  assert.equal(bench.session.greeting.audioSilentMs, undefined);
  const back = bench.connect('speaker-2');
  bench.session.speaker.attach(back);
  await bench.clock.advance(SILENT_MS);

  assert.deepEqual(soundsOf(listener), [
    ['audioSilent', SILENT_MS],
    ['audioSilent', SILENT_MS],
  ]);
  assert.deepEqual(soundsOf(back), [['audioSilent', SILENT_MS]]);
});

test('a speaker who changes sockets in the middle of a silence is not told again', async () => {
  const bench = new SessionBench();
  await bench.clock.advance(SILENT_MS);
  const second = bench.connect('speaker-2');
  bench.session.speaker.attach(second, { isRefresh: true });
  await bench.clock.advance(SILENT_MS);

  assert.deepEqual(soundsOf(second), []);
});

test('the end is no silence, and leaves no timer', async () => {
  const bench = new SessionBench();
  await bench.clock.advance(SILENT_MS - 1);
  await bench.over();

  assert.deepEqual(soundsOf(bench.speaker), []);
  assert.equal(bench.session.greeting.audioSilentMs, undefined);
  assert.equal(bench.clock.pending, 0);
});

test('what is said while transcription has failed is sound all the same', async () => {
  const bench = new SessionBench();
  bench.chunk();
  bench.transcription.last.die('badRequest');
  await bench.speak(25_000);

  assert.ok(bench.speaker.types.includes('transcriptionFailed'));
  assert.deepEqual(soundsOf(bench.speaker), []);
});
