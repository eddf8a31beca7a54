import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Speaker, SpeechRequest } from '../../pipeline/engines/speaker.ts';
import type { TranscriptPayload } from '../../pipeline/payload.ts';
import { speak } from '../../pipeline/speak.ts';
import { payload } from '../support/pipeline/payloads.ts';

const exporter = new InMemorySpanExporter();
let nowMs = 0;

/** Has its first sound after 40 ms, and is done, or fails, after 100. */
function speaker(asked: SpeechRequest[], fails = false): Speaker {
  return {
    async speak(request) {
      asked.push(request);
      return { kind: 'spoken', pieces: pieces(fails) };
    },
    hasVoice: async () => true,
    close: async () => undefined,
  };
}

async function* pieces(fails: boolean): AsyncGenerator<Uint8Array> {
  nowMs += 40;
  yield new Uint8Array(0);
  yield new Uint8Array(640);
  nowMs += 60;
  if (fails) throw new Error('the voice is hoarse');
  yield new Uint8Array(640);
}

function speakText(changes: Partial<TranscriptPayload> = {}, fails = false) {
  nowMs = 0;
  const asked: SpeechRequest[] = [];
  const request = { payload: payload(changes), language: 'es', text: 'hola' };
  return { asked, ...speak(request, { speaker: speaker(asked, fails), elapsedMs: () => nowMs }) };
}

test('the span of a speech', async (t) => {
  before(() => {
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  });
  beforeEach(() => exporter.reset());
  after(() => trace.disable());

  await t.test('ends with the last piece, and has the time to the first', async () => {
    const { ended, parts } = speakText();
    assert.equal(await parts.begun(), true);
    assert.deepEqual(exporter.getFinishedSpans(), []);
    assert.deepEqual(await ended, { outcome: 'spoken', firstSoundMs: 40, speakMs: 100 });

    const [span] = exporter.getFinishedSpans();
    assert.equal(span?.name, 'pipeline.synthesise');
    assert.deepEqual(
      [span?.attributes['pipeline.first_sound_ms'], span?.attributes['pipeline.outcome'], span?.status.message],
      [40, 'spoken', undefined],
    );
  });

  await t.test('is failed when the speech was cut short', async () => {
    await speakText({}, true).ended;

    assert.equal(exporter.getFinishedSpans()[0]?.status.message, 'cutShort');
  });
});

test('a pause belongs after a sentence and after a result, not after a segment that goes on', async () => {
  const cases: [Partial<TranscriptPayload>, boolean][] = [
    [{ transcriptText: 'It is late.', isSegmentFinal: false }, true],
    [{ transcriptText: 'He said “no!”', isSegmentFinal: false }, true],
    [{ transcriptText: '很晚了。', isSegmentFinal: false }, true],
    [{ transcriptText: 'when it is late,', isSegmentFinal: false }, false],
    [{ transcriptText: 'we believe', isSegmentFinal: false }, false],
    [{ transcriptText: 'we believe', isSegmentFinal: true }, true],
    [{ transcriptText: 'we believe' }, true],
  ];
  for (const [changes, endsSentence] of cases) {
    const { asked, ended } = speakText(changes);
    await ended;
    assert.equal(asked[0]?.endsSentence, endsSentence, JSON.stringify(changes));
  }
});
