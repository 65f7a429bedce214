import {announce, growOlder, h, number, problem, rate, say, every} from './dom.js';
import {get, store} from './server.js';
import {plot} from './plot.js';
import * as streams from './streams.js';
import * as stream from './stream.js';
import * as live from './live.js';
import * as subscriptions from './subscriptions.js';
import * as parked from './parked.js';

const VIEWS = {streams, stream, live, subscriptions, parked};
const PLACES = {stream: 'streams', parked: 'subscriptions'};
const main = document.getElementById('main');

let leaving = new AbortController();

function place() {
  const [view, query = ''] = location.hash.slice(2).split('?', 2);
  return {view: Object.hasOwn(VIEWS, view) ? view : 'streams', parameters: Object.fromEntries(new URLSearchParams(query))};
}

async function show(first) {
  leaving.abort();
  leaving = new AbortController();
  const signal = leaving.signal;
  const {view, parameters} = place();
  for (const link of document.querySelectorAll('nav a')) {
    const here = link.dataset.view === (PLACES[view] ?? view);
    link.toggleAttribute('aria-current', here);
    if (here) {
      link.setAttribute('aria-current', 'page');
    }
  }
  try {
    await VIEWS[view].show(main, parameters, signal);
  } catch (failure) {
    if (!signal.aborted) {
      main.replaceChildren(problem(failure.title ? failure : {
        title: 'This page failed', cause: String(failure), cure: 'Load it again; if that does not help, it is a mistake of the explorer.'
      }, () => show()));
    }
  }
  if (!signal.aborted) {
    const heading = main.querySelector('h1');
    document.title = heading ? `${heading.textContent} – aett explorer` : 'aett explorer';
    if (!first && !main.contains(document.activeElement)) {
      main.focus({preventScroll: true});
      window.scrollTo(0, 0);
      announce(document.title);
    }
  }
}

function figure(name, help) {
  const value = h('dd', {}, '–');
  return {element: h('div', {title: help}, h('dt', {}, name), value), value};
}

function watchTheStore() {
  const head = figure('Head', 'The checkpoint of the last commit');
  const speed = figure('Commits per second', 'As seen since this page was opened');
  const batch = figure('Commits per append', 'How many commits of this process share a request to the database');
  const queue = figure('Waiting', 'Commits of this process that wait or are under way');
  const line = plot('Commits per second', rate);
  speed.element.append(line.element);
  const all = h('dl', {}, head.element, speed.element, batch.element, queue.element);
  const trouble = h('p', {class: 'trouble', role: 'alert', hidden: true});
  document.getElementById('figures').replaceChildren(all, trouble);
  const speeds = [];
  let last;
  every(2000, new AbortController().signal, async () => {
    growOlder();
    try {
      const now = {...await get('store'), at: performance.now()};
      trouble.hidden = true;
      say(head.value, number(now.head));
      say(document.getElementById('mode'), now.readOnly ? 'Read only' : 'Changes allowed');
      document.getElementById('mode').classList.toggle('open', !now.readOnly);
      store.readOnly = now.readOnly;
      document.body.classList.toggle('read-only', now.readOnly);
      if (last) {
        speeds.push(Math.max(0, now.head - last.head) / (now.at - last.at) * 1000);
        speeds.splice(0, speeds.length - 90);
        say(speed.value, rate(speeds[speeds.length - 1]));
        line.update(speeds);
      }
      if (now.engine) {
        const {engine} = now;
        const since = last?.engine && engine.appends > last.engine.appends ? last.engine : {appends: 0, commits: 0};
        say(batch.value, engine.appends ? rate((engine.commits - since.commits) / (engine.appends - since.appends)) : '–');
        say(queue.value, number(engine.queued));
      }
      last = now;
    } catch (failure) {
      say(trouble, `${failure.title ?? 'The figures cannot be shown'}: ${String(failure.cause ?? failure).replace(/\.$/, '')}. ${failure.cure ?? ''}`);
      trouble.hidden = false;
    }
  });
}

window.addEventListener('hashchange', () => show());
document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});
try {
  store.readOnly = (await get('store')).readOnly;
} catch {
  store.readOnly = true;
}
watchTheStore();
show(true);
