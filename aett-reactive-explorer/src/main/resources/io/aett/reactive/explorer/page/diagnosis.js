import {counted, duration, rate} from './dom.js';

// Why a subscription is where it is, in words, from how it is and how it was.

const QUIET = 20000;
const BRIEF = 5000;

function speed(samples, value) {
  const first = samples[0];
  const last = samples[samples.length - 1];
  return samples.length < 2 || last.at === first.at ? null : (value(last) - value(first)) / (last.at - first.at) * 1000;
}

export function speeds(samples) {
  const recent = samples.slice(-10);
  return {handled: speed(recent, sample => sample.checkpoint), stored: speed(recent, sample => sample.head)};
}

function standsStillFor(samples) {
  const last = samples[samples.length - 1];
  const moved = samples.findLast(sample => sample.checkpoint !== last.checkpoint);
  return last.at - (moved ?? samples[0]).at;
}

function slowest(slices) {
  const behind = [...slices].sort((a, b) => a.checkpoint - b.checkpoint);
  return behind.length > 2 && behind[1].checkpoint - behind[0].checkpoint > 100 ? behind[0] : null;
}

export function diagnose(status, samples) {
  const behind = Math.max(0, status.head - status.checkpoint);
  const parked = status.parked > 0
    ? ` ${counted(status.parked, 'commit is', 'commits are')} set aside, and what follows in the same streams waits behind: replay or discard ${status.parked === 1 ? 'it' : 'them'}.`
    : '';
  if (status.state === 'PAUSED') {
    return {level: 'warn', label: 'Paused', text: `Somebody paused it, so nothing is handed out${behind ? `, and ${counted(behind, 'commit waits', 'commits wait')}` : ''}. Resume it to go on.${parked}`};
  }
  if (status.state === 'STOPPED') {
    return {
      level: behind ? 'bad' : 'warn', label: 'Stopped',
      text: `No process runs it.${behind ? ` ${counted(behind, 'commit waits', 'commits wait')} until one does.` : ' It had handled everything.'}${
        status.lastError ? ' The last run may have ended by the error below.' : ''}${parked}`
    };
  }
  if (behind === 0) {
    return parked ? {level: 'bad', label: 'Parked', text: `It has seen everything, but not handled it:${parked}`}
      : {level: 'ok', label: 'Up to date', text: 'Everything that is stored was handled.'};
  }
  if (status.lagMillis < BRIEF && !parked) {
    return {level: 'ok', label: 'At work', text: `${counted(behind, 'commit is', 'commits are')} on the way, the oldest for ${duration(status.lagMillis)}.`};
  }
  const {handled, stored} = speeds(samples);
  const still = standsStillFor(samples);
  const free = status.slices.filter(slice => !slice.owner);
  if (free.length > 0) {
    return {level: 'bad', label: 'Behind', text: `${counted(free.length, 'slice has', 'slices have')} no owner: a process ended and its lease runs out, or too few run.${parked}`};
  }
  if (handled === 0 && still >= QUIET) {
    return {
      level: 'bad', label: 'Stuck',
      text: `It has not moved for ${duration(still)}, ${counted(behind, 'commit', 'commits')} behind.${
        status.lastError ? ' A handler fails and is tried again: see the error below.' : ' A handler does not return, or all that comes is not for it.'}${parked}`
    };
  }
  const lone = slowest(status.slices);
  const held = lone ? ` Slice ${lone.slice} holds it back: one stream or its handler is slow.` : '';
  if (handled !== null && handled > 0 && stored !== null) {
    const gain = handled - stored;
    return gain > 0
      ? {level: 'warn', label: 'Catching up', text: `${counted(behind, 'commit', 'commits')} behind; at ${rate(handled)} a second it is there in about ${duration(behind / gain * 1000)}.${held}${parked}`}
      : {level: 'bad', label: 'Falling behind', text: `It handles ${rate(handled)} a second, and ${rate(stored)} are stored: more lanes, more slices, or batches help.${held}${parked}`};
  }
  return {level: 'warn', label: 'Behind', text: `${counted(behind, 'commit', 'commits')} behind, the oldest for ${duration(status.lagMillis)}.${held}${parked}`};
}
