/** The emulators as the server uses them: their addresses, and whether they can be used now. */
import type { RecogniserInfo } from './recogniser-info.ts';

export interface EmbeddedServices {
  /** The present recogniser; it may be another one after a restart. */
  readonly asr: RecogniserInfo;
  readonly transcribe: { readonly endpoint: string };
  readonly lambda: { readonly endpoint: string };
  readonly dynamodb: { readonly endpoint: string };
  /** URL of the fault control API, if it is enabled. */
  readonly faultsUrl: string | undefined;
  /** Id of the process that they run in; undefined while there is none, or when it is this process. */
  readonly pid: number | undefined;
  /** The reasons why they cannot be used now, for readyz; empty when they can. */
  troubles(): readonly string[];
  /** The listener is called each time they are back after a restart, perhaps with empty tables. */
  onReturn(listener: () => void): void;
  close(): Promise<void>;
}
