/**
 * Which part of the server speaks in a line of its log, by the operation the line is about. Every operation is here.
 */
export const COMPONENTS: Readonly<Record<string, string>> = {
  extract_emotion: 'AudioProcessor',
  pace: 'AudioProcessor',
  watch_sound: 'AudioProcessor',
  transcribe: 'TranscribeStream',
  forward_transcript: 'TranslationForwarder',
  upgrade: 'ConnectionHandler',
  handle_message: 'ConnectionHandler',
  refresh: 'ConnectionHandler',
  run_session: 'Session',
  end_session: 'Session',
  keep_session: 'SessionSupervisor',
  resume_session: 'SessionSupervisor',
  write_record: 'WriteBehind',
  break_circuit: 'CircuitBreaker',
  fetch_keys: 'TokenVerifier',
  handle_request: 'HttpApi',
  deliver: 'DeliveryApi',
  export_metrics: 'Metrics',
  watch_performance: 'Metrics',
  export_spans: 'Tracing',
  inspect: 'Inspector',
  embedded: 'EmbeddedServices',
  start: 'Server',
  shut_down: 'Server',
};
