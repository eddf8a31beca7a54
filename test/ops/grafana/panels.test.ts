/** The dashboards' questions, put to a real Prometheus that reads a real server. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Panel, RowPanel } from '@grafana/schema';
import { dashboard } from '../../../scripts/dashboards/dashboard.ts';
import { DASHBOARDS } from '../../../scripts/dashboards/documents.ts';
import { LATENCIES } from '../../../src/integrations/metrics/latencies.ts';
import { until } from '../../../testkit/until.ts';
import { findPrometheus, startPrometheus } from '../../support/prometheus.ts';
import { ready, runServer } from '../../support/server-process.ts';

interface Answer {
  readonly status: string;
  readonly data?: { readonly result: readonly unknown[] };
}

test(
  'every query has an answer from the first scrapes of a new server, but for latencies whose series begin with the first',
  findPrometheus(),
  async (t) => {
    const { adminPort } = await ready(runServer(t, { LOG_LEVEL: 'error' }));
    const targets = [`127.0.0.1:${adminPort}`];
    const url = await startPrometheus(t, [{ job_name: 'rostrum', static_configs: [{ targets }] }]);
    const ask = async (query: string): Promise<Answer> => {
      const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query }) });
      return (await response.json()) as Answer;
    };
    const filled = (expr: string) =>
      expr.replaceAll('$__rate_interval', '1m').replaceAll('$instance', targets[0] ?? '');
    // A rate needs two.
    await until('two scrapes', async () => {
      const { data } = await ask('count_over_time(Sessions[1m]) >= 2');
      return (data?.result.length ?? 0) > 0;
    });

    const silent = new Set<string>();
    for (const written of Object.values(DASHBOARDS)) {
      for (const { title, targets: queries = [] } of dashboard(written).panels?.filter(isPanel) ?? []) {
        for (const expr of queries.map((query) => String(query.expr))) {
          const { status, data } = await ask(filled(expr));
          assert.equal(status, 'success', `${title}: ${expr}`);
          if ((data?.result.length ?? 0) === 0) silent.add(/[A-Z]\w+?(?=_)/.exec(expr)?.[0] ?? String(title));
        }
      }
    }

    const labelled = Object.entries(LATENCIES).flatMap(([name, { labels }]) => (labels === undefined ? [] : [name]));
    assert.deepEqual([...silent].sort(), labelled.sort());
  },
);

function isPanel(panel: Panel | RowPanel): panel is Panel {
  return panel.type !== 'row';
}
