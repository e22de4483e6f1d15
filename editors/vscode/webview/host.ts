// The editor, as a view sees it; and the parts of a page that every view has.

import type { Chooser, FromView, ToView } from '../src/views/messages';

interface Host {
  postMessage(message: FromView): void;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): Host;

const host = acquireVsCodeApi();

export function tell(message: FromView): void {
  host.postMessage(message);
}

/** Shows each answer, and the reason where there is none. */
export function listen<Data>(show: (data: Data, chooser: Chooser) => void): void {
  addEventListener('message', ({ data }: MessageEvent<ToView<Data> & { state: unknown }>) => {
    host.setState(data.state);
    if (data.kind === 'show') {
      show(data.data, data.chooser);
    } else {
      root().replaceChildren(element('p', { class: 'empty' }, data.reason));
    }
  });
  tell({ kind: 'ready' });
}

export function root(): HTMLElement {
  const found = document.getElementById('root');
  if (!found) {
    throw new Error('the page has no root');
  }
  return found;
}

type Child = Node | string | undefined;
type Attributes = Record<string, string | undefined>;

/** Text becomes text: nothing that is shown is read as markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes,
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  fill(made, attributes, children);
  return made;
}

export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes,
  ...children: Child[]
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  fill(made, attributes, children);
  return made;
}

function fill(made: Element, attributes: Attributes, children: Child[]): void {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) {
      made.setAttribute(key, value);
    }
  }
  made.append(...children.filter((child) => child !== undefined));
}

/** The lists at the top of a view. A list of one is a heading. */
export function chooserBar(chooser: Chooser, ...others: Child[]): HTMLElement {
  const { pipeline, environment, pipelines, environments } = chooser;
  const list = (label: string, names: string[], chosen: string, choose: (name: string) => void) => {
    if (names.length < 2) {
      return element('span', { class: 'chosen', title: label }, chosen);
    }
    const select = element('select', { 'aria-label': label, title: label });
    for (const name of names) {
      const option = element('option', { value: name }, name);
      option.selected = name === chosen;
      select.append(option);
    }
    select.addEventListener('change', () => choose(select.value));
    return select;
  };
  return element(
    'header',
    {},
    list('Pipeline', pipelines, pipeline, (name) => tell({ kind: 'choose', pipeline: name, environment })),
    element('span', { class: 'in' }, 'in'),
    list('Environment', environments, environment, (name) =>
      tell({ kind: 'choose', pipeline, environment: name }),
    ),
    ...others,
  );
}

/** Makes something open a place, by pointer and by keyboard. */
export function opens(made: Element, message: FromView): void {
  made.setAttribute('tabindex', '0');
  made.setAttribute('role', 'link');
  made.addEventListener('click', () => tell(message));
  made.addEventListener('keydown', (event) => {
    if (event instanceof KeyboardEvent && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      tell(message);
    }
  });
}
