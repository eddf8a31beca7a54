/** Puts panels into rows, and rows into a dashboard as Grafana loads it from a file. */
import {
  type Dashboard,
  DashboardCursorSync,
  defaultDashboard,
  type Panel,
  type RowPanel,
  VariableRefresh,
  VariableSort,
} from '@grafana/schema';
import { GAUGES } from '../../src/integrations/metrics/catalogue.ts';
import { toPageName } from '../../src/integrations/metrics/prometheus-page.ts';
import { CHOSEN_PROMETHEUS, type PanelDraft } from './panels.ts';

export interface Row {
  readonly title: string;
  readonly panels: readonly PanelDraft[];
  /** How many panels are beside each other. */
  readonly across: number;
  /** Of a panel, in Grafana's grid units of 30 pixels. */
  readonly height: number;
}

export interface DashboardText {
  /** Part of its address. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly Row[];
}

/** Grafana's grid has so many columns. */
export const COLUMNS = 24;
const TAG = 'rostrum';

export function dashboard({ uid, title, description, rows }: DashboardText): Dashboard {
  return {
    uid,
    title,
    description,
    tags: [TAG],
    schemaVersion: defaultDashboard.schemaVersion,
    editable: false,
    graphTooltip: DashboardCursorSync.Crosshair,
    time: { from: 'now-1h', to: 'now' },
    refresh: '30s',
    links: [
      {
        ...{ type: 'dashboards', title: 'Rostrum', tags: [TAG], icon: 'dashboard', tooltip: '', url: '' },
        ...{ asDropdown: false, includeVars: true, keepTime: true, targetBlank: false },
      },
    ],
    templating: {
      list: [
        { type: 'datasource', name: 'datasource', label: 'Prometheus', query: 'prometheus' },
        {
          ...{ type: 'query', name: 'instance', label: 'Server', datasource: CHOSEN_PROMETHEUS },
          query: `label_values(${toPageName('Sessions', GAUGES.Sessions)}, instance)`,
          ...{ refresh: VariableRefresh.onTimeRangeChanged, sort: VariableSort.alphabeticalAsc },
          ...{ includeAll: true, multi: true, allValue: '.*', current: { text: 'All', value: '$__all' } },
        },
      ],
    },
    panels: place(rows),
  };
}

function place(rows: readonly Row[]): (Panel | RowPanel)[] {
  const placed: (Panel | RowPanel)[] = [];
  let y = 0;
  for (const { title, panels, across, height } of rows) {
    placed.push({
      ...{ type: 'row', id: placed.length + 1, title, collapsed: false, panels: [] },
      gridPos: { x: 0, y, w: COLUMNS, h: 1 },
    });
    y += 1;
    const w = COLUMNS / across;
    for (const [at, panel] of panels.entries()) {
      const gridPos = { x: (at % across) * w, y: y + Math.floor(at / across) * height, w, h: height };
      placed.push({ id: placed.length + 1, gridPos, ...panel });
    }
    y += Math.ceil(panels.length / across) * height;
  }
  return placed;
}
