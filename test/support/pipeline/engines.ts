/** Scripted engines: translations are the text in brackets, speech is as long as asked; languages may fail or wait. */
import { type Speaker, spokenAtOnce } from '../../../pipeline/engines/speaker.ts';
import type { TranslationRequest, Translator } from '../../../pipeline/engines/translator.ts';

export interface ScriptedEngines {
  readonly translator: Translator;
  readonly speaker: Speaker;
  /** What was asked, in order. */
  readonly translations: TranslationRequest[];
  readonly spoken: string[];
}

export interface EngineScript {
  /** Instead of the translation. May throw, or wait. */
  readonly translate?: (request: TranslationRequest) => Promise<string> | string;
  readonly unknownLanguages?: readonly string[];
  readonly voicelessLanguages?: readonly string[];
  readonly failingVoices?: readonly string[];
  readonly speechBytes?: number;
  /** Instead of speech of `speechBytes`, all at once. May wait, or throw. */
  readonly pieces?: (text: string) => AsyncIterable<Uint8Array>;
  readonly takesContext?: boolean;
}

export function scriptedEngines(script: EngineScript = {}): ScriptedEngines {
  const translations: TranslationRequest[] = [];
  const spoken: string[] = [];
  return {
    translations,
    spoken,
    translator: {
      takesContext: script.takesContext === true,
      async translate(request) {
        translations.push(request);
        if (script.unknownLanguages?.includes(request.target))
          return { kind: 'noEngine', hint: `no engine for ${request.target}` };
        const text = script.translate ? await script.translate(request) : `[${request.target}] ${request.text}`;
        return { kind: 'translated', text };
      },
      canTranslate: ({ target }) => script.unknownLanguages?.includes(target) !== true,
      close: async () => undefined,
    },
    speaker: {
      async speak({ text, language }) {
        spoken.push(text);
        if (script.failingVoices?.includes(language)) throw new Error('the voice is hoarse');
        if (script.voicelessLanguages?.includes(language)) return { kind: 'noVoice', hint: `no voice for ${language}` };
        if (script.pieces) return { kind: 'spoken', pieces: script.pieces(text) };
        return spokenAtOnce(new Uint8Array(script.speechBytes ?? 3_200).fill(7));
      },
      hasVoice: async (language) => script.voicelessLanguages?.includes(language) !== true,
      close: async () => undefined,
    },
  };
}
