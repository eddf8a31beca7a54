/** Speech by Amazon Polly: PCM at 16 kHz, with rate and loudness from the speaker's emotion. */
import { type PollyClient, SynthesizeSpeechCommand } from '@aws-sdk/client-polly';
import { pollySsml } from './polly-ssml.ts';
import { pollyVoice } from './polly-voices.ts';
import type { Speaker, Speech, SpeechRequest } from './speaker.ts';
import { textPieces } from './text-pieces.ts';

/** SynthesizeSpeech takes 3,000 billed characters, or 6,000 with SSML, in which one character may take six (`&quot;`). */
const MAX_CHARACTERS = 950;

export class AwsSpeaker implements Speaker {
  readonly #client: PollyClient;
  readonly #deadlineMs: number;

  /** @param deadlineMs for one utterance, with SDK retries. */
  constructor(client: PollyClient, deadlineMs: number) {
    this.#client = client;
    this.#deadlineMs = deadlineMs;
  }

  async speak({ text, language, emotion }: SpeechRequest): Promise<Speech> {
    const voice = pollyVoice(language);
    if (voice === undefined) return { kind: 'noVoice', hint: `Amazon Polly has no voice for ${language}` };
    const abortSignal = AbortSignal.timeout(this.#deadlineMs);
    const pieces: Uint8Array[] = [];
    for (const piece of textPieces(text, MAX_CHARACTERS)) {
      const command = new SynthesizeSpeechCommand({
        ...voice,
        OutputFormat: 'pcm',
        SampleRate: '16000',
        TextType: 'ssml',
        Text: pollySsml(piece, emotion),
      });
      const { AudioStream } = await this.#client.send(command, { abortSignal });
      if (AudioStream === undefined) throw new Error('Amazon Polly answered without audio');
      pieces.push(await AudioStream.transformToByteArray());
    }
    const pcm = Buffer.concat(pieces);
    return { kind: 'spoken', pcm: pcm.subarray(0, pcm.byteLength & ~1) };
  }

  async hasVoice(language: string): Promise<boolean> {
    return pollyVoice(language) !== undefined;
  }

  async close(): Promise<void> {
    this.#client.destroy();
  }
}
