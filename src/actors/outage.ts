/** Why no session can be made now, whoever asks: what it would need is away, or all of it is taken. */
import { type Refusal, refusal } from '../protocol/errors.ts';
import type { Circuits } from './circuits.ts';
import { tableUnavailable } from './store-error.ts';
import { noFreeStream, type StreamAdmission } from './stream-admission.ts';

export function refusalForOutage({ transcribe, dynamodb }: Circuits, admission: StreamAdmission): Refusal | undefined {
  if (transcribe.refuses()) {
    const { service } = transcribe;
    return refusal('TRANSCRIBE_UNAVAILABLE', { service }, `${service} cannot be reached now.`);
  }
  if (admission.isFull) return noFreeStream(admission.limit);
  return dynamodb.refuses() ? tableUnavailable() : undefined;
}
