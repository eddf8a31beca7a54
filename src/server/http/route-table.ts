/** Finds the route for a path and method. The routes are listed in http-routes.ts. */
import { decodeSegment } from './path-segment.ts';
import type { Route, RouteGroup, RouteMethod, RouteRequest } from './route.ts';

/** All routes of one pattern. */
export interface RouteEntry {
  readonly pattern: string | RegExp;
  readonly group: RouteGroup;
  readonly byMethod: ReadonlyMap<RouteMethod, Route>;
  /** The Allow header: the methods in the order of the table, HEAD after GET. */
  readonly allow: string;
}

export interface RouteMatch {
  readonly entry: RouteEntry;
  readonly params: RouteRequest['params'];
}

export class RouteTable {
  readonly entries: readonly RouteEntry[];
  readonly #expressions: readonly RegExp[];

  /** @param groups The first matching pattern counts. */
  constructor(groups: readonly RouteGroup[]) {
    this.entries = groups.flatMap(toEntries);
    this.#expressions = this.entries.map(({ pattern }) => toExpression(pattern));
  }

  match(path: string): RouteMatch | undefined {
    for (const [i, entry] of this.entries.entries()) {
      const found = this.#expressions[i]?.exec(path);
      if (found) return { entry, params: toParams(found.groups ?? {}) };
    }
    return undefined;
  }
}

/** @returns the methods for the Allow header, HEAD after GET. */
export function toAllow(methods: readonly RouteMethod[]): string {
  return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
}

function toEntries(group: RouteGroup): RouteEntry[] {
  const routesByPattern = new Map<string, Route[]>();
  for (const route of group.routes) {
    const name = String(route.pattern);
    routesByPattern.set(name, [...(routesByPattern.get(name) ?? []), route]);
  }
  return [...routesByPattern.values()].flatMap((routes) => {
    const [first] = routes;
    if (first === undefined) return [];
    const byMethod = new Map(routes.map((route) => [route.method, route] as const));
    return { pattern: first.pattern, group, byMethod, allow: toAllow([...byMethod.keys()]) };
  });
}

function toExpression(pattern: string | RegExp): RegExp {
  if (typeof pattern !== 'string') return pattern;
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/:(\w+)/g, '(?<$1>[^/]+)')
    .replace(/\*$/, '.*');
  return new RegExp(`^${source}$`, 's');
}

function toParams(groups: Readonly<Record<string, string>>): RouteRequest['params'] {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeSegment(value)]));
}
