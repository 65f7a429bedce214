import {h} from './dom.js';

// Asks before something is done; answers the form's values, or null. The safe way out has the focus.
export function confirm({title, text, action, danger = false, fields = []}) {
  return new Promise(resolve => {
    const form = h('form', {method: 'dialog'},
      h('h2', {id: 'asked'}, title),
      text.map(line => h('p', {}, line)),
      fields,
      h('div', {class: 'buttons'},
        h('button', {type: 'submit', value: 'no', formnovalidate: true, autofocus: true}, 'Cancel'),
        h('button', {type: 'submit', value: 'yes', class: danger ? 'danger' : 'primary'}, action)));
    const dialog = h('dialog', {'aria-labelledby': 'asked'}, form);
    const before = document.activeElement;
    dialog.addEventListener('close', () => {
      const values = dialog.returnValue === 'yes' ? Object.fromEntries(new FormData(form)) : null;
      dialog.remove();
      before?.focus();
      resolve(values);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
