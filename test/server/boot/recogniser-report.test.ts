import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { test } from 'node:test';
import {
  logRecogniser,
  refuseWithoutRecogniser,
  toAsrReport,
  toPublicAsrReport,
} from '../../../src/server/boot/recogniser-report.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';

const ASR = { engine: 'whisper', model: 'base', languages: ['es', 'xx', 'en'], maxStreams: 8 };
const NOTE = `Moonshine cannot be used: there is no folder /models; see ${homedir()}/secret`;

test('only languages of the protocol are reported, in its order; AWS mode has no report', () => {
  assert.deepEqual(toAsrReport({ asr: ASR }), {
    engine: 'whisper',
    model: 'base',
    languages: ['en', 'es'],
    maxStreams: 8,
  });
  assert.deepEqual([toAsrReport(undefined), toPublicAsrReport(undefined, undefined)], [undefined, undefined]);
});

test('the operator is told why in full, and anybody else without a path of this machine', () => {
  const asr = { ...ASR, note: NOTE };

  assert.equal(toAsrReport({ asr })?.note, NOTE);
  const told = toPublicAsrReport({ asr }, '/models')?.note ?? '';
  assert.match(told, /^Moonshine cannot be used: /);
  assert.ok(!told.includes('/models') && !told.includes(homedir()), told);
  assert.deepEqual(toPublicAsrReport({ asr: ASR }, '/models'), toAsrReport({ asr: ASR }));
});

test('nobody may speak where there is no recogniser, and everybody where there is one, or Transcribe', () => {
  const none = toAsrReport({ asr: { engine: 'none', model: '', languages: [], maxStreams: 0 } });

  assert.equal(refuseWithoutRecogniser(none)?.code, 'TRANSCRIBE_UNAVAILABLE');
  assert.match(refuseWithoutRecogniser(none)?.message ?? '', /npm run setup/);
  assert.deepEqual(
    [refuseWithoutRecogniser(toAsrReport({ asr: ASR })), refuseWithoutRecogniser(undefined)],
    [undefined, undefined],
  );
});

test('the log names the recogniser, and warns where there could be a better one', () => {
  const log = new RecordingLog();

  logRecogniser({ asr: ASR }, log);
  logRecogniser({ asr: { ...ASR, note: NOTE } }, log);

  assert.deepEqual(
    log.lines.map(({ level, metadata }) => [level, metadata.languages, metadata.note]),
    [
      ['info', 'en es', undefined],
      ['warn', 'en es', NOTE],
    ],
  );
});
