import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventCodec } from '../../../emulators/transcribe/event-codec.ts';
import { requestLength } from '../../../verify/bench/lambda-stand-in.ts';
import { TranscriptSchedule } from '../../../verify/bench/transcript-schedule.ts';

const SCHEDULE = new TranscriptSchedule(2, ['good', 'evening', 'to', 'you', 'all']);

interface Body {
  readonly Transcript: {
    readonly Results: readonly {
      readonly ResultId: string;
      readonly IsPartial: boolean;
      readonly EndTime: number;
      readonly Alternatives: readonly { readonly Items: readonly { readonly Stable: boolean }[] }[];
    }[];
  };
}

const results = Array.from({ length: 24 }, (_, n) => {
  const [result] = (JSON.parse(SCHEDULE.bodyOf(n)) as Body).Transcript.Results;
  assert.ok(result);
  return result;
});

test('every eighth result is final after four seconds, and opens a new one', () => {
  assert.deepEqual(
    results.map(({ IsPartial }) => IsPartial),
    Array.from({ length: 24 }, (_, n) => n % 8 !== 7),
  );
  assert.equal(new Set(results.map(({ ResultId }) => ResultId)).size, 3);
});

test('no word is later than the audio that has been sent', () => {
  for (const [n, { EndTime }] of results.entries()) assert.ok(EndTime <= ((n + 1) * SCHEDULE.everyMs) / 1_000, `${n}`);
});

test('words of the last second are not stable, and all words of a final are', () => {
  const stable = (n: number) => results[n]?.Alternatives[0]?.Items.map((item) => item.Stable) ?? [];

  assert.ok(stable(6).includes(false));
  assert.ok(stable(6).includes(true));
  assert.ok(!stable(7).includes(false));
});

test('an event is encoded once and can be decoded', () => {
  assert.equal(SCHEDULE.event(3), SCHEDULE.event(3));
  const { headers, body } = eventCodec.decode(SCHEDULE.event(3));

  assert.equal(headers[':event-type']?.value, 'TranscriptEvent');
  assert.equal(Buffer.from(body).toString(), SCHEDULE.bodyOf(3));
});

test('a call of Lambda is as long as its head and its body', () => {
  const head = 'POST /f HTTP/1.1\r\nhost: here\r\nContent-Length: 5\r\n\r\n';

  assert.equal(requestLength(Buffer.from(`${head}12345POST`)), head.length + 5);
  assert.equal(requestLength(Buffer.from(head.slice(0, -2))), undefined);
});
