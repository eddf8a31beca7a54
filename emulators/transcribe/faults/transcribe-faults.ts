/** The faults of one Transcribe endpoint: the plan in force, the streams it chooses, and a record of each stream. */
import type { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { ConnectionRefusal } from '../../faults/connection-refusal.ts';
import { FaultCounts } from '../../faults/fault-counts.ts';
import type { FaultTarget } from '../../faults/fault-target.ts';
import { seededRandom } from '../../faults/seeded-random.ts';
import { isNamed, Selector } from '../../faults/selection.ts';
import type { ChangedWord } from '../quirks/changed-words.ts';
import { ChangesRecord, type ChangesStatus } from '../quirks/changes-record.ts';
import { ResultQuirks } from '../quirks/result-quirks.ts';
import type { StreamWire } from '../stream-wire.ts';
import { checkTranscribePlan, TRANSCRIBE_QUIRKS, type TranscribePlan, type TranscribeRule } from './plan.ts';
import { StreamFaults } from './stream-faults.ts';
import { type FlatRecord, StreamRecords } from './stream-record.ts';

/** JSON as `GET /faults` shows it. */
export interface TranscribeFaultStatus {
  readonly plan: TranscribePlan | null;
  /** Streams since the endpoint started, and since the plan was put in force. */
  readonly arrived: number;
  readonly sincePlan: number;
  readonly refusedConnections: number;
  /** By kind, since the endpoint started. */
  readonly injected: Readonly<Record<string, number>>;
  /** Streams each rule of the plan has chosen. */
  readonly chosen: readonly number[];
  /** Stable words that were changed on purpose, by a plan or by the endpoint's own quirks. */
  readonly changedWords: ChangesStatus;
  /** The latest 1,000 streams. The counts are members of each. */
  readonly streams: readonly FlatRecord[];
}

export class TranscribeFaults implements FaultTarget {
  readonly #records = new StreamRecords();
  readonly #counts = new FaultCounts();
  readonly #refusal = new ConnectionRefusal();
  /** The endpoint adds to it too. */
  readonly changes = new ChangesRecord();
  #plan: TranscribePlan | undefined;
  #rules: readonly { readonly rule: TranscribeRule; readonly selector: Selector }[] = [];
  #seed = 1;
  #arrived = 0;
  #beforePlan = 0;
  /** What the plan in force has injected. Each plan has its own: streams of an earlier plan may still inject its faults. */
  #ofPlan = { injected: 0 };
  #latest: StreamFaults | undefined;

  /** Puts a plan in force for streams that open from now on. @throws PlanError with every problem. */
  set(plan: TranscribePlan): void {
    this.put(plan);
  }

  put(plan: unknown): void {
    const { rules = [], seed = 1, refuseConnections = 0 } = checkTranscribePlan(plan);
    const random = seededRandom(seed);
    this.#plan = plan as TranscribePlan;
    this.#rules = rules.map((rule) => ({ rule, selector: new Selector(rule.streams ?? {}, random) }));
    this.#seed = seed;
    this.#beforePlan = this.#arrived;
    this.#ofPlan = { injected: 0 };
    this.#refusal.refuse(refuseConnections);
  }

  clear(): void {
    this.#plan = undefined;
    this.#rules = [];
    this.#refusal.refuse(0);
  }

  status(): TranscribeFaultStatus {
    return {
      plan: this.#plan ?? null,
      arrived: this.#arrived,
      sincePlan: this.#arrived - this.#beforePlan,
      refusedConnections: this.#refusal.refused,
      injected: this.#counts.read(),
      chosen: this.#rules.map(({ selector }) => selector.chosen),
      changedWords: this.changes.read(),
      streams: this.#records.read(),
    };
  }

  /** Called by the endpoint once, before it serves. */
  guard(server: EventEmitter): void {
    this.#refusal.guard(server);
  }

  /** Called by the endpoint for each stream as it arrives. @param inner the stream's wire without faults. */
  take(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, inner: StreamWire): StreamFaults {
    this.#arrived += 1;
    const ordinal = this.#arrived;
    const candidate = { ordinal, nth: ordinal - this.#beforePlan };
    const input = (name: string) => headers[`x-amzn-transcribe-${name}`]?.toString();
    const ofPlan = this.#ofPlan;
    const faults = this.#rules
      .filter(({ rule: { streams } }) => streams?.injected === undefined || streams.injected === ofPlan.injected)
      .filter(({ rule }) => isNamed(rule.streams?.sessionIds, input('session-id')))
      .filter(({ rule }) => isNamed(rule.streams?.languages, input('language-code')))
      .filter(({ selector }) => selector.chooses(candidate))
      .map(({ rule }) => ({ at: rule.at ?? 'opening', what: rule.fault }) as const);
    const before = this.#latest;
    const injected = (kind: string) => {
      if (!Object.hasOwn(TRANSCRIBE_QUIRKS, kind)) ofPlan.injected += 1;
      this.#counts.count(kind);
    };
    const changed = (word: ChangedWord) => this.changes.add(ordinal, word);
    const quirks = new ResultQuirks({ seed: this.#seed, stream: ordinal, changed });
    const taken = new StreamFaults({ ordinal, stream, headers, inner, faults, quirks, injected, before });
    this.#records.add(taken.record);
    this.#latest = taken;
    return taken;
  }
}
