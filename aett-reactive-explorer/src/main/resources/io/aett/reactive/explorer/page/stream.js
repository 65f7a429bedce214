import {counted, every, h, href, json, number, problem, say, time} from './dom.js';
import {get} from './server.js';
import {panel} from './state.js';

function excerpt(text) {
  const short = text.replace(/\s+/g, ' ').replace(/^\{ ?| ?\}$/g, '').replaceAll('" :', '":');
  return short.length > 160 ? `${short.slice(0, 160)}…` : short;
}

function headers(list, what) {
  return list.length > 0 && h('details', {class: 'headers'},
    h('summary', {}, counted(list.length, `${what} header`, `${what} headers`)),
    h('dl', {}, list.map(each => [h('dt', {}, each.name), h('dd', {}, each.text)])));
}

function eventOf(event, state) {
  return h('li', {class: 'event', 'data-revision': event.revision},
    h('details', {},
      h('summary', {},
        h('span', {class: 'revision'}, `#${number(event.revision)}`),
        h('span', {class: 'topic'}, event.topic),
        h('span', {class: 'excerpt'}, excerpt(event.text))),
      json(event.text),
      headers(event.headers, 'event'),
      h('p', {class: 'quiet class'}, event.class)),
    state && h('button', {
      type: 'button', class: 'small', onclick: () => state.at(event.revision, true), 'aria-label': `State at revision ${event.revision}`
    }, 'State here'));
}

export function commitOf(commit, state) {
  if (commit.problem) {
    return h('li', {class: 'commit broken'},
      h('p', {class: 'line'}, h('b', {}, `Commit ${number(commit.sequence)}`), ` checkpoint ${number(commit.checkpoint)}`),
      problem(commit.problem));
  }
  return h('li', {class: 'commit'},
    h('p', {class: 'line'},
      h('b', {}, `Commit ${number(commit.sequence)}`), ' ', time(commit.stamp),
      h('span', {class: 'quiet'}, ` checkpoint ${number(commit.checkpoint)}`),
      commit.events.length < commit.of && h('span', {class: 'quiet'}, `${number(commit.events.length)} of ${counted(commit.of, 'event', 'events')}`),
      h('span', {class: 'quiet uuid', title: 'The id of the commit'}, commit.commitId)),
    h('ol', {class: 'events', reversed: true, 'aria-label': `Events of commit ${commit.sequence}`}, commit.events.map(event => eventOf(event, state))),
    headers(commit.headers, 'commit'));
}

export async function show(main, parameters, signal) {
  const {tenant = '', stream = ''} = parameters;
  const first = await get('stream', {tenant, stream}, signal);
  const list = h('ol', {class: 'commits', reversed: true, 'aria-label': 'Commits, newest first'});
  const older = h('button', {type: 'button'}, 'Older events');
  const newer = h('button', {type: 'button', class: 'primary newer', hidden: true, onclick: () => show(main, parameters, signal)});
  const state = first.view ? panel(first, Number(parameters.at) || first.revision, signal, mark) : null;
  const foot = h('p', {class: 'looked', 'aria-live': 'polite'});
  const trouble = h('div');
  main.replaceChildren(
    h('p', {class: 'trail'}, h('a', {href: href('streams', {tenant})}, 'Streams'), ' of ', h('b', {}, first.tenant)),
    h('h1', {class: 'id'}, first.stream),
    h('ul', {class: 'facts', 'aria-label': 'About the stream'},
      h('li', {}, counted(first.revision, 'event', 'events')),
      h('li', {}, counted(first.sequence, 'commit', 'commits')),
      first.snapshot > 0 && h('li', {}, `snapshot at revision ${number(first.snapshot)}`),
      h('li', {}, h('a', {href: href('live', {tenant: first.tenant, search: first.stream})}, 'Follow it live'))),
    h('div', {class: state ? 'two' : 'one'},
      state?.element ?? '',
      h('section', {class: 'history', 'aria-label': 'History'}, h('h2', {}, 'What happened'), newer, list, trouble, h('div', {class: 'foot'}, foot, older))));
  if (!state) {
    foot.before(h('p', {class: 'help'}, 'What this stream has come to is not shown: no StateView is registered for it.'));
  }

  function mark(revision) {
    for (const event of list.querySelectorAll('.event')) {
      const here = Number(event.dataset.revision) === revision;
      event.classList.toggle('here', here);
      event.toggleAttribute('aria-current', here);
    }
  }
  function add(page) {
    list.append(...page.commits.map(commit => commitOf(commit, state)));
    older.hidden = page.from <= 1;
    foot.textContent = page.from <= 1 ? 'That is where it began.' : `Events before revision ${number(page.from)} are not loaded.`;
    older.onclick = async () => {
      try {
        const next = await get('stream', {tenant, stream, before: page.from}, signal);
        trouble.replaceChildren();
        add(next);
      } catch (failure) {
        if (!signal.aborted) {
          trouble.replaceChildren(problem(failure));
        }
      }
    };
    if (state) {
      mark(state.revision());
    }
  }
  add(first);
  every(3000, signal, async () => {
    const now = await get('stream', {tenant, stream, size: 1}, signal).catch(() => first);
    newer.hidden = now.revision <= first.revision;
    say(newer, `Show ${counted(now.revision - first.revision, 'newer event', 'newer events')}`);
  });
}
