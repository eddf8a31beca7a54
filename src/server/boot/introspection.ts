/** Connects the sessions with introspection: the admin port's view of them, and the inspector when it is on. */

import { toSummary } from '../../actors/introspection/view.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import type { SessionHost } from '../../actors/session/session-host.ts';
import { systemClock } from '../../integrations/clock.ts';
import { Inspector } from '../../integrations/inspector/inspector.ts';
import type { InspectorServer } from '../../integrations/inspector/inspector-server.ts';
import type { IntrospectionSource } from '../../integrations/inspector/introspection-feed.ts';
import { toChartConfig } from '../../machines/chart-config.ts';
import { CHARTS } from '../../machines/charts.ts';

/** Empty while the inspector is off, which then costs nothing. */
export interface Inspection {
  readonly inspector?: Inspector;
  /** Rejects with one clear line when the port is taken. */
  readonly open?: (source: IntrospectionSource, log: LogPort) => Promise<InspectorServer>;
}

/** @param port The inspector's port; undefined: it is off. */
export function createInspection(port: number | undefined): Inspection {
  if (port === undefined) return {};
  const definitions = Object.fromEntries(CHARTS.map((chart) => [chart.name, JSON.stringify(toChartConfig(chart))]));
  const inspector = new Inspector({ now: () => systemClock.unixNow(), definitions });
  return {
    inspector,
    open: async (source, log) => {
      // Loaded only here: its WebSocket library takes memory in every other server.
      const { startInspectorServer } = await import('../../integrations/inspector/inspector-server.ts');
      return startInspectorServer({ port, inspector, log, source });
    },
  };
}

export function createIntrospectionSource(host: SessionHost): IntrospectionSource {
  return {
    charts: CHARTS,
    list: () => host.sessions().map(toSummary),
    find: (sessionId) => {
      const session = host.held(sessionId);
      return session?.introspection.toView(session, host.roomOf(sessionId)?.lagging ?? 0);
    },
  };
}
