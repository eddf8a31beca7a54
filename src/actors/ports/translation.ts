/** What a session needs from the translation pipeline: one attempt at a time. The Lambda adapter implements it. */
import type { CallVerdict } from '../../machines/failures.ts';
import type { TranslationRequest } from '../../protocol/translation-request.ts';
import type { SpanAttributes } from './tracing.ts';

export type TranslationOutcome = (
  | { readonly ok: true }
  | { readonly ok: false; readonly failure: string; readonly detail: string; readonly verdict: CallVerdict }
) & {
  /** The service's own name for the call, if it answered: for its operators. */
  readonly requestId?: string;
};

export interface TranslationPort {
  /** One attempt (InvocationType Event). Never rejects: a failure or a non-2xx status is an outcome. */
  invoke(request: TranslationRequest, signal: AbortSignal): Promise<TranslationOutcome>;
  /** What a trace says of the invocation, by the conventions. Asked for recorded spans only. @param last The last attempt's. */
  spanAttributes?(last: TranslationOutcome | undefined): SpanAttributes;
}
