/**
 * An engine and its hearings, inside the engine's process. One decode at a time: finals before partials, then the hearing
 * that has waited longest. The event loop runs between two decodes, so that audio and commands are read. No IPC here.
 */
import type { LoadedEngine } from '../hearing/hearing.ts';
import type { EngineCommand, EngineReport, HearingOrder } from './engine-messages.ts';
import { HeldHearing } from './held-hearing.ts';
import { StepPace } from './step-pace.ts';

export interface HostEffects {
  say(report: EngineReport): void;
  /** Milliseconds. Never goes back. */
  now(): number;
  /** Runs `work` soon, after the events that wait in the event loop. */
  soon(work: () => void): void;
  rssBytes(): number;
}

/** Longest time of hearing without decoding (voice detection) before the next decode. Milliseconds. */
const HEARING_SLICE_MS = 20;
const SHORTEST_ASKED_MS = 300;

export class EngineHost {
  readonly #engine: LoadedEngine;
  readonly #effects: HostEffects;
  readonly #pace = new StepPace();
  readonly #held = new Map<number, HeldHearing>();
  #isScheduled = false;
  #busyMs = 0;
  #longestDecodeMs: number | undefined;
  #statusAt: number;

  constructor(engine: LoadedEngine, effects: HostEffects) {
    this.#engine = engine;
    this.#effects = effects;
    this.#statusAt = effects.now();
  }

  /** Never throws: a hearing that throws is over and is reported as broken. */
  obey(command: Exclude<EngineCommand, { type: 'start' }>): void {
    if (command.type === 'ping') this.#sayStatus();
    else if (command.type === 'open') this.#guard(command.id, () => this.#open(command.id, command));
    else if (command.type === 'close') this.#drop(command.id);
    else {
      const held = this.#held.get(command.id);
      if (held === undefined) return;
      if (command.type === 'audio') held.take(command.pcm);
      else if (command.type === 'finish') held.finish();
      else held.rest();
      this.#guard(held.id, () => this.#settle(held));
    }
    this.#schedule();
  }

  #open(id: number, order: HearingOrder): void {
    const { language, askedStepMs, firstSample, knownSamples } = order;
    const waitingMs = () => this.#held.get(id)?.waitingMs ?? 0;
    const stepMs = () => this.#pace.stepMs(askedStepMs, this.#speaking(), waitingMs());
    const held = new HeldHearing(id, order, (report) =>
      this.#engine.createHearing({ language, stepMs, firstSample, knownSamples, report }),
    );
    this.#held.set(id, held);
  }

  #drop(id: number): void {
    this.#held.get(id)?.close();
    this.#held.delete(id);
  }

  #schedule(): void {
    if (this.#isScheduled || !this.#hasWork()) return;
    this.#isScheduled = true;
    this.#effects.soon(() => {
      this.#isScheduled = false;
      this.#turn();
      this.#schedule();
    });
  }

  #hasWork(): boolean {
    for (const held of this.#held.values()) if (held.canHear || held.due !== undefined) return true;
    return false;
  }

  #turn(): void {
    const from = this.#effects.now();
    this.#hearAll(from + HEARING_SLICE_MS);
    const next = this.#mostUrgent();
    if (next !== undefined) this.#guard(next.id, () => this.#work(next));
    this.#busyMs += this.#effects.now() - from;
  }

  /** Each hearing in turn hears one piece, until the time is up. Each hears at least one. */
  #hearAll(until: number): void {
    for (let heard = true; heard; ) {
      heard = false;
      for (const held of this.#held.values()) {
        if (!held.canHear) continue;
        this.#guard(held.id, () => {
          held.hear(this.#effects.now());
          this.#settle(held);
        });
        heard = true;
      }
      if (this.#effects.now() >= until) return;
    }
  }

  #mostUrgent(): HeldHearing | undefined {
    let best: HeldHearing | undefined;
    for (const held of this.#held.values()) {
      if (held.due === undefined) continue;
      if (best === undefined || isBefore(held, best)) best = held;
    }
    return best;
  }

  #work(held: HeldHearing): void {
    const from = this.#effects.now();
    if (held.due === 'partial') this.#pace.stepped(held.askedStepMs, this.#speaking());
    held.work(from);
    const tookMs = this.#effects.now() - from;
    this.#pace.decoded(tookMs);
    this.#longestDecodeMs = Math.max(tookMs, this.#longestDecodeMs ?? 0);
    this.#settle(held);
  }

  #settle(held: HeldHearing): void {
    for (const report of held.reports(this.#effects.now())) {
      if (report.type === 'rested' || report.type === 'finished') this.#drop(held.id);
      this.#effects.say(report);
    }
  }

  #guard(id: number, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#drop(id);
      const message = error instanceof Error ? error.message : String(error);
      this.#effects.say({ type: 'broken', id, message });
    }
  }

  #speaking(): number {
    let speaking = 0;
    for (const held of this.#held.values()) if (held.isSpeaking) speaking++;
    return speaking;
  }

  #sayStatus(): void {
    const now = this.#effects.now();
    const spanMs = now - this.#statusAt;
    const decodeLoad = spanMs > 0 ? Math.min(1, this.#busyMs / spanMs) : 0;
    this.#statusAt = now;
    this.#busyMs = 0;
    this.#effects.say({
      type: 'status',
      rssBytes: this.#effects.rssBytes(),
      decodeLoad,
      stepMs: this.#pace.stepMs(SHORTEST_ASKED_MS, this.#speaking()),
      stretchedSteps: this.#pace.stretched,
      longestDecodeMs: this.#longestDecodeMs,
      emptyTexts: this.#engine.emptyUtterances ?? 0,
    });
  }
}

function isBefore(a: HeldHearing, b: HeldHearing): boolean {
  if (a.due !== b.due) return a.due === 'final';
  return (a.dueSince ?? 0) < (b.dueSince ?? 0);
}
