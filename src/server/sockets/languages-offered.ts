/** Whether this server offers a language now. */
import { type Refusal, refusal } from '../../protocol/errors.ts';

/** @returns UNSUPPORTED_LANGUAGE with what is supported, or undefined. */
export function refuseLanguage(language: string, supported: readonly string[]): Refusal | undefined {
  if (supported.includes(language)) return undefined;
  return refusal(
    'UNSUPPORTED_LANGUAGE',
    { supported },
    'This server does not offer this language now. Choose one of the supported languages.',
  );
}
