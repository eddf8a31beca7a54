/** The pure parts of the load scripts: the summary's words, recordings, and translations as listeners hear them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EndToEnd } from '../../../load/end-to-end.ts';
import { pcmOf } from '../../../load/recording.ts';
import { toWords } from '../../../load/words.ts';
import { ASR_SETTINGS } from '../../../src/server/config/asr-settings.ts';
import { SETTINGS } from '../../../src/server/config/settings.ts';
import { stampedBlocks } from '../../../testkit/block-ledger/stamped-blocks.ts';

const BLOCK_BYTES = 640;
const time = (values: Record<string, number>) => ({ type: 'trend', contains: 'time', values });
const count = (value: number, ok = true) => ({
  ...{ type: 'counter', contains: 'default', values: { count: value } },
  thresholds: { 'count==0': { ok } },
});
const latency = { ...time({ count: 9, med: 1.26, 'p(95)': 80.3, 'p(99)': 90, max: 91 }) };

test('a summary has the script’s figures, without k6’s own, and says which limits were missed and what was measured', () => {
  const text = toWords('control: 2 speakers', {
    metrics: {
      control_latency: { ...latency, thresholds: { 'p(95)<50': { ok: false } } },
      notices_missing: count(0),
      http_req_duration: latency,
      status_latency: time({ count: 0 }),
    },
  });

  assert.deepEqual(text.trim().split('\n'), [
    'control: 2 speakers',
    '  control latency                    p50 1.3 ms, p95 80.3 ms, p99 90 ms, max 91 ms (of 9)',
    '  notices missing                    0',
    '1 of 2 thresholds were missed:',
    '  control_latency: p(95)<50, and it was p50 1.3 ms, p95 80.3 ms, p99 90 ms, max 91 ms (of 9)',
  ]);
  assert.match(toWords('x', { metrics: { notices_missing: count(0) } }), /^All 1 thresholds were kept\.$/m);
});

test('a summary says when k6 itself was too late to judge a server', () => {
  const late = (ms: number) => toWords('x', { metrics: { generator_lag: time({ count: 1, 'p(95)': ms }) } });

  assert.match(late(50), /^k6 itself was late, p95 50 ms: /m);
  assert.doesNotMatch(late(49), /itself/);
});

test('the page names what the scripts read, all of it, and settings that the server has', () => {
  const page = readFileSync('load/README.md', 'utf8');
  const sources = readdirSync('load').filter((file) => /(?<!\.d)\.ts$/.test(file));
  const text = sources.map((file) => readFileSync(`load/${file}`, 'utf8')).join('\n');
  const read = [
    ...[...text.matchAll(/__ENV\.(\w+)|\bnumber\('(\w+)'/g)].map(([, one, other]) => one ?? other ?? ''),
    ...[...text.matchAll(/const \{([^}]*)\} = __ENV/g)].flatMap(([, names = '']) => names.match(/[A-Z_]{2,}/g) ?? []),
  ].filter((name) => name !== 'DRIVEN');
  const rows = page.split('\n').filter((line) => /^\| `[A-Z]/.test(line));
  const named = rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''),
  );
  const command = /^SESSIONS_PER_HOUR(?:.|\n)*?npm start/m.exec(page)?.[0] ?? '';

  assert.deepEqual([...new Set(named)].sort(), [...new Set(read)].sort());
  for (const [, setting = ''] of command.matchAll(/([A-Z_]+)=/g)) {
    assert.ok(setting in SETTINGS || setting in ASR_SETTINGS, setting);
  }
});

test('a translation’s latency runs from the chunk in which its speech ends, once for each segment', () => {
  const heard: number[] = [];
  const endToEnd = new EndToEnd(20, (ms) => heard.push(ms));
  for (let chunk = 0; chunk < 100; chunk += 1) endToEnd.sent(1_000 + chunk * 20);
  const message = (more: object) => JSON.stringify({ type: 'audio', ...more, audioData: 'x' });

  // Chunk 49 covers 980 to 1,000 ms; it was sent at 1,980.
  endToEnd.hear(message({ endTimeMs: 1_000, part: 1 }), 2_500);
  endToEnd.hear(message({ endTimeMs: 1_001 }), 2_500);
  endToEnd.hear(message({ endTimeMs: 1_000, part: 2 }), 9_000);
  endToEnd.hear(message({ part: 1 }), 9_000);
  endToEnd.hear(message({ endTimeMs: 60_000 }), 9_000);

  assert.deepEqual(heard, [520, 500]);
});

test('a recording is WAV with any chunks before its samples, or bare PCM, of whole blocks', () => {
  const pcm = stampedBlocks(0, 3);
  const wav = wavOf(pcm, { hz: 16_000 });

  for (const file of [wav, pcm]) assert.deepEqual(Buffer.from(pcmOf(toArrayBuffer(file), BLOCK_BYTES)), pcm);
  const cut = pcmOf(toArrayBuffer(pcm.subarray(0, 1_000)), BLOCK_BYTES);
  assert.equal(cut.byteLength, BLOCK_BYTES);
});

for (const [what, file, problem] of [
  ['of another rate', wavOf(stampedBlocks(0, 1), { hz: 44_100 }), /this is 44100 Hz/],
  ['without samples', wavOf(stampedBlocks(0, 1), { hz: 16_000 }).subarray(0, 44), /without samples/],
  ['of less than a block', Buffer.alloc(100), /shorter than 20 ms/],
] as const) {
  test(`a recording ${what} is refused`, () => {
    assert.throws(() => pcmOf(toArrayBuffer(file), BLOCK_BYTES), problem);
  });
}

function wavOf(pcm: Buffer, { hz }: { readonly hz: number }): Buffer {
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0);
  format.writeUInt16LE(1, 2);
  format.writeUInt32LE(hz, 4);
  format.writeUInt16LE(16, 14);
  const chunk = (name: string, body: Buffer) => {
    const head = Buffer.alloc(8);
    head.write(name);
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
  };
  const chunks = [chunk('fmt ', format), chunk('LIST', Buffer.from('odd')), chunk('data', pcm)];
  return Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), ...chunks]);
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer as ArrayBuffer;
}
