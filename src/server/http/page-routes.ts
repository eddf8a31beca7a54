/** The web pages: the last routes of the table, for every path that no other route matches. */
import { refusal } from '../../protocol/errors.ts';
import type { RouteAnswer, RouteGroup, RouteRequest } from './route.ts';
import type { WebPages } from './web-pages.ts';

export interface PageRoutesDeps {
  readonly pages: Pick<WebPages, 'answer'>;
}

export function pageRoutes({ pages }: PageRoutesDeps): RouteGroup {
  const handle = ({ request }: RouteRequest): RouteAnswer => pages.answer(request) ?? refusal('NOT_FOUND');
  // NOT_FOUND instead of METHOD_NOT_ALLOWED: for programs these addresses do not exist.
  return { routes: [{ method: 'GET', pattern: '/*', handle }], notAllowed: () => refusal('NOT_FOUND') };
}
