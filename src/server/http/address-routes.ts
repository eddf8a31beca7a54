/** Tells a caller the address that its limits are counted by: so an operator sees whether the proxies in front are set right. */
import type { ClientAddress } from './client-address.ts';
import type { RouteGroup } from './route.ts';

export interface AddressRoutesDeps {
  readonly addresses: Pick<ClientAddress, 'callerOf'>;
}

export function addressRoutes({ addresses }: AddressRoutesDeps): RouteGroup {
  return {
    routes: [
      {
        method: 'GET',
        pattern: '/address',
        handle: ({ request }) => ({
          status: 200,
          // Another caller behind the same cache has another address.
          headers: { 'cache-control': 'no-store' },
          body: { address: addresses.callerOf(request).address },
        }),
      },
    ],
  };
}
