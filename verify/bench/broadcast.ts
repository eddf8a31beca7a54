/** What one message to all listeners of a session costs: a notice of the speaker's control, and a delivered translation. */
import { setTimeout as sleep } from 'node:timers/promises';
import { measurePublish } from './floors.ts';
import { cpuTimeMs } from './process-time.ts';
import { STEADY } from './rig-options.ts';
import { DELIVERY_KEY, Stage } from './stage.ts';

export interface BroadcastCost {
  readonly listeners: number;
  /** Server CPU of one notice to all, published once, ms; and of the library's publishing alone. */
  readonly noticeMs: number;
  readonly noticeFloorMs: number;
  /** Server CPU of one translated message, delivered by a signed POST to each listener, ms; and of publishing the same bytes. */
  readonly translationMs: number;
  readonly translationFloorMs: number;
  readonly translationBytes: number;
  readonly faults: readonly string[];
}

const NOTICES = { times: 60, everyMs: 100 };
const TRANSLATIONS = { times: 10, everyMs: 600 };
const IDLE_S = 4;
const NOTICE_BYTES = 120;
/** A quarter of a second of sound, as the loads' pipeline delivers. */
const SOUND = Buffer.alloc(8_000).toString('base64');
const TRANSLATION = JSON.stringify({ type: 'audio', audioData: SOUND, format: 'pcm', sampleRate: 16_000, channels: 1 });

export async function measureBroadcast(
  listeners: number,
  onStep: (step: string) => void,
  signal: AbortSignal,
): Promise<BroadcastCost> {
  onStep(`${listeners} listeners join`);
  const stage = await Stage.open({ ...STEADY, sessions: 1, listeners, transcripts: 0 });
  const { generator } = stage;
  try {
    const join = { ports: stage.serverPorts, tokens: stage.tokens(1), listeners, joinsPerSecond: 1 };
    await generator.ask({ ask: 'join', options: join });
    const cpu = () => cpuTimeMs(stage.serverPid) ?? 0;
    const spent = async (work: () => Promise<unknown>) => {
      const [from, beganAt] = [cpu(), performance.now()];
      await work();
      return { ms: cpu() - from, forMs: performance.now() - beganAt };
    };
    await sleep(2_000, undefined, { signal });
    onStep('idle, notices, translations');
    const idle = await spent(() => sleep(IDLE_S * 1_000, undefined, { signal }));
    const above = ({ ms, forMs }: { ms: number; forMs: number }, times: number) =>
      (ms - (idle.ms * forMs) / idle.forMs) / times;
    const heardBefore = (await generator.ask({ ask: 'read' })).crowd.heard;
    const notices = await spent(() => generator.ask({ ask: 'control', ...NOTICES }));
    await generator.ask({
      ...{ ask: 'sign', port: stage.serverPort, key: DELIVERY_KEY, body: TRANSLATION },
    });
    const translations = await spent(() => generator.ask({ ask: 'deliver', ...TRANSLATIONS }));
    const { crowd, refusedDeliveries } = await generator.ask({ ask: 'read' });
    const heard = crowd.heard - heardBefore;
    const wanted = listeners * (NOTICES.times + TRANSLATIONS.times);
    const faults = [
      ...(heard < wanted ? [`listeners heard ${heard} of ${wanted} messages`] : []),
      ...(refusedDeliveries > 0 ? [`${refusedDeliveries} deliveries were refused`] : []),
    ];
    await stage.close();
    onStep('the library alone');
    const sizes = [NOTICE_BYTES, TRANSLATION.length];
    const [notice = 0, translation = 0] = await measurePublish(sizes, TRANSLATIONS.times * 2, 100, listeners);
    return {
      listeners,
      noticeMs: above(notices, NOTICES.times),
      noticeFloorMs: notice / 1_000,
      translationMs: above(translations, TRANSLATIONS.times),
      translationFloorMs: translation / 1_000,
      translationBytes: TRANSLATION.length,
      faults,
    };
  } finally {
    await stage.close();
  }
}
