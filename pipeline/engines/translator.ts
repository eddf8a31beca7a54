/** What the pipeline asks of a translation engine. */

export interface TranslationRequest {
  readonly text: string;
  /** Language codes as the payload and the Connections table have them. */
  readonly source: string;
  readonly target: string;
}

/** `noEngine`: this engine has no way from source to target; `hint` says in one line what would give it one. */
export type Translation =
  | { readonly kind: 'translated'; readonly text: string }
  | { readonly kind: 'noEngine'; readonly hint: string };

/** Rejects on failure (an overload, a deadline, a crash); an unsupported pair is a value. */
export interface Translator {
  translate(request: TranslationRequest): Promise<Translation>;
  /** Whether it has a way from source to target now, as far as it knows without translating. Never rejects. */
  canTranslate(pair: Pick<TranslationRequest, 'source' | 'target'>): boolean;
  /** Ends what it started. A translation still running rejects. */
  close(): Promise<void>;
}
