/**
 * The page that shows this server's inspection events in the Stately Inspector. It works like the page of
 * createInspectorServer in @statelyai/inspect, but with a limit on held events, and it passes `?session=` on. The
 * inspector itself is loaded from the internet.
 */

/** Events held until the inspector has loaded; above it the oldest is dropped. */
const MAX_HELD = 2_000;

/** @param origin The inspector's origin, such as https://stately.ai. */
export function statelyPage(origin: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Rostrum in the Stately Inspector</title>
<style>html, body, iframe { margin: 0; border: 0; width: 100%; height: 100%; display: block }</style>
</head>
<body>
<iframe id="inspector" src="${origin}/inspect"></iframe>
<script>
const inspector = document.getElementById('inspector');
let held = [];
addEventListener('message', (message) => {
  if (message.origin !== '${origin}' || message.data?.type !== '@statelyai.connected' || held === undefined) return;
  for (const event of held) inspector.contentWindow.postMessage(event, '${origin}');
  held = undefined;
});
const events = new WebSocket('ws://' + location.host + '/events' + location.search);
events.onmessage = ({ data }) => {
  const event = JSON.parse(data);
  if (held === undefined) inspector.contentWindow.postMessage(event, '${origin}');
  else if (held.push(event) > ${MAX_HELD}) held.shift();
};
</script>
</body>
</html>
`;
}
