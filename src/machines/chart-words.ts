/**
 * Says why each region and state of each chart exists. Shown in docs/statecharts, in the inspector and in Stately Studio. A
 * test checks that exactly the charts' states are listed here.
 */
import type { ChartName } from '../protocol/inside.ts';

export const CHART_WORDS: Readonly<Record<ChartName, Readonly<Record<string, string>>>> = {
  session: {
    session:
      'One broadcast, from its creation to its end. The chart makes the decisions; audio does not pass through it.',
    'session.live':
      'The broadcast is on. Each independent concern has a region, and no region changes another. Whether audio may pass follows from the states of several regions; it is not a state of its own.',
    'session.live.stream':
      'The connection to Amazon Transcribe. It is paid for by the second, so it is open only while there is speech.',
    'session.live.stream.idle':
      'No stream is open: before the first word, and after a long silence. The next audio opens one.',
    'session.live.stream.active': 'A transcription actor has the audio.',
    'session.live.stream.recovering':
      'The stream failed and another is being opened. Audio waits in the ring buffer and will be replayed. The speaker was told.',
    'session.live.stream.failed':
      'Recovery took too long or cannot succeed. Audio is dropped until the next try, and the speaker was told.',
    'session.live.pause': 'Whether the broadcast takes a break. Independent of mute.',
    'session.live.pause.playing': 'Speech is transcribed.',
    'session.live.pause.paused': 'Nothing is transcribed. Listeners are told that the broadcast takes a break.',
    'session.live.mute': 'Whether the speaker is muted. A pause does not change it.',
    'session.live.mute.unmuted': 'The speaker’s audio is accepted.',
    'session.live.mute.muted': 'The speaker’s audio is dropped; the broadcast goes on.',
    'session.live.volume':
      'The volume that the speaker has set. The number is in the context. The states are the three cases that are handled differently.',
    'session.live.volume.full': 'Samples are not changed.',
    'session.live.volume.lowered': 'Samples are scaled, after emotion was measured.',
    'session.live.volume.silent': 'At volume 0 there is nothing to transcribe: the audio is dropped, as while muted.',
    'session.live.speaker':
      'Whether the speaker is connected. A lost connection does not end the broadcast at once: the speaker has some time to come back.',
    'session.live.speaker.expected': 'The session was created over HTTP and its speaker has not connected yet.',
    'session.live.speaker.present': 'The speaker’s socket is open. A newer socket of the same speaker replaces it.',
    'session.live.speaker.away':
      'The speaker’s socket has closed and the grace time runs. Listeners were told. A speaker who returns goes on as before.',
    'session.live.sound':
      'Whether a speaker who is on the air is audible. A broken microphone sends silence; only this region detects that.',
    'session.live.sound.unwatched':
      'No sound is expected: the broadcast is paused, muted or at volume 0, or no speaker is connected.',
    'session.live.sound.audible': 'Audible sound came recently, or the time limit for it is not over yet.',
    'session.live.sound.silent':
      'No audible sound has come for too long. The speaker and the listeners were told once.',
    'session.live.reporting':
      'Status reports to the speaker: at a fixed interval, and soon after the audience has changed. Many changes in a row lead to one report.',
    'session.live.reporting.quiet': 'There is nothing new to report. The time to the next periodic report runs.',
    'session.live.reporting.pending':
      'Joins and leaves are being collected. Only their result is reported, and only if it is different from the last report.',
    'session.draining':
      'The session is ending. No more audio is accepted; the accepted audio is still recognised and forwarded.',
    'session.draining.settling': 'Waits for the last results. One time limit covers all steps.',
    'session.draining.settling.deciding': 'Checks whether anything is being transcribed, and continues at once.',
    'session.draining.settling.finishing': 'Waiting audio and the end frame are sent; the last finals may still come.',
    'session.draining.settling.forwarding': 'The last transcripts are on their way to the translation pipeline.',
    'session.draining.lingering':
      'The speaker’s socket was closed. Listeners stay long enough to hear the last sentence. If nothing was said recently, this state is left at once.',
    'session.ended': 'The session is over, and no part of it is running.',
  },
  transcription: {
    transcription:
      'Keeps a stream to Amazon Transcribe open while there is speech, and opens another one when a stream fails. It exists as long as the session needs a stream.',
    'transcription.unproven':
      'No stream has proved healthy yet. The recovery window starts at the first failure and covers all tries together.',
    'transcription.unproven.opening':
      'A stream is being opened. Audio is already sent, because the service answers only after it gets some.',
    'transcription.unproven.opening.asking':
      'The service was asked for a stream, and the time limit for its answer runs.',
    'transcription.unproven.opening.queued':
      'The number of openings per second is limited, and other openings are first. The service has not been asked, so no time limit runs.',
    'transcription.unproven.streaming':
      'The service accepted the stream. Its first result, or enough time without a failure, proves it healthy.',
    'transcription.unproven.backingOff':
      'No stream is open. The next one is opened after a pause, which doubles each time.',
    'transcription.streaming': 'A healthy stream has the audio. Earlier failures no longer count.',
    'transcription.streaming.steady': 'Only the stream’s age is watched: the service ends streams after four hours.',
    'transcription.streaming.rolling':
      'The next stream is opened before the old one is closed, so that no word is lost.',
    'transcription.streaming.rolling.asking': 'The service has been asked for the next stream.',
    'transcription.streaming.rolling.queued': 'The next stream waits for its turn to be opened. The old one goes on.',
    'transcription.streaming.postponed':
      'The next stream could not be opened. The old one still works, so another opening is tried later.',
    'transcription.finishing':
      'After a long silence or at the session’s end, waiting audio and the end frame are sent. The last results may still come.',
    'transcription.closed': 'Complete: all speech has a final.',
    'transcription.failed': 'Transcription was given up: the recovery window is over, or another try cannot help.',
  },
  listener: {
    listener:
      'One listener’s language, unsent bytes and lifetime. It holds no audio, only the number of bytes that are unsent.',
    'listener.receiving': 'The listener reads its messages fast enough.',
    'listener.lagging':
      'There is too much unsent audio. The listener has some time to catch up, because a short loss of signal is normal.',
    'listener.gone':
      'The listener left, or was dropped because it was too slow. The other listeners never wait for a slow one.',
  },
  connection: {
    connection:
      'The lifetime of one socket, of a speaker or a listener. Frames do not send events to the chart: it asks when the last frame came.',
    'connection.current': 'The socket is in use. Three independent regions watch its activity, its pings and its age.',
    'connection.current.activity':
      'Finds sockets whose client disappeared without closing. TCP alone does not report that.',
    'connection.current.activity.heard': 'The client sent a frame or answered a ping within the time limit.',
    'connection.current.pings':
      'Pings the client. The ping keeps the socket open in proxies, which close quiet ones, and its answer shows that the client is there.',
    'connection.current.pings.waiting':
      'The next ping is sent when the interval is over, whatever else was sent or received.',
    'connection.current.age':
      'Clients were built for gateways that close connections after two hours. They are asked to refresh in time, but no connection is closed because of its age.',
    'connection.current.age.young': 'The connection is not old enough to refresh.',
    'connection.current.age.due': 'The client was asked to refresh.',
    'connection.current.age.warned':
      'The client has not refreshed. At a fixed interval it is told how many minutes are left.',
    'connection.current.age.old': 'The countdown is over. No more warnings are sent.',
    'connection.replaced':
      'A newer socket has replaced this one. It stays open for a moment, so that messages on their way still arrive.',
    'connection.gone': 'The socket was closed because it was idle or because it was replaced.',
  },
  pace: {
    pace: 'Handles a connection that sends audio faster than its rate: a warning, then the end of the connection. The chart starts at the first dropped chunk.',
    'pace.within': 'No chunk was dropped recently.',
    'pace.violating': 'Chunks are being dropped. A network can cause a short burst, so the speaker is not warned yet.',
    'pace.warned': 'Chunks have been dropped for too long. The speaker was warned that the session will end.',
    'pace.over': 'Chunks were still dropped after the warning. The connection is ended.',
  },
  circuit: {
    circuit:
      'The circuit breaker of one dependency, shared by all sessions: while the service is down, the sessions do not all call it.',
    'circuit.closed': 'Calls are made. Failures in a row are counted; any answer, even a refusal, sets the count to 0.',
    'circuit.open': 'Calls are refused at once and counted, so that no caller waits for an answer that will not come.',
    'circuit.halfOpen': 'The open time is over. One call will show whether the service is back.',
    'circuit.halfOpen.waiting': 'The next real call is the probe. No extra call is made.',
    'circuit.halfOpen.probing': 'The probe is under way. Other calls are refused until it settles.',
  },
  retry: {
    retry:
      'Retries one call after its first failure, as long as a retry can help. A call that succeeds at once does not start this chart.',
    'retry.failed': 'An attempt has failed. The chart decides whether another one can help, and continues at once.',
    'retry.pausing':
      'Another attempt may succeed. The pause before it doubles each time, with jitter, so that callers do not all return at once.',
    'retry.attempting': 'Another attempt is under way, with its own time limit.',
    'retry.succeeded': 'An attempt succeeded.',
    'retry.givenUp': 'The last attempt failed, or the failure is permanent.',
    'retry.abandoned': 'The caller no longer wants the answer. The attempt under way was aborted.',
  },
};
