/** Streaming transducers by sherpa-onnx. They decode audio as it comes, each sample once. */
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import type { TransducerSpec } from '../hearing/engine-spec.ts';
import type { LoadedEngine } from '../hearing/hearing.ts';
import type { StreamDecoder, StreamReading } from '../hearing/stream-decoder.ts';
import { StreamHearing } from '../hearing/stream-hearing.ts';
import { checkModelFile } from './model-file-check.ts';
import { loadSherpaOnnx, type SherpaOnlineRecognizer, type SherpaOnlineStream } from './sherpa-onnx.ts';
import { writtenText } from './written-text.ts';

/** About how long the last token of a word lasts: the engine gives only its beginning. */
const TOKEN_S = 0.2;
/** An utterance ends by silence without a word, by silence after words, or by the length of the speech. Seconds. */
const ENDPOINT = { rule1MinTrailingSilence: 2.4, rule2MinTrailingSilence: 0.6, rule3MinUtteranceLength: 15 };

/**
 * If sherpa-onnx cannot load the model, the process ends and its last line on stderr says why.
 * @throws Error, one line, when a file or the engine is missing
 */
export async function openTransducer(spec: TransducerSpec): Promise<LoadedEngine> {
  const { encoder, decoder, joiner, tokens } = spec;
  for (const file of [encoder, decoder, joiner, tokens]) checkModelFile(file);
  const sherpa = loadSherpaOnnx();
  const recognizer = new sherpa.OnlineRecognizer({
    featConfig: { sampleRate: SAMPLE_RATE_HZ, featureDim: 80 },
    modelConfig: { transducer: { encoder, decoder, joiner }, tokens, numThreads: 1, provider: 'cpu' },
    // This search never takes a word back.
    decodingMethod: 'greedy_search',
    enableEndpoint: true,
    ...ENDPOINT,
  });
  return { createHearing: (request) => new StreamHearing(new TransducerStream(recognizer), request) };
}

class TransducerStream implements StreamDecoder {
  readonly #recognizer: SherpaOnlineRecognizer;
  readonly #stream: SherpaOnlineStream;

  constructor(recognizer: SherpaOnlineRecognizer) {
    this.#recognizer = recognizer;
    this.#stream = recognizer.createStream();
  }

  accept(samples: Float32Array): void {
    this.#stream.acceptWaveform({ samples, sampleRate: SAMPLE_RATE_HZ });
  }

  end(): void {
    this.#stream.inputFinished();
  }

  decodeChunk(): boolean {
    if (!this.#recognizer.isReady(this.#stream)) return false;
    this.#recognizer.decode(this.#stream);
    return true;
  }

  reading(whole: boolean): StreamReading {
    const { text, timestamps, start_time } = this.#recognizer.getResult(this.#stream);
    const last = timestamps.at(-1) ?? 0;
    const from = start_time + (timestamps.at(0) ?? 0);
    const to = start_time + last + TOKEN_S;
    const { rule2MinTrailingSilence: pause, rule3MinUtteranceLength: longest } = ENDPOINT;
    // At the longest length the endpoint may be in the middle of speech, because the length rule ended the utterance.
    const isPause = last < longest - pause && this.atEndpoint();
    return { text: writtenText(text, whole), from, to, quietTo: isPause ? start_time + last + pause : to };
  }

  atEndpoint(): boolean {
    return this.#recognizer.isEndpoint(this.#stream);
  }

  reset(): void {
    this.#recognizer.reset(this.#stream);
  }
}
