/** Integrations without a service behind them: tables in memory, a transcription and a translation that are told what to do. */

import { untraced } from '../../../src/actors/ports/tracing.ts';
import type { EmbeddedServices } from '../../../src/integrations/emulators/services.ts';
import { LoopTurns } from '../../../src/integrations/event-loop/loop-turns.ts';
import { newTraceparent } from '../../../src/integrations/identifiers/traceparent.ts';
import { MemoryMetrics } from '../../../src/integrations/metrics/memory-metrics.ts';
import type { Integrations } from '../../../src/server/boot/integrations.ts';
import { FakeTranscription } from '../actors/fake-transcription.ts';
import { FakeTranslation } from '../actors/fake-translation.ts';
import { MemoryStore } from '../actors/memory-store.ts';
import { NumberedIdentifiers } from '../actors/numbered-identifiers.ts';

export function fakeIntegrations(services?: EmbeddedServices) {
  const store = new MemoryStore();
  const state = { ensured: 0 };
  const integrations: Integrations = {
    metrics: new MemoryMetrics(),
    services,
    inspection: {},
    tracing: untraced(newTraceparent),
    records: Object.assign(store, { client: undefined as never, close: () => {} }),
    ensureTables: async () => {
      state.ensured += 1;
      return [];
    },
    turns: new LoopTurns(),
    transcription: new FakeTranscription(),
    translation: new FakeTranslation(() => 0),
    pipeline: { functionName: 'pipeline', region: 'eu-west-1', endpoint: 'http://127.0.0.1:9' },
    identifiers: new NumberedIdentifiers(),
    identity: {
      tokens: { verify: async () => ({ ok: true, userId: 'ada' }) },
      issueDevToken: undefined,
      isIssuerCutOff: () => false,
    },
  };
  return { integrations, state, store };
}
