import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as tick } from 'node:timers/promises';
import { MicProblem } from '../../web/src/speak/mic/mic-problem.ts';
import { Microphone, type Processing } from '../../web/src/speak/microphone.ts';

const SILENCE = { level: 0, isCancelling: false };
const SPEECH = { level: 0.1, isCancelling: false };
const CANCELLING = { level: 0.1, isCancelling: true };

interface FakeTrack {
  readonly name: string;
  muted: boolean;
  readyState: 'live' | 'ended';
}

/** A browser's microphone, whose streams say what becomes of them. */
class FakeMicrophone {
  readonly did: string[] = [];
  readonly told: string[] = [];
  readonly tracks: FakeTrack[] = [];
  /** What is heard aside. */
  aside: ((frame: typeof SPEECH) => void) | undefined;
  channelCount = 2;
  isAllowed = true;
  isMuted = false;
  /** Frames of these streams do not arrive. */
  unproven: readonly string[] = [];
  /** The audio graph refuses these streams. */
  refused: readonly string[] = [];
  readonly #attempt = new AbortController();
  readonly #listeners: { type: string; name: string; listener: () => void; signal: AbortSignal }[] = [];

  async open() {
    const microphone = await this.openOnly();
    microphone.use({
      lost: () => this.told.push('lost'),
      muted: (isMuted) => this.told.push(isMuted ? 'muted' : 'unmuted'),
    });
    return microphone;
  }

  openOnly() {
    return Microphone.open(
      {
        open: async (processing: Processing) => {
          const name = processing.echoCancellation ? 'cleaned' : 'as it is';
          if (!this.isAllowed) throw new MicProblem('denied');
          this.did.push(`open ${name}`);
          const track = this.#track(name);
          return { name, getTracks: () => [track] };
        },
        prove: async ({ name }, signal) => {
          await tick();
          if (signal.aborted) return;
          if (this.unproven.includes(name)) throw new MicProblem('graph');
        },
        connect: ({ name }) => {
          if (this.refused.includes(name)) throw new DOMException('rates differ', 'NotSupportedError');
          this.did.push(`connect ${name}`);
          return () => this.did.push(`disconnect ${name}`);
        },
        listenAside: ({ name }, onFrame, signal) => {
          if (this.refused.includes(name)) throw new DOMException('rates differ', 'NotSupportedError');
          this.aside = onFrame;
          signal.addEventListener('abort', () => {
            this.aside = undefined;
          });
        },
      },
      this.#attempt.signal,
    );
  }

  giveUp(): void {
    this.#attempt.abort();
  }

  happens(type: 'ended' | 'mute' | 'unmute', name = 'cleaned'): void {
    for (const each of this.#listeners) {
      if (each.type === type && each.name === name && !each.signal.aborted) each.listener();
    }
  }

  get live(): string[] {
    return this.tracks.filter(({ readyState }) => readyState === 'live').map(({ name }) => name);
  }

  #track(name: string) {
    const track = {
      name,
      muted: this.isMuted,
      readyState: 'live' as 'live' | 'ended',
      stop: () => {
        if (track.readyState === 'live') this.did.push(`stop ${name}`);
        track.readyState = 'ended';
      },
      getSettings: () => ({ channelCount: this.channelCount }),
      addEventListener: (type: string, listener: () => void, { signal }: { signal: AbortSignal }) =>
        void this.#listeners.push({ type, name, listener, signal }),
    };
    this.tracks.push(track);
    return track;
  }
}

async function silent(fake: FakeMicrophone, frames = 20) {
  const microphone = await fake.open();
  for (let i = 0; i < frames; i++) microphone.hear(SILENCE);
  await tick();
  return microphone;
}

const isProblem = (kind: string) => (error: unknown) => error instanceof MicProblem && error.kind === kind;

test('a microphone that is heard is left as it is, however silent it is later', async () => {
  const fake = new FakeMicrophone();
  const microphone = await silent(fake, 19);
  microphone.hear(SPEECH);
  for (let i = 0; i < 100; i++) microphone.hear(SILENCE);
  await tick();

  assert.deepEqual(fake.did, ['open cleaned', 'connect cleaned']);
});

test('one that the browser makes silence of, its channels in opposite phase, is taken as it is', async () => {
  const fake = new FakeMicrophone();
  const microphone = await silent(fake);
  fake.aside?.({ level: 0.001, isCancelling: true });
  assert.deepEqual(fake.did, ['open cleaned', 'connect cleaned', 'open as it is']);
  fake.aside?.(CANCELLING);

  assert.deepEqual(fake.did.slice(3), ['connect as it is', 'disconnect cleaned', 'stop cleaned']);
  assert.equal(fake.aside, undefined);
  microphone.close();
  assert.deepEqual(fake.did.slice(6), ['disconnect as it is', 'stop as it is']);
});

