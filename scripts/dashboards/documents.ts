/** Grafana's dashboards, with the functions that print them. */
import { type DashboardText, dashboard } from './dashboard.ts';
import { SERVICE } from './service.ts';
import { SPEECH } from './speech.ts';

/** File name without its ending → the dashboard. */
export const DASHBOARDS: Readonly<Record<string, DashboardText>> = { service: SERVICE, speech: SPEECH };

/** Path from the repository's root → its text. */
export const DASHBOARD_DOCUMENTS: Readonly<Record<string, () => string>> = Object.fromEntries(
  Object.entries(DASHBOARDS).map(([name, text]) => [
    `ops/grafana/dashboards/${name}.json`,
    () => `${JSON.stringify(dashboard(text), undefined, 2)}\n`,
  ]),
);
