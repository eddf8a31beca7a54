/** Translation by Amazon Translate. A pair it refuses counts as having no engine. */
import { type TranslateClient, TranslateTextCommand } from '@aws-sdk/client-translate';
import { baseLanguage } from '../language-code.ts';
import { textPieces } from './text-pieces.ts';
import type { Translation, TranslationRequest, Translator } from './translator.ts';

/** Languages of the wire contract that the service does not have. */
const NOT_TRANSLATED = ['gl', 'eo'];
/** TranslateText takes 10,000 bytes; a character of UTF-8 has at most 3 per UTF-16 unit. */
const MAX_CHARACTERS = 3_300;

export class AwsTranslator implements Translator {
  readonly #client: TranslateClient;
  readonly #deadlineMs: number;

  /** @param deadlineMs for one call, SDK retries included. */
  constructor(client: TranslateClient, deadlineMs: number) {
    this.#client = client;
    this.#deadlineMs = deadlineMs;
  }

  async translate({ text, source, target }: TranslationRequest): Promise<Translation> {
    const abortSignal = AbortSignal.timeout(this.#deadlineMs);
    const translated: string[] = [];
    for (const Text of textPieces(text, MAX_CHARACTERS)) {
      const command = new TranslateTextCommand({ Text, SourceLanguageCode: source, TargetLanguageCode: target });
      try {
        translated.push((await this.#client.send(command, { abortSignal })).TranslatedText ?? '');
      } catch (error) {
        if (error instanceof Error && error.name === 'UnsupportedLanguagePairException') {
          return { kind: 'noEngine', hint: `Amazon Translate does not translate ${source} to ${target}` };
        }
        throw error;
      }
    }
    return { kind: 'translated', text: translated.join(' ') };
  }

  canTranslate({ source, target }: Pick<TranslationRequest, 'source' | 'target'>): boolean {
    return ![source, target].map(baseLanguage).some((language) => NOT_TRANSLATED.includes(language));
  }

  async close(): Promise<void> {
    this.#client.destroy();
  }
}
