/** Why the server is not ready to take anybody, in words; for readyz. */
import { type Circuits, openCircuitsOf } from '../actors/circuits.ts';
import type { EmbeddedServices } from '../integrations/emulators/services.ts';
import type { Reception } from './reception.ts';
import type { ServerParts } from './server-parts.ts';

/** @returns one line for each reason; none when it is ready. */
export function reasonsOf(
  { isIssuerCutOff, writer }: ServerParts,
  reception: Reception,
  circuits: Circuits,
  embedded: Pick<EmbeddedServices, 'troubles'> | undefined,
): string[] {
  const reasons: string[] = [...(embedded?.troubles() ?? [])];
  if (reception.isLeaving) reasons.push('draining');
  if (writer.isBehind) reasons.push('DynamoDB cannot be reached; writes are waiting');
  if (isIssuerCutOff()) reasons.push('the issuer’s keys cannot be had');
  return [...reasons, ...openCircuitsOf(circuits)];
}
