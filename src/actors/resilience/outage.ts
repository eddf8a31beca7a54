/** Why no session can be created now, for any user: a service that it needs cannot be reached, or all streams are in use. */
import { type Refusal, refusal } from '../../protocol/errors.ts';
import { tableUnavailable } from '../records/store-error.ts';
import type { Circuits } from './circuits.ts';
import { noFreeStream, type StreamSlots } from './stream-slots.ts';

export function refusalForOutage({ transcribe, dynamodb }: Circuits, admission: StreamSlots): Refusal | undefined {
  if (transcribe.refuses()) {
    const { service } = transcribe;
    return refusal('TRANSCRIBE_UNAVAILABLE', { service }, `${service} cannot be reached. Try again in 5 s.`);
  }
  if (admission.isFull) return noFreeStream(admission.limit);
  return dynamodb.refuses() ? tableUnavailable() : undefined;
}
