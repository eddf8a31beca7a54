/** Identifies users by verified tokens. */
import type { TOKEN_PROBLEMS } from '../../protocol/error-details.ts';

export type TokenVerdict =
  | { readonly ok: true; readonly userId: string }
  | { readonly ok: false; readonly reason: (typeof TOKEN_PROBLEMS)[number]; readonly unavailable?: undefined }
  /** The token may be valid: the named service, which is needed to verify it, cannot be reached. */
  | { readonly ok: false; readonly reason: 'keysUnavailable'; readonly unavailable: string };

export interface TokenPort {
  /** Never rejects. `reason` may be shown to the client and contains nothing of the token. */
  verify(token: string): Promise<TokenVerdict>;
}
