/** Who somebody is: verified tokens. */

export type TokenVerdict =
  | { readonly ok: true; readonly userId: string }
  | {
      readonly ok: false;
      readonly reason: string;
      /** Nothing was wrong with the token as far as could be seen: this service, needed to verify it, is away. */
      readonly unavailable?: string;
    };

export interface TokenPort {
  /** Never rejects. `reason` may be shown to the client and holds nothing of the token. */
  verify(token: string): Promise<TokenVerdict>;
}
