import {counted, h, href, later, number, say, time} from './dom.js';

const MOST = 200;

function row(commit) {
  if (commit.problem) {
    return h('li', {class: 'broken'},
      h('a', {class: 'id', href: href('stream', {tenant: commit.tenant, stream: commit.stream})}, commit.stream),
      h('span', {class: 'last'}, commit.problem.title, ': ', commit.problem.cause));
  }
  return h('li', {},
    h('span', {class: 'checkpoint'}, number(commit.checkpoint)),
    h('a', {class: 'id', href: href('stream', {tenant: commit.tenant, stream: commit.stream, at: commit.revision})}, commit.stream),
    h('span', {class: 'last'}, h('span', {class: 'topic'}, commit.topic), commit.of > 1 && h('span', {class: 'quiet'}, ` and ${number(commit.of - 1)} more`)),
    h('span', {class: 'excerpt'}, commit.text.replace(/^\{|\}$/g, '')),
    h('span', {class: 'when'}, time(commit.stamp)));
}

export async function show(main, parameters, signal) {
  const search = h('input', {id: 'search', type: 'search', value: parameters.search ?? '', placeholder: 'any part of a name', autocomplete: 'off', spellcheck: 'false'});
  const tenant = h('input', {id: 'tenant', value: parameters.tenant ?? '', placeholder: 'all', autocomplete: 'off', spellcheck: 'false'});
  const pause = h('button', {type: 'button', class: 'primary', 'aria-pressed': 'false'}, 'Pause');
  const clear = h('button', {type: 'button', onclick: () => { list.replaceChildren(); told(); }}, 'Clear');
  const status = h('p', {class: 'looked', role: 'status'});
  const list = h('ol', {class: 'rows feed', role: 'log', 'aria-live': 'off', 'aria-label': 'Commits as they are stored', reversed: true});
  main.replaceChildren(
    h('h1', {}, 'Live'),
    h('form', {class: 'filters', role: 'search', onsubmit: event => event.preventDefault()},
      h('label', {for: 'search'}, 'Stream or event', search),
      h('label', {for: 'tenant'}, 'Tenant', tenant),
      h('div', {class: 'buttons'}, pause, clear)),
    status, list);

  let source;
  let paused = false;
  let connected = false;
  let trouble = null;
  let waiting = [];
  let came = 0;
  let drawing = false;

  function told() {
    say(status, paused ? `Paused. ${counted(came, 'commit', 'commits')} came since${came > MOST ? `, of which the last ${MOST} are kept` : ''}.`
      : trouble && !connected ? `${trouble.title}: ${trouble.cause}. The feed is asked for again.`
      : !connected ? 'Connecting. What is stored meanwhile is not lost: the feed goes on where it was.'
        : list.childElementCount ? 'Live, newest first.' : 'Live. Nothing was stored since you came.');
  }
  // However many come, the page is drawn once, and shows the last ones.
  function draw() {
    drawing = false;
    if (!paused && waiting.length) {
      list.prepend(...waiting.map(row).reverse());
      waiting = [];
      while (list.childElementCount > MOST) {
        list.lastElementChild.remove();
      }
    }
    told();
  }
  function connect() {
    source?.close();
    connected = false;
    source = new EventSource(`api/feed?${new URLSearchParams({tenant: tenant.value.trim(), search: search.value.trim()})}`);
    source.addEventListener('open', () => { connected = true; told(); });
    source.addEventListener('problem', message => { trouble = JSON.parse(message.data); });
    source.addEventListener('error', () => { connected = false; told(); });
    source.addEventListener('message', message => {
      waiting.push(JSON.parse(message.data));
      waiting.splice(0, waiting.length - MOST);
      came++;
      if (!drawing) {
        drawing = true;
        setTimeout(draw, 100);
      }
    });
    told();
  }
  const changed = later(300, () => {
    history.replaceState(null, '', href('live', {search: search.value.trim(), tenant: tenant.value.trim()}));
    list.replaceChildren();
    waiting = [];
    connect();
  });
  pause.addEventListener('click', () => {
    paused = !paused;
    came = 0;
    pause.textContent = paused ? 'Go on' : 'Pause';
    pause.setAttribute('aria-pressed', String(paused));
    draw();
  });
  search.addEventListener('input', changed);
  tenant.addEventListener('input', changed);
  signal.addEventListener('abort', () => source.close());
  connect();
}
