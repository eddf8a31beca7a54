/** The local services as the server uses them, wherever they run: addresses, and whether they can be used now. */
import type { RecogniserFacts } from './recogniser-facts.ts';

export interface EmbeddedServices {
  /** The recogniser at work now; perhaps another one each time they are back. */
  readonly asr: RecogniserFacts;
  readonly transcribe: { readonly endpoint: string };
  readonly lambda: { readonly endpoint: string };
  readonly dynamodb: { readonly endpoint: string };
  /** Of the fault control API, where it was asked for. */
  readonly faultsUrl: string | undefined;
  /** Of the process they run in now; undefined while there is none, or where it is this one. */
  readonly pid: number | undefined;
  /** Why they cannot be used now, in words; for readyz. */
  troubles(): readonly string[];
  /** Called each time they are back after they had gone, perhaps with empty tables. */
  onReturn(listener: () => void): void;
  close(): Promise<void>;
}
