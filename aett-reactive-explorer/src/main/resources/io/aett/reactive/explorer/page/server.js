// Asks the server. Every failure has a title, a cause and a cure.

// What the server says of itself, from the last time it was asked.
export const store = {readOnly: true};

export class Failure extends Error {
  constructor({title, cause, cure, status}) {
    super(title);
    Object.assign(this, {title, cause, cure, status});
  }
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(`api/${path}`, {...options, credentials: 'same-origin', redirect: 'error'});
  } catch (failure) {
    if (options.signal?.aborted) {
      throw failure;
    }
    throw new Failure({
      title: 'The server does not answer',
      cause: `${location.host} cannot be reached, or sends you elsewhere, as when a session has ended.`,
      cure: 'See whether it runs, and load this page again to sign in.'
    });
  }
  const type = response.headers.get('Content-Type') ?? '';
  if (!type.includes('json')) {
    throw new Failure({
      title: `The server answered ${response.status}`,
      cause: 'The answer is not the explorer’s: something before it, such as a proxy or a login, answered.',
      cure: 'Load this page again, to sign in if you have to.'
    });
  }
  const content = await response.json();
  if (!response.ok) {
    throw new Failure(content);
  }
  return content;
}

export function get(path, parameters = {}, signal) {
  const given = Object.entries(parameters).filter(([, value]) => value !== '' && value !== undefined);
  return ask(`${path}?${new URLSearchParams(given)}`, {signal});
}

export function post(path, order) {
  return ask(path, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(order)});
}
