/** CORS headers for every answer. Without them a browser shows its page a network error instead of the answer. */
import type { AnswerHeaders, HttpAnswer } from './http-types.ts';
import { isOriginAllowed } from './origins.ts';
import { ROUTE_METHODS } from './route.ts';
import { toAllow } from './route-table.ts';

const METHODS = `${toAllow(ROUTE_METHODS)}, OPTIONS`;

/** The answer to OPTIONS, which browsers send before a request that is not a simple one. */
export const PREFLIGHT: HttpAnswer = {
  status: 204,
  headers: {
    allow: METHODS,
    'access-control-allow-methods': METHODS,
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-max-age': '600',
  },
};

/** Headers of every answer to this request. `vary`: a cache must not give one origin's answer to another. */
export function corsHeadersFor(
  headers: ReadonlyMap<string, string>,
  config: Parameters<typeof isOriginAllowed>[2],
): AnswerHeaders {
  const origin = headers.get('origin') ?? '';
  if (origin === '' || !isOriginAllowed(origin, headers.get('host') ?? '', config)) return { vary: 'origin' };
  return {
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'allow, retry-after',
  };
}
