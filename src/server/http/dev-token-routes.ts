/** Tokens for any caller, for development. The route does not exist in AWS mode. */
import { Compile } from 'typebox/schema';
import { refusal } from '../../protocol/errors.ts';
import { DevTokenRequest } from '../../protocol/http-messages.ts';
import { parseJsonObject } from './json-body.ts';
import type { RouteAnswer, RouteGroup, RouteRequest } from './route.ts';

const REQUEST = Compile(DevTokenRequest);

export interface DevTokenRoutesDeps {
  /** Undefined in AWS mode. */
  readonly issueDevToken: ((request: DevTokenRequest) => Promise<string>) | undefined;
}

export function devTokenRoutes({ issueDevToken: issue }: DevTokenRoutesDeps): RouteGroup {
  if (issue === undefined) return { routes: [] };
  const handle = async ({ request }: RouteRequest): Promise<RouteAnswer> => {
    const body = parseJsonObject(request.body);
    if (!body.ok) return body.refusal;
    const { value } = body;
    if (value.userId === undefined) return refusal('MISSING_PARAMETER', { parameter: 'userId' });
    if (!REQUEST.Check(value)) {
      const parameter = REQUEST.Errors(value)[1][0]?.instancePath.slice(1) || 'userId';
      return refusal('INVALID_PARAMETER', { parameter });
    }
    return { status: 200, body: { token: await issue(value as DevTokenRequest) } };
  };
  return { routes: [{ method: 'POST', pattern: '/dev/tokens', handle }] };
}
