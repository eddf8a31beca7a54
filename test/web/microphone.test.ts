import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as tick } from 'node:timers/promises';
import { Microphone, type Processing } from '../../web/src/speak/microphone.ts';

const SILENCE = { level: 0, isCancelling: false };
const SPEECH = { level: 0.1, isCancelling: false };
const CANCELLING = { level: 0.1, isCancelling: true };

/** A browser's microphone, whose streams say what becomes of them. */
class FakeMicrophone {
  readonly did: string[] = [];
  /** What is heard aside. */
  aside: ((frame: typeof SPEECH) => void) | undefined;
  channelCount = 2;
  isAllowed = true;
  isLost = false;
  readonly ended: (() => void)[] = [];

  open() {
    return Microphone.open({
      open: async (processing: Processing) => {
        const name = processing.echoCancellation ? 'cleaned' : 'as it is';
        if (!this.isAllowed) throw new Error('not allowed');
        this.did.push(`open ${name}`);
        const track = {
          stop: () => this.did.push(`stop ${name}`),
          getSettings: () => ({ channelCount: this.channelCount }),
          addEventListener: (_: 'ended', listener: () => void) => this.ended.push(listener),
        };
        return { name, getTracks: () => [track] };
      },
      connect: ({ name }) => {
        this.did.push(`connect ${name}`);
        return () => this.did.push(`disconnect ${name}`);
      },
      listenAside: (_stream, onFrame, signal) => {
        this.aside = onFrame;
        signal.addEventListener('abort', () => {
          this.aside = undefined;
        });
      },
      onLost: () => {
        this.isLost = true;
      },
    });
  }
}

async function silent(fake: FakeMicrophone, frames = 20) {
  const microphone = await fake.open();
  for (let i = 0; i < frames; i++) microphone.hear(SILENCE);
  await tick();
  return microphone;
}

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

  assert.deepEqual(fake.did.slice(3), ['disconnect cleaned', 'stop cleaned', 'connect as it is']);
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

test('closed while it is looked at, nothing stays open', async () => {
  const fake = new FakeMicrophone();
  const microphone = await silent(fake);
  microphone.close();
  assert.deepEqual(fake.did.slice(3).sort(), ['disconnect cleaned', 'stop as it is', 'stop cleaned']);

  const early = new FakeMicrophone();
  const closed = await early.open();
  for (let i = 0; i < 20; i++) closed.hear(SILENCE);
  closed.close();
  await tick();
  assert.deepEqual(early.did.filter((each) => each.startsWith('stop')).sort(), ['stop as it is', 'stop cleaned']);
});

test('a microphone that is unplugged is told', async () => {
  const fake = new FakeMicrophone();
  await fake.open();
  for (const each of fake.ended) each();

  assert.ok(fake.isLost);
});
