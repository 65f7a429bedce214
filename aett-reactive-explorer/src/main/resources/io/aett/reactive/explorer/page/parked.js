import {announce, counted, h, href, number, problem, time} from './dom.js';
import {confirm} from './dialog.js';
import {get, store} from './server.js';
import {commitOf} from './stream.js';
import {order} from './subscriptions.js';

function item(name, parked, reload) {
  const trouble = h('div');
  const content = h('div');
  const waits = !parked.error;
  const details = h('details', {
    ontoggle: async () => {
      if (details.open && !content.hasChildNodes()) {
        try {
          content.replaceChildren(h('ol', {class: 'commits'}, commitOf(await get('commit', {checkpoint: parked.checkpoint}), null)));
        } catch (failure) {
          content.replaceChildren(problem(failure));
        }
      }
    }
  }, h('summary', {}, 'The commit'), content);
  const what = {subscription: name, checkpoint: String(parked.checkpoint)};
  const replay = h('button', {
    type: 'button', class: 'primary', onclick: async () => {
      const yes = await confirm({
        title: 'Replay this stream?', action: 'Replay',
        text: [`All that ${name} has set aside of ${parked.stream} is handed out again, in order. What fails again stays set aside.`]
      });
      if (yes && await order('replay', what, 'It is handed out again', trouble)) {
        setTimeout(reload, 600);
      }
    }
  }, 'Replay…');
  const discard = h('button', {
    type: 'button', class: 'danger', onclick: async () => {
      const yes = await confirm({
        title: 'Discard this commit?', action: 'Discard', danger: true,
        text: [`${name} gives up commit ${parked.sequence} of ${parked.stream}, at checkpoint ${parked.checkpoint}: it will not be handled. The commit itself stays in the store.`]
      });
      if (yes && await order('discard', what, 'It is given up', trouble)) {
        await reload();
      }
    }
  }, 'Discard…');
  return h('li', {class: 'card parked'},
    h('p', {class: 'line'},
      h('a', {class: 'id', href: href('stream', {tenant: parked.tenant, stream: parked.stream})}, parked.stream),
      h('span', {class: 'quiet'}, ` commit ${number(parked.sequence)}, checkpoint ${number(parked.checkpoint)}, tenant ${parked.tenant}`)),
    waits ? h('p', {}, 'Waits behind another one of its stream.')
      : h('p', {class: 'cause'}, h('b', {}, parked.error.replace(/^.*\./, '')), parked.message ? `: ${parked.message}` : ''),
    h('p', {class: 'quiet'}, `Tried ${counted(parked.attempts, 'time', 'times')}, set aside `, time(parked.parkedAt)),
    details, trouble,
    store.readOnly ? null : h('div', {class: 'buttons'}, replay, discard));
}

export async function show(main, {name = ''}, signal) {
  const list = h('ol', {class: 'cards', 'aria-label': 'Parked commits'});
  const foot = h('p', {class: 'looked', 'aria-live': 'polite'});
  const more = h('button', {type: 'button', hidden: true}, 'Show more');
  const trouble = h('div');
  main.replaceChildren(
    h('p', {class: 'trail'}, h('a', {href: '#/subscriptions'}, 'Subscriptions')),
    h('h1', {}, 'Parked by ', h('span', {class: 'id'}, name)),
    h('p', {class: 'help'}, 'What failed too often is set aside with its error, and what follows in the same stream waits behind it; all other streams go on.',
      store.readOnly ? ' This explorer is read only: it can neither replay nor discard.' : ''),
    trouble, list, h('div', {class: 'foot'}, foot, more));
  async function load(skip) {
    try {
      const page = await get('parked', {subscription: name, skip}, signal);
      trouble.replaceChildren();
      if (!skip) {
        list.replaceChildren();
      }
      list.append(...page.parked.map(each => item(name, each, reload)));
      more.hidden = !page.more;
      more.onclick = () => load(list.childElementCount);
      foot.textContent = list.childElementCount ? `${counted(list.childElementCount, 'commit is', 'commits are')} shown.` : 'Nothing is set aside.';
    } catch (failure) {
      if (!signal.aborted) {
        trouble.replaceChildren(problem(failure, () => load(skip)));
      }
    }
  }
  const reload = async () => {
    await load(0);
    main.focus({preventScroll: true});
    announce(foot.textContent);
  };
  await load(0);
}
