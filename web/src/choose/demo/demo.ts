/** The demo: asks the server whether it can give it, and runs it as often as somebody wants. */

import type { ServerInfo } from '../../server-info.ts';
import { sampleTalk } from '../../speak/sample-talk.ts';
import { START } from '../../texts/start.ts';
import { DemoRun } from './demo-run.ts';
import { DemoView } from './demo-view.ts';
import { demoOffer, SPOKEN } from './offer.ts';

export class Demo {
  readonly #view = new DemoView({ toggle: () => this.#toggle(), language: (code) => void this.#change(code) });
  #sample = sampleTalk(false);
  #run: DemoRun | undefined;
  #language = '';

  constructor() {
    // The page may come back from the browser's cache, without its session.
    addEventListener('pagehide', () => this.#stop());
  }

  get view(): HTMLElement {
    return this.#view.view;
  }

  /** Call with each answer, until there is a language to offer. @param info What the server says of itself at /health. */
  take(info: ServerInfo): void {
    const offer = demoOffer(info, navigator.languages);
    if ('why' in offer) this.#view.refuse(START.demo.refused[offer.why]);
    else this.#view.offer(offer.languages);
    this.#sample = sampleTalk(info.understandsPeople);
  }

  #toggle(): void {
    if (this.#run !== undefined) this.#stop();
    else this.#start();
  }

  #start(): void {
    const view = this.#view;
    this.#language = view.language;
    const { original, translation } = view.begin();
    this.#run = new DemoRun({
      sample: this.#sample,
      language: this.#language,
      onPhase: (phase, problem) => {
        if (phase === 'over' || phase === 'failed') this.#run = undefined;
        view.phase(phase, problem);
      },
      onProgress: (share) => view.progress(share),
      onOriginal: (transcript) => original.addTranscript(transcript, SPOKEN),
      onTranslation: (said, language) => translation.add(said, language),
      onNoSound: (reason) => view.note((t) => t.sound[reason]),
    });
    void this.#run.play();
  }

  #stop(): void {
    if (this.#run === undefined) return;
    this.#run.stop();
    this.#view.phase('stopped');
  }

  async #change(code: string): Promise<void> {
    try {
      await this.#run?.change(code);
      this.#language = code;
    } catch {
      this.#view.language = this.#language;
      this.#view.problem(START.demo.languageFailed);
    }
  }
}
