/** Recordings as people have them, through the page in a real browser: it sends what the demo sends. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { SAMPLE_RATE_HZ, toSamples } from '../../src/audio/pcm.ts';
import { rms } from '../../src/audio/volume.ts';
import { encodeWav } from '../../src/audio/wav-writer.ts';
import { readRecording } from '../../tools/demo/recording.ts';
import { heardRecordings } from '../support/odd-recordings.ts';
import { refusedRecordings } from '../support/refused-recordings.ts';
import { signalToDifferenceDb } from '../support/signal-to-difference.ts';
import { concat, silence, synthesise } from '../support/speech.ts';
import { startTestServer } from '../support/test-server.ts';
import { noBrowser, openBrowser, until } from './browser.ts';
import { speakWith } from './people.ts';

/** Of the speech: each file takes its time. */
const SECONDS = 0.15;

test('the page and the demo are alike: every odd recording is sent as the demo would, or refused by name', {
  skip: noBrowser ?? false,
}, async (t) => {
  const words = await synthesise('Good morning, everybody.', { voice: 'rms' });
  const speech = words.subarray(0.2 * SAMPLE_RATE_HZ, (0.2 + SECONDS) * SAMPLE_RATE_HZ);
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-odd-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const server = await startTestServer(t);
  const browser = await openBrowser(t, wiredTheWrongWayRound(words));
  const page = await browser.page(`${server.url}/speak`);
  const sent = recordSent(page);
  const source = page.locator('[data-step=live] [data-source]');
  const choose = async (name: string, bytes: Uint8Array) => {
    const file = join(folder, name);
    writeFileSync(file, bytes);
    sent.clear();
    await page.locator('[data-step=live] input[type=file]').setInputFiles(file);
    return file;
  };
  /** Everything that is sent until the page says that it was all. */
  const heard = async (name: string, samples: number) => {
    await until(page, `all of ${name} to be sent`, async () => sent.samples().length >= samples);
    await source.filter({ hasText: 'The recording is over' }).waitFor();
    return sent.samples();
  };

  await t.test('a microphone whose two channels are in opposite phase is heard', async () => {
    await speakWith(page, 'microphone');
    // It takes 2 s of silence, which the browser makes of it, and a word.
    await until(page, 'speech', async () => rms(sent.samples().subarray(-SAMPLE_RATE_HZ / 4)) > 0.01);
  });

  await t.test('of a recording that takes the microphone’s place, nothing is lost', async () => {
    const file = await choose('first.wav', encodeWav(speech, SAMPLE_RATE_HZ));
    const { samples } = await readRecording(file);

    const all = await heard('first.wav', samples.length);

    assert.deepEqual(all.slice(-samples.length), samples);
  });

  for (const recording of heardRecordings(speech)) {
    await t.test(`${recording.name}, ${recording.what}`, async () => {
      const file = await choose(recording.name, recording.bytes);
      const { samples, notes } = await readRecording(file);

      assert.deepEqual(await heard(recording.name, samples.length), samples);
      const mended = page.locator('[data-topic=mended]');
      assert.equal(await mended.count(), notes.length);
      if (notes.length > 0) assert.ok((await mended.innerText()).includes(`${recording.name}: ${notes[0]}`));
    });
  }

  for (const { name, what, bytes, refused, playsInBrowser } of refusedRecordings(speech)) {
    await t.test(`${name}, ${what}, is ${playsInBrowser ? 'decoded by the browser' : 'refused'}`, async () => {
      await choose(name, bytes);

      if (playsInBrowser) {
        const samples = await heard(name, speech.length);
        assert.equal(samples.length, speech.length);
        assert.ok(signalToDifferenceDb(speech, samples) > 25, `${signalToDifferenceDb(speech, samples)} dB`);
      } else {
        await page.locator('[data-topic=source][data-kind=problem]').filter({ hasText: refused }).waitFor();
        assert.equal(sent.samples().length, 0);
      }
    });
  }

  assert.deepEqual(browser.problems, []);
});

/** A stereo microphone one of whose channels is inverted: mixed to one, it is silence. */
function wiredTheWrongWayRound(words: Int16Array): Uint8Array {
  const said = concat(words, silence(200));
  return encodeWav(
    Int16Array.from({ length: said.length * 2 }, (_, i) => (said[i >> 1] as number) * (i % 2 === 0 ? 1 : -1)),
    SAMPLE_RATE_HZ,
    2,
  );
}

/** What the page has sent as audio since it was cleared. */
function recordSent(page: Page) {
  let frames: Buffer[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      if (typeof payload !== 'string') frames.push(payload);
    });
  });
  return {
    samples: () => toSamples(Buffer.concat(frames)),
    clear: () => {
      frames = [];
    },
  };
}
