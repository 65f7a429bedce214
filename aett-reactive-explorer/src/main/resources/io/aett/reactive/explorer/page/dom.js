// Makes elements. Whatever comes from the store becomes text or an attribute of ours, and never markup.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export function h(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

export function svg(tag, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

// The text may change a hundred times; a screen reader and a selection notice only when it really does.
export function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

export function announce(text) {
  say(document.getElementById('said'), text);
}

export const number = value => new Intl.NumberFormat('en').format(value);

export function counted(count, one, many) {
  return `${number(count)} ${count === 1 ? one : many}`;
}

export function rate(value) {
  return value >= 100 || value === 0 ? number(Math.round(value)) : value.toFixed(value >= 10 ? 0 : 1);
}

export function duration(millis) {
  const seconds = millis / 1000;
  if (seconds < 1) {
    return `${Math.round(millis)} ms`;
  }
  for (const [unit, size] of [['d', 86400], ['h', 3600], ['min', 60]]) {
    if (seconds >= size * 1.5) {
      return `${number(Math.round(seconds / size))} ${unit}`;
    }
  }
  return `${Math.round(seconds)} s`;
}

function ago(stamp) {
  const age = Date.now() - new Date(stamp).getTime();
  return age >= 0 && age < 86400000 * 2 ? `${duration(Math.max(age, 1000))} ago` : stamp.slice(0, 16).replace('T', ' ');
}

export function time(stamp) {
  return h('time', {datetime: stamp, title: stamp}, ago(stamp));
}

// A page that stays open does not say "1 s ago" for ever.
export function growOlder() {
  document.querySelectorAll('time').forEach(each => say(each, ago(each.dateTime)));
}

export function href(view, parameters) {
  return `#/${view}?${new URLSearchParams(parameters)}`;
}

// JSON as text with its parts told apart by colour; every part is text.
export function json(text) {
  const pre = h('pre', {class: 'json', tabindex: '0'});
  const part = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  let end = 0;
  for (const found of text.matchAll(part)) {
    pre.append(text.slice(end, found.index));
    const kind = found[2] ? 'name' : found[1] ? 'text' : found[3] ? 'word' : 'digits';
    pre.append(h('span', {class: kind}, found[1] ?? found[0]), found[2] ?? '');
    end = found.index + found[0].length;
  }
  pre.append(text.slice(end));
  return pre;
}

export function problem(failure, again) {
  return h('section', {class: 'problem', role: 'alert'},
    h('h2', {}, failure.title),
    h('p', {class: 'cause'}, failure.cause),
    h('p', {}, h('b', {}, 'What helps: '), failure.cure),
    again && h('button', {type: 'button', onclick: again}, 'Try again'));
}

export function later(milliseconds, work) {
  let waiting;
  return (...values) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => work(...values), milliseconds);
  };
}

// Again and again until the view is left, one after the other, and not while nobody looks.
export async function every(milliseconds, signal, work) {
  while (!signal.aborted) {
    if (!document.hidden) {
      await work();
    }
    await new Promise(resolve => {
      setTimeout(resolve, milliseconds);
      signal.addEventListener('abort', resolve, {once: true});
    });
  }
}
