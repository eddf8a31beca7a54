/** A row of the route table: a method and a pattern, what the request must have, and its handler. */
import type { Refusal } from '../../protocol/errors.ts';
import type { HttpAnswer, HttpRequestInfo } from './http-types.ts';

/** Every method that a route can have, in the order of Access-Control-Allow-Methods. HEAD follows from GET. */
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
   * Segments: a word, or `:name` for any one segment; a last `*` matches the rest, which may be empty. A regular
   * expression has its parameters as named groups.
   */
  readonly pattern: string | RegExp;
  /** Checks the parameters, before the token. @returns the refusal, or undefined. */
  readonly check?: (params: RouteRequest['params']) => Refusal | undefined;
}

/** `needsToken`: the request must have a valid Bearer token. */
export type Route =
  | (RouteBase & { readonly needsToken?: false; readonly handle: Handler<RouteRequest> })
  | (RouteBase & { readonly needsToken: true; readonly handle: Handler<UserRequest> });

/** Routes with the same limit and the same refusals. An absent member means the default of the client API. */
export interface RouteGroup {
  readonly routes: readonly Route[];
  /** Limit of a body. */
  readonly maxBytes?: number;
  readonly tooLarge?: () => HttpAnswer;
  /** Answers a method for which the pattern has no route. @param allow The Allow header. */
  readonly notAllowed?: (asked: RouteRequest, allow: string) => RouteAnswer;
}
