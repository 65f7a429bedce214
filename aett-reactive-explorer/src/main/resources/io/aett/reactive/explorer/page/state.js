import {h, json, later, number, problem, say} from './dom.js';
import {get} from './server.js';

function change({place, before, after}) {
  return h('li', {},
    h('span', {class: 'place'}, place || 'the whole'),
    h('span', {class: 'values'},
      before !== undefined && h('del', {}, before),
      before !== undefined && after !== undefined && h('span', {class: 'arrow', 'aria-hidden': 'true'}, '→'),
      after !== undefined && h('ins', {}, after)));
}

// What a stream has come to, at whatever revision, and what that revision changed.
export function panel({tenant, stream, view, revision: head}, begin, leaving, moved) {
  let revision = Math.min(Math.max(1, begin), head);
  let asking = new AbortController();
  const slider = h('input', {type: 'range', id: 'revision', min: 1, max: head, value: revision, step: 1});
  const where = h('output', {for: 'revision'});
  const event = h('p', {class: 'by'});
  const changes = h('ul', {class: 'changes', 'aria-label': 'Changes of this revision'});
  const whole = h('div');
  const step = (by, text, label) => h('button', {type: 'button', 'aria-label': label, onclick: () => at(revision + by, true)}, text);
  const body = h('div', {'aria-live': 'polite'}, event, changes, whole);
  const element = h('section', {class: 'state card', 'aria-label': 'State'},
    h('h2', {}, 'What it came to ', h('span', {class: 'kind'}, view)),
    h('div', {class: 'slide'}, step(-1, '‹', 'The revision before'), h('label', {for: 'revision', class: 'hidden'}, 'Revision'), slider, step(1, '›', 'The next revision')),
    h('p', {class: 'where'}, where),
    body);

  async function load() {
    asking.abort();
    asking = new AbortController();
    const mine = asking.signal;
    try {
      const state = await get('state', {tenant, stream, revision}, mine);
      event.replaceChildren('by ', h('span', {class: 'topic'}, state.topic));
      changes.replaceChildren(...state.changes.map(change));
      if (state.changes.length === 0) {
        changes.append(h('li', {class: 'quiet'}, 'This event changed nothing.'));
      }
      whole.replaceChildren(json(state.text));
      if (state.snapshot > 0) {
        whole.append(h('p', {class: 'quiet'}, `Folded from the snapshot at revision ${number(state.snapshot)}.`));
      }
    } catch (failure) {
      if (!mine.aborted && !leaving.aborted) {
        event.replaceChildren();
        changes.replaceChildren();
        whole.replaceChildren(problem(failure, load));
      }
    }
  }
  const soon = later(120, load);
  function at(next, now) {
    revision = Math.min(Math.max(1, next), head);
    slider.value = revision;
    slider.setAttribute('aria-valuetext', `revision ${revision} of ${head}`);
    say(where, `Revision ${number(revision)} of ${number(head)}`);
    moved(revision);
    return now ? load() : soon();
  }
  slider.addEventListener('input', () => at(Number(slider.value), false));
  queueMicrotask(() => at(revision, true));
  return {element, at, revision: () => revision};
}
