import {counted, h, href, later, number, problem, time} from './dom.js';
import {get} from './server.js';

function row(found) {
  return h('li', {},
    h('a', {class: 'id', href: href('stream', {tenant: found.tenant, stream: found.stream})}, found.stream),
    h('span', {class: 'tenant'}, h('span', {class: 'quiet'}, 'tenant '), found.tenant),
    h('span', {class: 'last'},
      found.topic ? h('span', {class: 'topic'}, found.topic) : h('span', {class: 'quiet'}, 'older than what was looked at')),
    h('span', {class: 'count'}, counted(found.revision, 'event', 'events')),
    h('span', {class: 'when'}, found.stamp ? time(found.stamp) : ''));
}

function broken(found) {
  return h('li', {}, h('a', {class: 'id', href: href('stream', {tenant: found.tenant, stream: found.stream})}, found.stream),
    ` commit ${number(found.sequence)}, checkpoint ${number(found.checkpoint)}: ${found.problem.cause}. ${found.problem.cure}`);
}

export async function show(main, parameters, signal) {
  const tenants = h('datalist', {id: 'tenants'});
  const tenant = h('input', {id: 'tenant', list: 'tenants', value: parameters.tenant ?? '', placeholder: 'all', autocomplete: 'off', spellcheck: 'false'});
  const search = h('input', {
    id: 'search', type: 'search', value: parameters.search ?? '', placeholder: 'any part of its name', autocomplete: 'off', spellcheck: 'false',
    'aria-describedby': 'search-help'
  });
  const list = h('ul', {class: 'rows streams', 'aria-label': 'Streams'});
  const looked = h('p', {class: 'looked', 'aria-live': 'polite'});
  const further = h('button', {type: 'button', hidden: true}, 'Look further back');
  const trouble = h('div');
  main.replaceChildren(
    h('h1', {}, 'Streams'),
    h('form', {class: 'filters', role: 'search', onsubmit: event => { event.preventDefault(); changed(); }},
      h('label', {for: 'search'}, 'Stream', search),
      h('label', {for: 'tenant'}, 'Tenant', tenant), tenants),
    h('p', {class: 'help', id: 'search-help'},
      'The latest streams come first. A whole name finds its stream however old it is.'),
    trouble, list, h('div', {class: 'foot'}, looked, further));

  let seen;
  async function look(before) {
    const wanted = {tenant: tenant.value.trim(), search: search.value.trim()};
    const mine = seen;
    let page;
    try {
      page = await get('streams', {...wanted, before}, signal);
    } catch (failure) {
      if (!signal.aborted && mine === seen) {
        trouble.replaceChildren(problem(failure, () => look(before)));
      }
      return;
    }
    if (mine !== seen) {
      return;
    }
    trouble.replaceChildren();
    if (page.broken.length) {
      trouble.append(h('section', {class: 'problem'},
        h('h2', {}, counted(page.broken.length, 'commit cannot be decoded', 'commits cannot be decoded')),
        h('ul', {}, page.broken.map(broken))));
    }
    for (const found of [...page.named, ...page.streams]) {
      const key = JSON.stringify([found.tenant, found.stream]);
      if (!mine.rows.has(key)) {
        mine.rows.add(key);
        list.append(row(found));
      }
    }
    for (const name of page.tenants) {
      if (!mine.tenants.has(name)) {
        mine.tenants.add(name);
        tenants.append(h('option', {value: name}));
      }
    }
    mine.commits += page.commits;
    mine.from = page.from;
    further.hidden = page.from === 0;
    const found = counted(mine.rows.size, 'stream', 'streams');
    looked.textContent = page.to === 0 ? 'Nothing is stored yet.'
      : page.from === 0 ? `${found} in all ${counted(mine.commits, 'commit', 'commits')} of the store.`
        : `${found} in the last ${counted(mine.commits, 'commit', 'commits')}, those behind checkpoint ${number(page.from)}. Older ones were not looked at.`;
  }
  function begin() {
    seen = {rows: new Set(), tenants: seen?.tenants ?? new Set(), commits: 0, from: 0};
    list.replaceChildren();
    return look();
  }
  function changed() {
    history.replaceState(null, '', href('streams', {search: search.value.trim(), tenant: tenant.value.trim()}));
    begin();
  }
  further.addEventListener('click', () => look(seen.from));
  search.addEventListener('input', later(250, changed));
  tenant.addEventListener('input', later(250, changed));
  await begin();
}
