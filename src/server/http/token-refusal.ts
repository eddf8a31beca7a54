/** The refusal for a token that is not accepted. */
import type { TokenVerdict } from '../../actors/ports/identity.ts';
import { type Refusal, refusal } from '../../protocol/errors.ts';

/** @returns INVALID_TOKEN, or SERVICE_UNAVAILABLE when the token could not be verified now. */
export function toTokenRefusal({ reason, unavailable }: Extract<TokenVerdict, { ok: false }>): Refusal {
  return unavailable === undefined
    ? refusal('INVALID_TOKEN', { reason })
    : refusal('SERVICE_UNAVAILABLE', { service: unavailable });
}
