import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openEngine } from '../../../../emulators/transcribe/engines/open-engine.ts';

/** Files that Moonshine's engine would load if they were what they are called. */
function someFiles(t: { after(done: () => void): void }) {
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-model-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, bytes: string) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const ort = '\x18\0\0\0ORTM and so on';
  return {
    folder,
    spec: {
      kind: 'moonshine',
      encoder: file('encoder.ort', ort),
      mergedDecoder: file('decoder.ort', ort),
      tokens: file('tokens.txt', 'IA== 0\n'),
      voiceDetector: file('vad.onnx', '\x08\x08\x12\x07pytorch'),
    } as const,
  };
}

/** One line that begins so; the engine, which would end the process, is not asked. */
const line = (text: string) => (error: Error) => error.message.startsWith(text) && !error.message.includes('\n');

for (const part of ['encoder', 'mergedDecoder', 'tokens', 'voiceDetector'] as const) {
  test(`a missing, empty or wrong ${part} is told in one line before the engine sees it`, async (t) => {
    const { spec, folder } = someFiles(t);
    const path = spec[part];
    const name = `The speech model's file ${path}`;

    writeFileSync(path, '<!doctype html> 404\nNot found\n');
    await assert.rejects(
      openEngine(spec),
      (error: Error) => /^[^\n]* is not [^\n]*$/.test(error.message) && error.message.includes(path),
    );
    writeFileSync(path, '');
    await assert.rejects(openEngine(spec), line(`${name} is empty`));
    rmSync(path);
    await assert.rejects(openEngine(spec), line(`${name} is missing`));
    await assert.rejects(
      openEngine({ ...spec, [part]: folder }),
      line(`The speech model's file ${folder} is not a file`),
    );
  });
}

test('a token list cut short is told', async (t) => {
  const { spec } = someFiles(t);
  writeFileSync(spec.tokens, 'IA== 0\nIQ== 1\nIg');

  await assert.rejects(openEngine(spec), line(`${spec.tokens} is not a list of tokens: line 3`));
});

test('a file that may not be read is told', {
  skip: process.getuid?.() === 0 && 'root may read anything',
}, async (t) => {
  const { spec } = someFiles(t);
  chmodSync(spec.encoder, 0);

  await assert.rejects(openEngine(spec), line(`The speech model's file ${spec.encoder} cannot be read`));
});
