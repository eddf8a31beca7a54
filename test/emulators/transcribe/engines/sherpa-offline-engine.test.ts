import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { openEngine } from '../../../../emulators/transcribe/engines/open-engine.ts';
import { sherpaModelIn } from '../../../../emulators/transcribe/engines/sherpa-folder.ts';
import { finalText, heardBy } from '../../../support/models/heard-by.ts';
import { concat, silence, synthesise } from '../../../support/speech.ts';
import { speechModel } from '../../../support/speech-model.ts';

test('a model that rostrum-asr.json describes reads speech', async (t) => {
  const speech = await speechModel(t);
  if (speech === undefined) return;
  const folder = mkdtempSync(join(tmpdir(), 'sherpa-offline-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const file of [speech.encoder, speech.mergedDecoder, speech.tokens])
    copyFileSync(file, join(folder, basename(file)));
  const model = {
    moonshine: { encoder: basename(speech.encoder), mergedDecoder: basename(speech.mergedDecoder) },
    tokens: basename(speech.tokens),
  };
  writeFileSync(join(folder, 'rostrum-asr.json'), JSON.stringify({ languages: ['en'], maxClipMs: 9_000, model }));
  const found = sherpaModelIn(folder, speech.voiceDetector);
  assert.ok(found.ok);
  assert.equal(found.spec.kind, 'sherpaOffline');

  const talk = concat(silence(600), await synthesise('The library opens at nine in the morning.'), silence(1_000));
  const results = heardBy(await openEngine(found.spec), talk);

  assert.match(finalText(results), /the library opens at (nine|9)/i);
});
