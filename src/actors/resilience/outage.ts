/** Why no session can be made now, whoever asks: what it would need is away, or all of it is taken. */
import { type Refusal, refusal } from '../../protocol/errors.ts';
import { tableUnavailable } from '../records/store-error.ts';
import type { Circuits } from './circuits.ts';
import { noFreeStream, type StreamSlots } from './stream-slots.ts';

export function refusalForOutage({ transcribe, dynamodb }: Circuits, admission: StreamSlots): Refusal | undefined {
  if (transcribe.refuses()) {
    const { service } = transcribe;
    return refusal('TRANSCRIBE_UNAVAILABLE', { service }, `${service} cannot be reached now.`);
  }
  if (admission.isFull) return noFreeStream(admission.limit);
  return dynamodb.refuses() ? tableUnavailable() : undefined;
}
