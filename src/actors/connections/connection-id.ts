/** Connection ids name the node that has the socket: `<tag>.<128 bits>`. On a single node the tag is left out, dot and all. */

export interface ConnectionName {
  /** Empty: this node. */
  readonly tag: string;
  /** What nobody can guess. */
  readonly secret: string;
}

export function toConnectionId({ tag, secret }: ConnectionName): string {
  return tag === '' ? secret : `${tag}.${secret}`;
}

/** Total: whatever has no dot has no tag. The secret never contains one. */
export function parseConnectionId(connectionId: string): ConnectionName {
  const dot = connectionId.lastIndexOf('.');
  return { tag: connectionId.slice(0, Math.max(0, dot)), secret: connectionId.slice(dot + 1) };
}
