/**
 * Why each region and state of each chart is there: for the pages in docs/statecharts, the inspector, and Stately Studio.
 * A test holds it complete both ways. How it works is the machines' to say, and what it means in ms the settings'.
 */
import type { ChartName } from '../protocol/inside.ts';

export const CHART_WORDS: Readonly<Record<ChartName, Readonly<Record<string, string>>>> = {
  session: {
    session: 'One broadcast, from its creation to its end. It decides; audio goes around it.',
    'session.live':
      'The broadcast is on. Its concerns are independent of each other, so each has a region; none reaches into another. Whether audio may pass is asked of all of them, and no state of its own.',
    'session.live.stream':
      'The way to Amazon Transcribe, which is paid for by the second: held only while there is speech.',
    'session.live.stream.idle':
      'No stream is open: before the first word, and after a long silence. The next audio opens one.',
    'session.live.stream.active': 'A transcription actor has the audio.',
    'session.live.stream.recovering':
      'The stream died and another is being opened; audio waits in the ring and will be replayed. The speaker was told.',
    'session.live.stream.failed':
      'Recovery took too long, or cannot succeed: audio is dropped, which the speaker was told, until the next try.',
    'session.live.pause': 'Whether the broadcast takes a break. Independent of mute, as two buttons are.',
    'session.live.pause.playing': 'Speech is taken.',
    'session.live.pause.paused': 'Nothing is transcribed, and listeners see that it is a break.',
    'session.live.mute': 'Whether the speaker’s voice is taken. A pause changes nothing of it.',
    'session.live.mute.unmuted': 'The voice is taken.',
    'session.live.mute.muted': 'The voice is not taken; the broadcast goes on.',
    'session.live.volume':
      'How loud the speaker wants to be. The volume scales the samples; a state is needed only where it changes what happens.',
    'session.live.volume.full': 'Samples pass as they are.',
    'session.live.volume.lowered': 'Samples are scaled; emotion was measured before.',
    'session.live.volume.silent': 'At volume 0 there is nothing to transcribe: the audio is dropped, as while muted.',
    'session.live.speaker':
      'Whether the speaker is there. A dropped connection is forgiven for a while, or every tunnel would end a broadcast.',
    'session.live.speaker.expected': 'Made over HTTP: nobody has come yet, and nobody is missed.',
    'session.live.speaker.present': 'The speaker’s socket is open; a newer one of the same speaker takes its place.',
    'session.live.speaker.away':
      'The grace time runs. Listeners were told; the speaker who comes back goes on as before.',
    'session.live.sound':
      'Whether anything can be heard of a speaker who is on the air. A dead microphone looks like speech to everybody else.',
    'session.live.sound.unwatched': 'No sound is expected: paused, muted, at volume 0, or nobody there.',
    'session.live.sound.audible': 'Something was heard lately, or the time for it still runs.',
    'session.live.sound.silent': 'Nothing audible has come for long: the speaker and the listeners were told, once.',
    'session.live.reporting':
      'Status reports to the speaker: by the clock, and soon when the audience has changed, but one for a whole burst.',
    'session.live.reporting.quiet': 'Nothing new to report; the clock runs.',
    'session.live.reporting.pending':
      'Joins and leaves are being collected. What is reported, if anything, is what they have come to.',
    'session.draining':
      'The end was decided. No audio is taken any more; what was said is still recognised and forwarded.',
    'session.draining.settling': 'Waits for the last results, for a bounded time in all.',
    'session.draining.settling.deciding': 'Is anything being transcribed? Never rests here.',
    'session.draining.settling.finishing': 'The end frame is sent; late finals come in.',
    'session.draining.settling.forwarding': 'The last transcripts are on their way to the translation pipeline.',
    'session.draining.lingering':
      'The speaker was sent away; listeners stay until they can have heard the last sentence. Nobody waits when nothing was said lately.',
    'session.ended': 'Over. Everything that ran has been stopped.',
  },
  transcription: {
    transcription:
      'Keeps a stream to Amazon Transcribe open as long as there is speech, whatever happens to the stream. Lives as long as the session needs one.',
    'transcription.unproven':
      'No stream has shown yet that it is healthy. Since the first failure the recovery window runs, over all tries together.',
    'transcription.unproven.opening':
      'A stream is being opened and is already sent audio, which the service wants first.',
    'transcription.unproven.opening.asking': 'The service has been asked; its time to answer runs.',
    'transcription.unproven.opening.queued':
      'Openings are spaced out and others are first. The service has not been asked, so no time of its runs.',
    'transcription.unproven.streaming':
      'The service took the stream. A first result, or a while of life, proves it healthy.',
    'transcription.unproven.backingOff': 'No stream is held; the next is opened after a pause that doubles each time.',
    'transcription.streaming': 'A healthy stream has the audio. What failed before is forgiven.',
    'transcription.streaming.steady': 'Nothing to do but to watch its age: the service ends streams after four hours.',
    'transcription.streaming.rolling':
      'The next stream is opened before the old one is closed, so that no word falls between.',
    'transcription.streaming.rolling.asking': 'The service has been asked for the next stream.',
    'transcription.streaming.rolling.queued': 'The next stream waits for its turn; the old one goes on.',
    'transcription.streaming.postponed':
      'The next stream could not be opened; the old one is still good, so it is tried again later.',
    'transcription.finishing':
      'The end frame is on its way: after a long silence, or at the session’s end. The last results may still come.',
    'transcription.closed': 'Properly over: everything that was said has its final.',
    'transcription.failed': 'Given up: the recovery window is over, or the failure is one that no retry mends.',
  },
  listener: {
    listener: 'One listener’s language, backlog and lifetime. Its audio is never here, only how much of it is unsent.',
    'listener.receiving': 'Keeps up with what it is sent.',
    'listener.lagging': 'Unsent audio has piled up. It has a while to catch up, for a phone in a tunnel does.',
    'listener.gone': 'Left, or was dropped because it took too long: a slow listener is never waited for.',
  },
  connection: {
    connection:
      'One socket’s life, whoever uses it. A frame costs it no event: it asks when the client was last heard.',
    'connection.current':
      'The socket is in use. Whether somebody is there, when to ping and how old it is are three questions.',
    'connection.current.activity': 'Finds sockets behind which nobody is any more; TCP alone would not say.',
    'connection.current.activity.heard': 'The client sent a frame or answered a ping lately enough.',
    'connection.current.pings':
      'Keeps the socket open through proxies, which close one that is quiet, and asks the client for an answer.',
    'connection.current.pings.waiting':
      'The next ping is sent when the interval is over, whatever else was sent or received.',
    'connection.current.age':
      'Clients were built for gateways that end connections at two hours: they are asked to refresh in time, and no connection is ended for its age.',
    'connection.current.age.young': 'Nothing to say.',
    'connection.current.age.due': 'The client was asked to refresh.',
    'connection.current.age.warned': 'It has not refreshed; it is told how many minutes are left, again and again.',
    'connection.current.age.old': 'The countdown is over; there is nothing more to tell.',
    'connection.replaced': 'A newer socket has taken its place; what is under way on this one may still arrive.',
    'connection.gone': 'Closed for idleness, or retired.',
  },
  pace: {
    pace: 'What comes of audio over its rate, for one connection: a warning, then the end. Made at the first dropped chunk.',
    'pace.within': 'No chunk was dropped lately.',
    'pace.violating': 'Chunks are being dropped. A short burst is nobody’s fault, so nothing is said yet.',
    'pace.warned': 'It has gone on for a while: the speaker was told what will come of it.',
    'pace.over': 'It went on through the warning: the connection is given up.',
  },
  circuit: {
    circuit:
      'The breaker of one dependency, shared by all sessions: a service that is down is not asked by everybody in turn.',
    'circuit.closed': 'Calls are made. Failures in a row are counted; an answer, even a refusal, forgets them.',
    'circuit.open': 'Calls are turned away at once and counted, so that nobody waits for what will not come.',
    'circuit.halfOpen': 'Its time is over; one call will show whether the service is back.',
    'circuit.halfOpen.waiting': 'The next real call is the probe; none is made up.',
    'circuit.halfOpen.probing': 'The probe is under way; other calls are turned away until it settles.',
  },
  retry: {
    retry:
      'What follows the first failure of one call: it is made again while that can help. A call that succeeds at once starts none.',
    'retry.failed': 'An attempt has failed. Is another one worth it? Never rests here.',
    'retry.pausing':
      'Another attempt may succeed. The pause before it doubles each time, with jitter, so that callers do not all return at once.',
    'retry.attempting': 'Another attempt is under way, with its own time limit.',
    'retry.succeeded': 'Answered.',
    'retry.givenUp': 'The last attempt failed, or the failure is permanent.',
    'retry.abandoned': 'The caller no longer wants the answer; the attempt under way was aborted.',
  },
};
