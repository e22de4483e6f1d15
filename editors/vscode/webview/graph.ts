// Draws a graph that is laid out already; moves and scales it.

import type { Box, Drawing, Line } from '../src/graph/layout';
import type { Chooser } from '../src/views/messages';
import { chooserBar, element, listen, opens, root, svg } from './host';

const STEP = 1.2;
const SMALLEST = 0.1;
const LARGEST = 3;
const CORNER = 4;

/** How large it is drawn; 0 as large as fits. */
let scale = 0;
let drawing: Drawing | undefined;
const sheet = element('div', { class: 'sheet' });

listen<Drawing>((data, chooser) => {
  const focused = document.activeElement?.getAttribute('data-place');
  drawing = data;
  root().replaceChildren(bar(data, chooser), sheet);
  draw();
  if (focused !== null && focused !== undefined) {
    sheet.querySelector<SVGElement>(`[data-place="${CSS.escape(focused)}"]`)?.focus();
  }
});

addEventListener('resize', draw);

sheet.addEventListener(
  'wheel',
  (event) => {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      zoom(event.deltaY < 0 ? STEP : 1 / STEP);
    }
  },
  { passive: false },
);

// Dragging the empty sheet moves it.
let grabbed: { x: number; y: number } | undefined;
sheet.addEventListener('pointerdown', (event) => {
  if (event.button === 0 && event.target instanceof Element && !event.target.closest('.node')) {
    grabbed = { x: event.clientX + sheet.scrollLeft, y: event.clientY + sheet.scrollTop };
    sheet.setPointerCapture(event.pointerId);
  }
});
sheet.addEventListener('pointermove', (event) => {
  if (grabbed) {
    sheet.scrollTo(grabbed.x - event.clientX, grabbed.y - event.clientY);
  }
});
sheet.addEventListener('pointerup', () => {
  grabbed = undefined;
});

function bar(data: Drawing, chooser: Chooser): HTMLElement {
  const button = (text: string, title: string, act: () => void) => {
    const made = element('button', { type: 'button', title, 'aria-label': title }, text);
    made.addEventListener('click', act);
    return made;
  };
  return chooserBar(
    chooser,
    data.critical === undefined ? undefined : element('span', { class: 'path' }, data.critical),
    element(
      'span',
      { class: 'tools' },
      button('−', 'Smaller', () => zoom(1 / STEP)),
      button('Fit', 'As large as fits', () => zoom(0)),
      button('+', 'Larger', () => zoom(STEP)),
    ),
  );
}

function zoom(factor: number): void {
  scale = factor === 0 ? 0 : Math.min(LARGEST, Math.max(SMALLEST, shownScale() * factor));
  draw();
}

function shownScale(): number {
  if (scale > 0 || !drawing) {
    return scale || 1;
  }
  const room = { width: sheet.clientWidth - 2, height: sheet.clientHeight - 2 };
  const fitting = Math.min(room.width / drawing.width, room.height / drawing.height);
  // What is small enough is not blown up, and what would be too small to read is scrolled.
  return Math.min(1, Math.max(0.6, fitting));
}

function draw(): void {
  if (!drawing) {
    return;
  }
  const { width, height, boxes, lines } = drawing;
  const factor = shownScale();
  sheet.replaceChildren(
    svg(
      'svg',
      {
        width: String(width * factor),
        height: String(height * factor),
        viewBox: `0 0 ${width} ${height}`,
        role: 'group',
        'aria-label': `${boxes.length} nodes`,
      },
      arrowheads(),
      ...[...lines].sort((one, other) => Number(one.critical) - Number(other.critical)).map(line),
      ...boxes.map(box),
    ),
  );
}

function arrowheads(): SVGDefsElement {
  const head = (id: string) =>
    svg(
      'marker',
      { id, viewBox: '0 0 8 8', refX: '7', refY: '4', markerWidth: '7', markerHeight: '7', orient: 'auto' },
      svg('path', { d: 'M0 0 L8 4 L0 8 z', class: id }),
    );
  return svg('defs', {}, head('head'), head('head-critical'));
}

function line({ kind, points, critical }: Line): SVGPathElement {
  const [first, ...rest] = points;
  const start = first ? `M${first.x} ${first.y}` : '';
  const way = rest.map((point, index) => bend(point, rest[index + 1])).join(' ');
  return svg('path', {
    d: `${start} ${way}`,
    class: `line ${kind}${critical ? ' critical' : ''}`,
    'marker-end': critical ? 'url(#head-critical)' : 'url(#head)',
  });
}

/** A curve through the middles of the sections; straight to the last point. */
function bend(point: { x: number; y: number }, next: { x: number; y: number } | undefined): string {
  return next
    ? `Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`
    : `L${point.x} ${point.y}`;
}

function box({
  place,
  kind,
  x,
  y,
  width,
  height,
  label,
  lines,
  about,
  critical,
  hasSource,
}: Box): SVGGElement {
  const made = svg(
    'g',
    {
      class: `node ${kind}${critical ? ' critical' : ''}${hasSource ? ' linked' : ''}`,
      transform: `translate(${x} ${y})`,
      'aria-label': about,
      'data-place': String(place),
    },
    svg('title', {}, about),
    svg('rect', {
      class: 'frame',
      width: String(width),
      height: String(height),
      rx: String(kind === 'dataset' ? height / 3 : CORNER),
    }),
    svg('text', { class: 'kind', x: '14', y: '15' }, kind),
    svg('text', { class: 'label', x: '14', y: '32' }, label),
    ...lines.map((text, index) => svg('text', { class: 'fact', x: '14', y: String(50 + 16 * index) }, text)),
  );
  if (hasSource) {
    opens(made, { kind: 'open', place });
  }
  return made;
}
