/** The pages for people: the last routes of the table, for every path that no other route has. */
import { refusal } from '../../protocol/errors.ts';
import type { RouteAnswer, RouteGroup, RouteRequest } from './route.ts';
import type { WebPages } from './web-pages.ts';

export interface PageRoutesDeps {
  readonly pages: Pick<WebPages, 'answer'>;
}

export function pageRoutes({ pages }: PageRoutesDeps): RouteGroup {
  const handle = ({ request }: RouteRequest): RouteAnswer => pages.answer(request) ?? refusal('NOT_FOUND');
  // Whether there is a page is not told to other methods: to programs, every such address is one that is not there.
  return { routes: [{ method: 'GET', pattern: '/*', handle }], notAllowed: () => refusal('NOT_FOUND') };
}
