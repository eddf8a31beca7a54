/** Translation by Amazon Translate. A pair that it refuses counts as one without an engine. */
import { type TranslateClient, TranslateTextCommand } from '@aws-sdk/client-translate';
import { textPieces } from './text-pieces.ts';
import { translateCode } from './translate-codes.ts';
import type { Translation, TranslationRequest, Translator } from './translator.ts';

/** TranslateText takes 10,000 bytes; a character of UTF-8 has at most 3 per UTF-16 unit. */
export const MAX_TRANSLATED_CHARACTERS = 3_300;

export class AwsTranslator implements Translator {
  /** TranslateText has no member for it, and translates each text by itself. */
  readonly takesContext = false;
  readonly #client: TranslateClient;
  readonly #deadlineMs: number;

  /** @param deadlineMs for one call, with SDK retries. */
  constructor(client: TranslateClient, deadlineMs: number) {
    this.#client = client;
    this.#deadlineMs = deadlineMs;
  }

  async translate({ text, source, target }: TranslationRequest): Promise<Translation> {
    const noEngine = { kind: 'noEngine', hint: `Amazon Translate does not translate ${source} to ${target}` } as const;
    const from = translateCode(source);
    const to = translateCode(target);
    if (from === undefined || to === undefined) return noEngine;
    const abortSignal = AbortSignal.timeout(this.#deadlineMs);
    const translated: string[] = [];
    for (const Text of textPieces(text, MAX_TRANSLATED_CHARACTERS)) {
      const command = new TranslateTextCommand({ Text, SourceLanguageCode: from, TargetLanguageCode: to });
      try {
        translated.push((await this.#client.send(command, { abortSignal })).TranslatedText ?? '');
      } catch (error) {
        if (error instanceof Error && error.name === 'UnsupportedLanguagePairException') return noEngine;
        throw error;
      }
    }
    return { kind: 'translated', text: translated.join(' ') };
  }

  canTranslate({ source, target }: Pick<TranslationRequest, 'source' | 'target'>): boolean {
    return [source, target].every((language) => translateCode(language) !== undefined);
  }

  async close(): Promise<void> {
    this.#client.destroy();
  }
}