test('a speaker who is silent for long loses nothing: the first word shows that the channels agree', async () => {
  const fake = new FakeMicrophone();
  const microphone = await silent(fake, 500);
  fake.aside?.(SPEECH);

  assert.deepEqual(fake.did, ['open cleaned', 'connect cleaned', 'open as it is', 'stop as it is']);
  assert.equal(fake.aside, undefined);
  microphone.close();
  assert.deepEqual(fake.did.slice(4), ['disconnect cleaned', 'stop cleaned']);
});

test('a microphone of one channel, or one that may not be opened twice, is left as it is', async () => {
  const mono = new FakeMicrophone();
  mono.channelCount = 1;
  await silent(mono);
  assert.deepEqual(mono.did, ['open cleaned', 'connect cleaned']);

  const refused = new FakeMicrophone();
  const microphone = await refused.open();
  refused.isAllowed = false;
  for (let i = 0; i < 50; i++) microphone.hear(SILENCE);
  await tick();
  assert.deepEqual(refused.did, ['open cleaned', 'connect cleaned']);
});

test('a second stream that the audio graph refuses, at once or later, is closed and the first one stays', async () => {
  const atOnce = new FakeMicrophone();
  atOnce.refused = ['as it is'];
  await silent(atOnce);
  assert.deepEqual(atOnce.live, ['cleaned']);

  const later = new FakeMicrophone();
  await silent(later);
  later.refused = ['as it is'];
  later.aside?.(CANCELLING);
  assert.deepEqual(later.live, ['cleaned']);
  assert.ok(!later.did.includes('disconnect cleaned'));
});

test('closed while it is looked at, nothing stays open', async () => {
  const fake = new FakeMicrophone();
  const microphone = await silent(fake);
  microphone.close();
  assert.deepEqual(fake.live, []);

  const early = new FakeMicrophone();
  const closed = await early.open();
  for (let i = 0; i < 20; i++) closed.hear(SILENCE);
  closed.close();
  await tick();
  assert.deepEqual(early.live, []);
  assert.equal(early.tracks.length, 2);
});

test('a microphone that is denied, or of which no sound arrives, or that is given up, does not stay open', async () => {
  const denied = new FakeMicrophone();
  denied.isAllowed = false;
  await assert.rejects(denied.open(), isProblem('denied'));

  const soundless = new FakeMicrophone();
  soundless.unproven = ['cleaned'];
  await assert.rejects(soundless.open(), isProblem('graph'));
  assert.deepEqual(soundless.did, ['open cleaned', 'stop cleaned']);

  for (const given of ['before', 'while it is proven']) {
    const fake = new FakeMicrophone();
    if (given === 'before') fake.giveUp();
    const opening = fake.open();
    await Promise.resolve();
    fake.giveUp();
    await assert.rejects(opening, { name: 'AbortError' }, given);
    assert.deepEqual(fake.live, [], given);
  }
});

test('one that the audio graph refuses in the end, or that was lost before it was used, does not stay open', async () => {
  const refused = new FakeMicrophone();
  refused.refused = ['cleaned'];
  await assert.rejects(refused.open(), isProblem('graph'));
  assert.deepEqual(refused.live, []);

  const lost = new FakeMicrophone();
  const microphone = await lost.openOnly();
  for (const track of lost.tracks) track.readyState = 'ended';
  assert.throws(() => microphone.use({ lost() {}, muted() {} }), isProblem('lost'));
});

test('a microphone that is unplugged or muted is told, until it is closed', async () => {
  const fake = new FakeMicrophone();
  fake.isMuted = true;
  const microphone = await fake.open();
  fake.happens('unmute');
  fake.happens('mute');
  fake.happens('ended');
  assert.deepEqual(fake.told, ['muted', 'unmuted', 'muted', 'lost']);

  microphone.close();
  fake.happens('ended');
  assert.equal(fake.told.length, 4);
});

test('of a microphone that was replaced nothing is told, and it can be given to another listener', async () => {
  const fake = new FakeMicrophone();
  const microphone = await silent(fake);
  fake.aside?.(CANCELLING);
  fake.happens('ended', 'cleaned');
  assert.deepEqual(fake.told, ['unmuted', 'unmuted']);

  const told: string[] = [];
  microphone.use({ lost: () => told.push('lost'), muted: () => {} });
  fake.happens('ended', 'as it is');
  assert.deepEqual(told, ['lost']);
  assert.equal(fake.did.filter((each) => each === 'connect as it is').length, 1);
  assert.equal(microphone.stream.name, 'as it is');
});
