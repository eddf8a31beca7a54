/** Why the server is not ready to take anybody, in words; for readyz. */
import { type Circuits, openCircuitsOf } from '../../actors/resilience/circuits.ts';
import type { EmbeddedServices } from '../../integrations/emulators/services.ts';
import type { Ingress } from '../sockets/ingress.ts';
import type { AppContext } from './app-context.ts';

/** @returns one line for each reason; none when it is ready. */
export function reasonsOf(
  { isIssuerCutOff, writer }: AppContext,
  reception: Ingress,
  circuits: Circuits,
  embedded: Pick<EmbeddedServices, 'troubles'> | undefined,
): string[] {
  const reasons: string[] = [...(embedded?.troubles() ?? [])];
  if (reception.isLeaving) reasons.push('draining');
  if (writer.isBehind) reasons.push('DynamoDB cannot be reached; writes are waiting');
  if (isIssuerCutOff()) reasons.push('the issuer’s keys cannot be had');
  return [...reasons, ...openCircuitsOf(circuits)];
}
