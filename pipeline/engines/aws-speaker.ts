/** Speech by Amazon Polly, as it is made: PCM at 16 kHz, with rate and loudness from the speaker's emotion. */
import { type PollyClient, SynthesizeSpeechCommand } from '@aws-sdk/client-polly';
import { pollySsml } from './polly-ssml.ts';
import { type PollyVoice, pollyVoice } from './polly-voices.ts';
import { withoutQuietEndsOfStream } from './quiet-ends-of-stream.ts';
import type { Speaker, Speech, SpeechRequest } from './speaker.ts';
import { textPieces } from './text-pieces.ts';
import { asUnfinished } from './unfinished-text.ts';

/** SynthesizeSpeech takes 3,000 billed characters, or 6,000 with SSML, in which one character may take six (`&quot;`). */
export const MAX_SPOKEN_CHARACTERS = 950;

export class AwsSpeaker implements Speaker {
  readonly #client: PollyClient;
  readonly #deadlineMs: number;

  /** @param deadlineMs for one utterance, with SDK retries. */
  constructor(client: PollyClient, deadlineMs: number) {
    this.#client = client;
    this.#deadlineMs = deadlineMs;
  }

  async speak({ text, language, emotion, endsSentence = true }: SpeechRequest): Promise<Speech> {
    const voice = pollyVoice(language);
    if (voice === undefined) return { kind: 'noVoice', hint: `Amazon Polly has no voice for ${language}` };
    const abortSignal = AbortSignal.timeout(this.#deadlineMs);
    const spoken = asUnfinished(text, endsSentence);
    const ssml = textPieces(spoken, MAX_SPOKEN_CHARACTERS).map((piece) => pollySsml(piece, emotion));
    return {
      kind: 'spoken',
      pieces: withoutQuietEndsOfStream(this.#speakAll(ssml, voice, abortSignal), endsSentence),
    };
  }

  /** One call after the other. Polly answers while it is still speaking: the pieces come as it makes them. */
  async *#speakAll(ssml: readonly string[], voice: PollyVoice, abortSignal: AbortSignal): AsyncGenerator<Uint8Array> {
    for (const Text of ssml) {
      const command = new SynthesizeSpeechCommand({
        ...voice,
        OutputFormat: 'pcm',
        SampleRate: '16000',
        TextType: 'ssml',
        Text,
      });
      const { AudioStream } = await this.#client.send(command, { abortSignal });
      if (AudioStream === undefined) throw new Error('Amazon Polly answered without audio');
      // In Node it is a Readable, over which the SDK's type says nothing.
      yield* AudioStream as AsyncIterable<Uint8Array>;
      // The SDK ends the stream at the deadline as if the speech were complete.
      abortSignal.throwIfAborted();
    }
  }

  async hasVoice(language: string): Promise<boolean> {
    return pollyVoice(language) !== undefined;
  }

  async close(): Promise<void> {
    this.#client.destroy();
  }
}
