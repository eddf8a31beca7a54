/** A request's body as a JSON object. */
import { type Refusal, refusal } from '../../protocol/errors.ts';

type JsonBody =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly refusal: Refusal };

/** Never throws. @returns INVALID_MESSAGE for anything but an object. */
export function parseJsonObject(bytes: Uint8Array): JsonBody {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString());
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { ok: true, value: value as Record<string, unknown> };
    }
  } catch {
    // Invalid JSON is refused like a value that is not an object.
  }
  return { ok: false, refusal: refusal('INVALID_MESSAGE', {}, 'The body is not a JSON object.') };
}
