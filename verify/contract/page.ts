/** All promises, in the contract's order. */
import type { Promised } from './promise.ts';
import { addressLimits } from './promises/address-limits.ts';
import { audio } from './promises/audio.ts';
import { audioFormat } from './promises/audio-format.ts';
import { backlog } from './promises/backlog.ts';
import { connectionRows } from './promises/connection-rows.ts';
import { controls } from './promises/controls.ts';
import { cors } from './promises/cors.ts';
import { delivery } from './promises/delivery.ts';
import { embedded } from './promises/embedded.ts';
import { ending } from './promises/ending.ts';
import { forwarded } from './promises/forwarded.ts';
import { general } from './promises/general.ts';
import { health } from './promises/health.ts';
import { httpGeneral } from './promises/http-general.ts';
import { httpSessions } from './promises/http-sessions.ts';
import { keepAlive } from './promises/keep-alive.ts';
import { knownConnections } from './promises/known-connections.ts';
import { lifetimes } from './promises/lifetimes.ts';
import { listenerConnect } from './promises/listener-connect.ts';
import { messages } from './promises/messages.ts';
import { notYet } from './promises/not-yet.ts';
import { order } from './promises/order.ts';
import { outages } from './promises/outages.ts';
import { parameters } from './promises/parameters.ts';
import { pipeline } from './promises/pipeline.ts';
import { pipelineFailures } from './promises/pipeline-failures.ts';
import { playbackReports } from './promises/playback-reports.ts';
import { rates } from './promises/rates.ts';
import { refreshListener } from './promises/refresh-listener.ts';
import { refreshSpeaker } from './promises/refresh-speaker.ts';
import { restarts } from './promises/restarts.ts';
import { segmentCuts } from './promises/segment-cuts.ts';
import { segmentDeliveries } from './promises/segment-deliveries.ts';
import { segments } from './promises/segments.ts';
import { segmentsAsked } from './promises/segments-asked.ts';
import { segmentsOnce } from './promises/segments-once.ts';
import { sessionRows } from './promises/session-rows.ts';
import { silenceTold } from './promises/silence.ts';
import { speakerConnect } from './promises/speaker-connect.ts';
import { starts } from './promises/starts.ts';
import { status } from './promises/status.ts';
import { steadySpeech } from './promises/steady-speech.ts';
import { text } from './promises/text.ts';
import { tokens } from './promises/tokens.ts';
import { transcriptLines } from './promises/transcript-lines.ts';
import { transcripts } from './promises/transcripts.ts';
import { transport } from './promises/transport.ts';

const ALL: readonly (readonly Promised[])[] = [
  general,
  messages,
  order,
  text,
  parameters,
  audioFormat,
  transport,
  httpSessions,
  httpGeneral,
  health,
  keepAlive,
  cors,
  segmentsAsked,
  speakerConnect,
  tokens,
  listenerConnect,
  refreshSpeaker,
  refreshListener,
  knownConnections,
  controls,
  audio,
  playbackReports,
  transcripts,
  transcriptLines,
  segmentDeliveries,
  status,
  silenceTold,
  ending,
  rates,
  steadySpeech,
  addressLimits,
  forwarded,
  lifetimes,
  pipeline,
  segments,
  segmentCuts,
  segmentsOnce,
  pipelineFailures,
  delivery,
  backlog,
  sessionRows,
  connectionRows,
  outages,
  restarts,
  embedded,
  starts,
  notYet,
];

export const PROMISES: readonly Promised[] = ALL.flat()
  .map((promise, i) => ({ promise, i, section: Number(promise.id.split('.')[0]) }))
  .sort((a, b) => a.section - b.section || a.i - b.i)
  .map(({ promise }) => promise);
