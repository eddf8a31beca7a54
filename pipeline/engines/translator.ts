/** What the pipeline needs of a translation engine. */

export interface TranslationRequest {
  readonly text: string;
  /** Language codes as the payload and the Connections table have them. */
  readonly source: string;
  readonly target: string;
  /**
   * What the speaker said directly before the text, untranslated. It is for understanding only: the translation is that of the
   * text alone. Undefined: not known, or the translator takes none.
   */
  readonly context?: string;
}

/** `noEngine`: the engine cannot translate from source to target; `hint` says in one line what to install or change. */
export type Translation =
  | { readonly kind: 'translated'; readonly text: string }
  | { readonly kind: 'noEngine'; readonly hint: string };

/** Rejects on failure (overload, timeout, crash). An unsupported pair is not a failure but a value. */
export interface Translator {
  /** Whether `context` of a request can improve its translation. If not, none is given. */
  readonly takesContext: boolean;
  translate(request: TranslationRequest): Promise<Translation>;
  /** Whether it can translate from source to target now, as far as it knows without trying. Never rejects. */
  canTranslate(pair: Pick<TranslationRequest, 'source' | 'target'>): boolean;
  /** Ends all processes. A translation that still runs rejects. */
  close(): Promise<void>;
}
