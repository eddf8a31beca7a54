/** Lists the reasons why the server is not ready for clients, for /readyz. */
import type { WriteBehind } from '../../actors/records/write-behind.ts';
import { type Circuits, describeOpenCircuits } from '../../actors/resilience/circuits.ts';
import type { EmbeddedServices } from '../../integrations/emulators/services.ts';
import type { Ingress } from '../sockets/ingress.ts';
import type { Identity } from './identity.ts';

export interface ReadinessDeps {
  readonly circuits: Circuits;
  readonly writer: Pick<WriteBehind, 'isBehind'>;
  readonly identity: Pick<Identity, 'isIssuerCutOff'>;
  readonly ingress: Pick<Ingress, 'isLeaving'>;
  /** Undefined in AWS mode. */
  readonly services: Pick<EmbeddedServices, 'troubles'> | undefined;
}

/** @returns one line for each reason; none when the server is ready. */
export function listReasons({ circuits, identity, ingress, services, writer }: ReadinessDeps): string[] {
  const reasons: string[] = [...(services?.troubles() ?? [])];
  if (ingress.isLeaving) reasons.push('draining');
  if (writer.isBehind) reasons.push('DynamoDB cannot be reached; writes are waiting');
  if (identity.isIssuerCutOff()) reasons.push('the issuer’s keys cannot be fetched');
  return [...reasons, ...describeOpenCircuits(circuits)];
}
