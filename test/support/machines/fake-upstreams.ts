/** Upstream streams that do nothing by themselves: they record what they are told, and a test lets them report. */
import type { OpenUpstream, StreamReport } from '../../../src/machines/transcription.vocabulary.ts';

export interface FakeUpstream {
  readonly number: number;
  readonly standby: boolean;
  readonly finishing: boolean;
  readonly commands: ('finish' | 'takeOver')[];
  readonly report: (report: StreamReport) => void;
  releases: number;
}

export class FakeUpstreams {
  /** Every stream ever opened, in order. */
  readonly all: FakeUpstream[] = [];
  /** Openings, takeovers, finishes and releases in the order they happened. */
  readonly log: string[] = [];
  /** Called while a stream is being opened; may report at once, or throw. */
  onOpen: ((upstream: FakeUpstream) => void) | undefined;

  readonly open: OpenUpstream = ({ number, standby, finishing }, report) => {
    const upstream: FakeUpstream = { number, standby, finishing, report, commands: [], releases: 0 };
    this.onOpen?.(upstream);
    this.all.push(upstream);
    this.log.push(`open ${number}${standby ? ' standby' : ''}`);
    const command = (name: 'finish' | 'takeOver') => () => {
      upstream.commands.push(name);
      this.log.push(`${name} ${number}`);
    };
    return {
      finish: command('finish'),
      takeOver: command('takeOver'),
      release: () => {
        upstream.releases += 1;
        this.log.push(`release ${number}`);
      },
    };
  };

  get live(): FakeUpstream[] {
    return this.all.filter(({ releases }) => releases === 0);
  }

  get releases(): number {
    return this.all.reduce((sum, { releases }) => sum + releases, 0);
  }

  /** The stream opened last. @throws when none was. */
  get latest(): FakeUpstream {
    const upstream = this.all.at(-1);
    if (upstream === undefined) throw new Error('No upstream stream was opened');
    return upstream;
  }

  /** Through the stream it speaks of while that is open, as in life; undefined when it is not. */
  speakerOf(report: StreamReport): FakeUpstream | undefined {
    return this.live.find(({ number }) => number === report.stream);
  }
}
