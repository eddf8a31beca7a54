/** A stream of Amazon Transcribe with a moment of silence in it, through the product's own transcription port. It is paid for. */
import type { TranscriptionSignal } from '../../actors/ports/transcription.ts';
import { createTranscriptionPort } from '../transcribe/transcribe-port.ts';
import type { AccountOptions } from './client-options.ts';

const SAMPLE_RATE_HZ = 16_000;
/** 100 ms of 16 bit samples: the least that is sent at once. */
const CHUNK_BYTES = (SAMPLE_RATE_HZ / 10) * 2;

export type StreamEnd = Extract<TranscriptionSignal, { readonly type: 'ended' }>;

/** Never rejects. Resolves when the service has finished its answer, or with the failure. */
export function openTrialStream(options: AccountOptions, language: string, signal: AbortSignal): Promise<StreamEnd> {
  const port = createTranscriptionPort(options);
  return new Promise((resolve) => {
    port.open({ sourceLanguage: language, sampleRateHz: SAMPLE_RATE_HZ, audio: silence() }, signal, {
      onSignal: (heard) => {
        if (heard.type === 'ended') resolve(heard);
      },
      onResults: () => {},
    });
  });
}

async function* silence(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(CHUNK_BYTES);
}
