import {announce, counted, duration, every, h, href, number, problem, rate, say} from './dom.js';
import {confirm} from './dialog.js';
import {diagnose, speeds} from './diagnosis.js';
import {plot} from './plot.js';
import {get, post, store} from './server.js';

const KEPT = 90;
const samples = new Map();

export async function order(path, what, done, trouble) {
  try {
    await post(path, what);
    trouble.replaceChildren();
    announce(done);
    return true;
  } catch (failure) {
    trouble.replaceChildren(problem(failure));
    return false;
  }
}

function places() {
  const checkpoint = h('input', {name: 'checkpoint', type: 'number', min: 0, step: 1, value: 0, 'aria-label': 'Checkpoint'});
  const choice = (value, text, more) => h('div', {class: 'choice'},
    h('label', {}, h('input', {type: 'radio', name: 'to', value, checked: value === 'beginning'}), text), more);
  return h('fieldset', {}, h('legend', {}, 'Begin again'),
    choice('beginning', 'with the first commit of the store'),
    choice('checkpoint', 'behind checkpoint', checkpoint),
    choice('end', 'behind the last commit, leaving out what waits'));
}

function card(name) {
  const trouble = h('div');
  const label = h('span', {class: 'pill'});
  const why = h('p', {class: 'why'});
  const progress = h('progress', {max: 1, value: 0, 'aria-label': `How much of the log ${name} has handled`});
  const behind = h('dd');
  const lag = h('dd');
  const speed = h('dd');
  const parked = h('dd');
  const lagPlot = plot(`Commits that ${name} is behind`, number);
  const speedPlot = plot(`Commits that ${name} handles per second`, rate);
  const slices = h('details', {class: 'slices'}, h('summary'), h('ul'));
  const error = h('details', {class: 'error', open: true}, h('summary', {}, 'Last error'), h('pre', {tabindex: '0'}));
  const act = (path, done) => async () => {
    if (await order(path, {subscription: name}, done, trouble)) {
      shown.refresh();
    }
  };
  const pause = h('button', {
    type: 'button', onclick: async () => {
      const yes = await confirm({
        title: `Pause ${name}?`, text: ['Nothing more is handed out, in all processes, until somebody resumes it. What is at work ends.'], action: 'Pause'
      });
      if (yes) {
        await act('pause', `${name} is paused`)();
      }
    }
  }, 'Pause');
  const resume = h('button', {type: 'button', class: 'primary', onclick: act('resume', `${name} goes on`)}, 'Resume');
  const reset = h('button', {
    type: 'button', class: 'danger', onclick: async () => {
      const values = await confirm({
        title: `Reset ${name}?`, danger: true, action: 'Reset', fields: [places()],
        text: ['What it handled behind that place is handed to its handlers again. What they do must stand being done twice.']
      });
      if (values && await order('reset', {subscription: name, to: values.to === 'checkpoint' ? values.checkpoint : values.to}, `${name} begins again`, trouble)) {
        samples.delete(name);
        shown.refresh();
      }
    }
  }, 'Reset…');
  const aside = h('a', {class: 'button', href: href('parked', {name})}, 'Parked commits');
  const figure = (text, value, more) => h('div', {}, h('dt', {}, text), value, more);
  const element = h('article', {class: 'card subscription', 'aria-label': name},
    h('header', {}, h('h2', {class: 'id'}, name), label),
    why, progress,
    h('dl', {class: 'numbers'},
      figure('Behind', behind, lagPlot.element), figure('Handled per second', speed, speedPlot.element),
      figure('Oldest waiting', lag), figure('Parked', parked)),
    error, slices, trouble,
    h('div', {class: 'buttons'}, aside, store.readOnly ? null : [pause, resume, reset]));

  const shown = {
    element, refresh: () => {},
    update(status) {
      const kept = samples.get(name) ?? [];
      kept.push({at: performance.now(), checkpoint: status.checkpoint, head: status.head});
      kept.splice(0, kept.length - KEPT);
      samples.set(name, kept);
      const found = diagnose(status, kept);
      const {handled} = speeds(kept);
      say(label, found.label);
      label.className = `pill ${found.level}`;
      element.dataset.level = found.level;
      say(why, found.text);
      progress.max = Math.max(1, status.head);
      progress.value = status.checkpoint;
      say(behind, number(Math.max(0, status.head - status.checkpoint)));
      say(lag, status.lagMillis ? duration(status.lagMillis) : '–');
      say(speed, handled === null ? '–' : rate(Math.max(0, handled)));
      say(parked, number(status.parked));
      parked.classList.toggle('bad', status.parked > 0);
      lagPlot.update(kept.map(each => Math.max(0, each.head - each.checkpoint)));
      speedPlot.update(kept.slice(1).map((each, index) => Math.max(0, (each.checkpoint - kept[index].checkpoint) / (each.at - kept[index].at) * 1000)));
      error.hidden = !status.lastError;
      say(error.lastElementChild, status.lastError ?? '');
      slices.hidden = status.slices.length < 1;
      say(slices.firstElementChild, counted(status.slices.length, 'slice', 'slices'));
      slices.lastElementChild.replaceChildren(...status.slices.map(slice => h('li', {},
        h('b', {}, `${slice.slice}`), ` at ${number(slice.checkpoint)}, ${slice.owner ? `owned by ${slice.owner}` : 'without an owner'}`,
        slice.parked > 0 && `, ${number(slice.parked)} parked`)));
      pause.hidden = status.state === 'PAUSED';
      resume.hidden = status.state !== 'PAUSED';
      aside.hidden = status.parked === 0;
      say(aside, status.parked === 1 ? 'The parked commit' : `The ${number(status.parked)} parked commits`);
    }
  };
  return shown;
}

export async function show(main, parameters, signal) {
  const cards = new Map();
  const list = h('div', {class: 'cards'});
  const trouble = h('div');
  const none = h('p', {class: 'help', hidden: true}, 'No subscription ever ran on this store. One comes into being when it is run for the first time.');
  main.replaceChildren(h('h1', {}, 'Subscriptions'), trouble, none, list);
  async function refresh() {
    try {
      const all = (await get('subscriptions', {}, signal)).subscriptions;
      trouble.replaceChildren();
      none.hidden = all.length > 0;
      for (const status of all) {
        if (!cards.has(status.name)) {
          const made = card(status.name);
          made.refresh = refresh;
          cards.set(status.name, made);
          list.append(made.element);
        }
        cards.get(status.name).update(status);
      }
      for (const [name, {element}] of cards) {
        if (!all.some(status => status.name === name)) {
          element.remove();
          cards.delete(name);
        }
      }
    } catch (failure) {
      if (!signal.aborted) {
        trouble.replaceChildren(problem(failure, refresh));
      }
    }
  }
  await refresh();
  every(2000, signal, refresh);
}
