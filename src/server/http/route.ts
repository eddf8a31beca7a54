/** What a row of the route table is: a method and a pattern, what the request must bring, and the handler that answers it. */
import type { Refusal } from '../../protocol/errors.ts';
import type { HttpAnswer, HttpRequestInfo } from './http-types.ts';

/** Every method that a route can have, in the order in which a preflight names them. HEAD follows from GET. */
export const ROUTE_METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const;
export type RouteMethod = (typeof ROUTE_METHODS)[number];

export interface RouteRequest {
  readonly request: HttpRequestInfo;
  /** The pattern's parameters, with their percent-escapes decoded. */
  readonly params: Readonly<Record<string, string>>;
}

export interface UserRequest extends RouteRequest {
  /** The verified token's subject. */
  readonly userId: string;
}

export type RouteAnswer = HttpAnswer | Refusal;
type Handler<R> = (asked: R) => RouteAnswer | Promise<RouteAnswer>;

interface RouteBase {
  readonly method: RouteMethod;
  /**
   * Segments, each a word or `:name`, which takes any one segment; a last `*` takes whatever follows, nothing included.
   * A regular expression names its parameters as groups.
   */
  readonly pattern: string | RegExp;
  /** Checks the parameters, before the token. @returns why they are wrong. */
  readonly check?: (params: RouteRequest['params']) => Refusal | undefined;
}

/** `needsToken`: the request must bring a valid Bearer token. */
export type Route =
  | (RouteBase & { readonly needsToken?: false; readonly handle: Handler<RouteRequest> })
  | (RouteBase & { readonly needsToken: true; readonly handle: Handler<UserRequest> });

/** Routes with the same limit and the same way of refusing. Where a member is absent, the client API's own way holds. */
export interface RouteGroup {
  readonly routes: readonly Route[];
  /** Of a body. */
  readonly maxBytes?: number;
  readonly tooLarge?: () => HttpAnswer;
  /** Answers a method that the pattern has no route for. @param allow As in the Allow header. */
  readonly notAllowed?: (asked: RouteRequest, allow: string) => RouteAnswer;
}
