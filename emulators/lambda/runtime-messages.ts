/** The messages between the endpoint and a function's process over IPC, and the outcome of an invocation. */

import type { FunctionLayer } from '../../src/integrations/emulators/function-layer.ts';

/** A function's failure as Lambda puts it into the payload. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export interface Invocation {
  readonly requestId: string;
  /** JSON text. The endpoint has checked it. */
  readonly payload: string;
  readonly functionArn: string;
  /** JSON text. Only synchronous invocations have it, as in Lambda. */
  readonly clientContext?: string;
  /** Whether the last 4 KiB of this invocation's output are to be returned. */
  readonly tail: boolean;
}

/** From the endpoint to the process. `start` is the first command and comes once. */
export type RuntimeCommand =
  | {
      readonly type: 'start';
      readonly moduleUrl: string;
      readonly handler: string;
      readonly functionName: string;
      readonly memoryMb: number;
      readonly timeoutMs: number;
      readonly environment: Readonly<Record<string, string>>;
      readonly layer?: FunctionLayer;
    }
  | { readonly type: 'invoke'; readonly invocation: Invocation };

/** From the process to the endpoint. After `initFailed` the process exits. */
export type RuntimeReport =
  | { readonly type: 'ready' }
  | { readonly type: 'initFailed'; readonly error: FunctionError }
  | { readonly type: 'succeeded'; readonly requestId: string; readonly payload: string; readonly tail: string }
  | { readonly type: 'failed'; readonly requestId: string; readonly error: FunctionError; readonly tail: string };

export type InvocationOutcome =
  | { readonly kind: 'succeeded'; readonly payload: string; readonly tail: string }
  | {
      readonly kind: 'failed' | 'timedOut' | 'crashed';
      readonly error: FunctionError;
      readonly tail: string;
    };
