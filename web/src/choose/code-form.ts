/** For people who come with a code: leads to the page to listen. */
import { el, field, literalInput, setText, show } from '../dom.ts';
import { START } from '../texts/start.ts';
import { sessionIdOf } from './typed-code.ts';

export function codeForm(): HTMLFormElement {
  const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
  const code = literalInput('code', { placeholder: START.codeExample });
  const form = el(
    'form',
    { class: 'code-form' },
    field(START.code, code),
    el('button', { type: 'submit' }, START.listen),
    problem,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const sessionId = sessionIdOf(code.value);
    // Without a code, the page to listen asks for it.
    if (code.value.trim() === '') location.assign('./listen');
    else if (sessionId !== undefined) location.assign(`./listen?code=${sessionId}`);
    else {
      setText(problem, (t) => t.errors.INVALID_SESSION_ID);
      show(problem, true);
      code.focus();
    }
  });
  return form;
}
