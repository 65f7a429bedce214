import {svg} from './dom.js';

const WIDTH = 240;
const HEIGHT = 44;

// A line of the last values, with a sentence for those who cannot see it.
export function plot(name, format) {
  const area = svg('path', {class: 'area'});
  const line = svg('path', {class: 'line'});
  const element = svg('svg', {
    class: 'plot', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `${name}: no values yet`
  }, area, line);
  function update(values) {
    if (values.length === 0) {
      return;
    }
    const most = Math.max(...values, 1);
    const points = values.length === 1 ? [values[0], values[0]] : values;
    const x = index => index * WIDTH / (points.length - 1);
    const y = value => HEIGHT - 4 - value / most * (HEIGHT - 9);
    const path = points.map((value, index) => `${index ? 'L' : 'M'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`).join('');
    line.setAttribute('d', path);
    area.setAttribute('d', `${path}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`);
    const last = values[values.length - 1];
    element.setAttribute('aria-label', `${name}: ${format(last)} now, between ${format(Math.min(...values))} and ${
      format(Math.max(...values))} since this page was opened`);
  }
  return {element, update};
}
