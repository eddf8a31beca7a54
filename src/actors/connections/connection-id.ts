/** Connection ids name the node that has the socket: `<tag>.<128 bits>`. On a single node there is no tag and no dot. */

export interface ConnectionName {
  /** Empty: this node. */
  readonly tag: string;
  /** The part that cannot be guessed. */
  readonly secret: string;
}

export function toConnectionId({ tag, secret }: ConnectionName): string {
  return tag === '' ? secret : `${tag}.${secret}`;
}

/** Accepts any text: without a dot there is no tag. The secret never contains a dot. */
export function parseConnectionId(connectionId: string): ConnectionName {
  const dot = connectionId.lastIndexOf('.');
  return { tag: connectionId.slice(0, Math.max(0, dot)), secret: connectionId.slice(dot + 1) };
}
