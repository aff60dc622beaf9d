// The style and the script of an interactive page.
#pragma once

namespace pytk::plot {

inline constexpr const char* page_style =
    "#plot svg{max-width:100%;height:auto;cursor:crosshair;touch-action:none}"
    "#tip{position:absolute;pointer-events:none;background:#222;color:#fff;padding:3px 7px;border-radius:3px;font-size:12px;white-space:nowrap}"
    "#tip[hidden]{display:none}button{font:inherit}";

// The wheel zooms around the pointer, dragging moves, a double click shows the whole figure, hovering names the nearest
// point. The data leave the page only as a file that the reader asks for.
inline constexpr const char* page_script = R"js(
const svg = document.querySelector('#plot svg'), tip = document.getElementById('tip');
const whole = svg.viewBox.baseVal, full = [whole.x, whole.y, whole.width, whole.height];
let view = full.slice(), drag = null;
function show() { svg.setAttribute('viewBox', view.join(' ')); }
function place(event) {
  const box = svg.getBoundingClientRect();
  return [view[0] + (event.clientX - box.left) / box.width * view[2],
          view[1] + (event.clientY - box.top) / box.height * view[3]];
}
svg.addEventListener('wheel', event => {
  event.preventDefault();
  const [x, y] = place(event), factor = event.deltaY < 0 ? 0.8 : 1.25;
  const width = Math.min(full[2], Math.max(full[2] / 400, view[2] * factor)), scale = width / view[2];
  view = [x - (x - view[0]) * scale, y - (y - view[1]) * scale, width, view[3] * scale];
  show();
}, {passive: false});
svg.addEventListener('pointerdown', event => {
  drag = [event.clientX, event.clientY, view.slice()];
  svg.setPointerCapture(event.pointerId);
});
svg.addEventListener('pointerup', () => { drag = null; });
svg.addEventListener('pointerleave', () => { tip.hidden = true; });
svg.addEventListener('pointermove', event => {
  const box = svg.getBoundingClientRect();
  if (drag) {
    view = [drag[2][0] - (event.clientX - drag[0]) / box.width * view[2],
            drag[2][1] - (event.clientY - drag[1]) / box.height * view[3], view[2], view[3]];
    show();
    return;
  }
  const [x, y] = place(event), reach = 24 * view[2] / box.width;
  let best = null, least = reach * reach;
  for (const one of series)
    for (const point of one.p) {
      const far = (point[0] - x) ** 2 + (point[1] - y) ** 2;
      if (far < least) { least = far; best = [one, point]; }
    }
  tip.hidden = !best;
  if (!best) return;
  const who = series.length > 1 ? best[0].name + ': ' : '';
  tip.textContent = who + names[0] + ' ' + best[1][2] + ', ' + names[1] + ' ' + best[1][3];
  tip.style.left = (event.pageX + 12) + 'px';
  tip.style.top = (event.pageY + 12) + 'px';
});
svg.addEventListener('dblclick', () => { view = full.slice(); show(); });
document.getElementById('reset').addEventListener('click', () => { view = full.slice(); show(); });
document.getElementById('csv').addEventListener('click', () => {
  const quote = text => /[",\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  const lines = [['series', names[0], names[1]].map(quote).join(',')];
  for (const one of series) for (const point of one.p) lines.push([one.name, point[2], point[3]].map(quote).join(','));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([lines.join('\n') + '\n'], {type: 'text/csv'}));
  link.download = 'plot.csv';
  link.click();
  URL.revokeObjectURL(link.href);
});
)js";

}  // namespace pytk::plot
