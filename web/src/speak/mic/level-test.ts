/** The step before a session with a microphone: people see that they are heard, and can pick another microphone. */
import { button, el, setText, show } from '../../dom.ts';
import { LevelMeter } from '../../level-meter.ts';
import { MIC } from '../../texts/mic.ts';
import { SPEAK } from '../../texts/speak.ts';
import type { CapturedFrame } from '../captured-frame.ts';
import type { SourceEnd, SourceListener } from '../source-listener.ts';
import type { Device } from './device-choice.ts';
import { DevicePicker } from './device-picker.ts';
import { Hearing } from './hearing.ts';
import { MicProblem } from './mic-problem.ts';
import type { MicTrouble } from './mic-trouble.ts';
import type { PreparedSource } from './prepared-source.ts';
import { sourceProblemWords } from './problem-words.ts';
import { TroubleView } from './trouble-view.ts';

/** Opens a microphone. @param device undefined: the system's choice. @throws MicProblem */
type OpenDevice = (device: Device | undefined) => Promise<PreparedSource>;

export class LevelTest implements SourceListener {
  readonly view: HTMLElement;
  readonly #open: OpenDevice;
  readonly #onGivenUp: () => void;
  readonly #heading = el('h2', { tabindex: -1 }, MIC.heading);
  readonly #said = el('p', { class: 'said', role: 'status' });
  readonly #note = el('p', { class: 'note', role: 'status', hidden: true });
  readonly #level = new LevelMeter(MIC.level);
  readonly #trouble = new TroubleView();
  readonly #picker = new DevicePicker((device) => void this.#pick(device));
  readonly #begin = button(MIC.begin, () => this.#settle(this.#source), {
    class: 'primary',
    'data-control': 'broadcast',
  });
  readonly #result: Promise<PreparedSource | undefined>;
  #settle: (source: PreparedSource | undefined) => void = () => {};
  #fail: (problem: unknown) => void = () => {};
  #source: PreparedSource;
  #hearing = new Hearing();
  #now: MicTrouble | undefined;
  #isOver = false;

  /** @param onGivenUp The person went back after they had started, while the session is still being made. */
  constructor(source: PreparedSource, open: OpenDevice, onGivenUp: () => void) {
    this.#open = open;
    this.#onGivenUp = onGivenUp;
    this.#source = source;
    this.#result = new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#fail = reject;
    });
    const back = button(MIC.back, () => this.#goBack(), { 'data-control': 'back' });
    this.view = el(
      'section',
      { class: 'mic-test', 'data-mic-test': 'waiting' },
      this.#heading,
      el('p', { class: 'hint' }, MIC.lead),
      this.#said,
      this.#level.view,
      this.#trouble.view,
      this.#picker.view,
      this.#note,
      el('div', { class: 'row' }, this.#begin, back),
    );
    this.view.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#goBack();
    });
  }

  /**
   * The view must be in the page.
   * @returns the microphone, when the person starts. Undefined: they went back.
   * @throws MicProblem when there is no microphone any more.
   */
  async run(): Promise<PreparedSource | undefined> {
    this.#use(this.#source, this.#source.note);
    this.#heading.focus();
    try {
      return await this.#result;
    } finally {
      this.#isOver = true;
      this.#picker.use(undefined);
      this.#begin.disabled = true;
      setText(this.#said, SPEAK.starting);
    }
  }

  frame({ level }: CapturedFrame): void {
    this.#level.set(level);
    this.#hearing.hear(level);
    this.#say();
  }

  trouble(trouble: MicTrouble | undefined): void {
    this.#now = trouble;
    this.#trouble.set(trouble);
    this.view.classList.toggle('troubled', trouble !== undefined);
    this.#say();
  }

  ended(end: SourceEnd): void {
    if (end === 'lost' && !this.#isOver) void this.#fallBack(this.#source);
  }

  #goBack(): void {
    if (this.#isOver) this.#onGivenUp();
    else this.#settle(undefined);
  }

  #use(source: PreparedSource, note: string | undefined): void {
    // If it throws, the microphone before goes on.
    source.begin(this);
    this.#source = source;
    this.#hearing = new Hearing();
    this.#picker.use(source.device);
    setText(this.#note, note ?? '');
    show(this.#note, note !== undefined);
    this.#begin.disabled = false;
    this.#say();
  }

  #say(): void {
    if (this.#isOver) return;
    const { isHeard } = this.#hearing;
    this.view.dataset.micTest = isHeard ? 'heard' : 'waiting';
    const heard = this.#now === undefined ? MIC.heard : MIC.heardBadly;
    setText(this.#said, isHeard ? heard : MIC.waiting);
  }

  /** If the picked microphone does not work, the other one stays. */
  async #pick(device: Device): Promise<void> {
    this.#begin.disabled = true;
    this.#picker.busy(true);
    try {
      this.#use(await this.#open(device), undefined);
    } catch (error) {
      if (this.#isOver) return;
      this.#picker.use(this.#source.device);
      this.#begin.disabled = false;
      setText(this.#note, sourceProblemWords(error));
      show(this.#note, true);
    } finally {
      this.#picker.busy(false);
    }
  }

  async #fallBack(lost: PreparedSource): Promise<void> {
    this.#begin.disabled = true;
    try {
      const source = await this.#open(undefined);
      const names = [lost, source].map(({ device }) => device?.label || MIC.another);
      this.#use(source, MIC.wentAway(names[0] ?? '', names[1] ?? ''));
    } catch {
      this.#fail(new MicProblem('lost'));
    }
  }
}
