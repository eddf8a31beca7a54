/** A text with a number, in the form that the language has for it. Pure. */

import { spokenLike } from './kin.ts';

/** `#` stands for the number. A form that a language does not have may be left out. */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }>;

/** @param locale ISO 639-1. @returns the text for a number, written as the language writes numbers. */
export function plurals(locale: string, forms: PluralForms): (count: number) => string {
  const rules = new Intl.PluralRules(spokenLike(locale));
  const numbers = new Intl.NumberFormat(spokenLike(locale));
  return (count) => (forms[rules.select(count)] ?? forms.other).replaceAll('#', numbers.format(count));
}
