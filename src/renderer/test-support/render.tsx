import { act, type ReactElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import type { Language } from '../../shared/locales/index.js';
import { startI18n } from '../i18n.js';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

let root: Root | undefined;

/** Draws into a fresh page, in a language, and resolves when it is drawn. */
export async function render(element: ReactElement, language: Language = 'en'): Promise<HTMLElement> {
  await clear();
  await startI18n(language);
  const place = document.createElement('div');
  document.body.replaceChildren(place);
  const created = createRoot(place);
  root = created;
  await act(async () => {
    created.render(element);
    await Promise.resolve();
  });
  return document.body;
}

/** Draws again into the same page. */
export async function redraw(element: ReactElement): Promise<void> {
  await act(async () => {
    root?.render(element);
    await Promise.resolve();
  });
}

/** Takes what was drawn out of the page. */
export async function clear(): Promise<void> {
  const old = root;
  root = undefined;
  await act(async () => {
    old?.unmount();
    await Promise.resolve();
  });
}

/** The first element that fits a selector and holds a text. */
export function find(selector: string, text = ''): HTMLElement {
  const hit = [...document.querySelectorAll<HTMLElement>(selector)].find((element) =>
    element.textContent.includes(text),
  );
  if (hit === undefined)
    throw new Error(`Nothing fits ${selector} with "${text}" in\n${document.body.innerHTML}`);
  return hit;
}

/** Clicks as a person does, and waits for what follows. */
export async function click(element: HTMLElement): Promise<void> {
  await act(async () => {
    element.click();
    await settle();
  });
}

/** Presses a key on an element, and waits for what follows. */
export async function press(element: Element, key: string, init: KeyboardEventInit = {}): Promise<void> {
  await act(async () => {
    element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }));
    await settle();
  });
}

/** Types a text into a field in one go. */
export async function type(field: HTMLInputElement, text: string): Promise<void> {
  await act(async () => {
    // React listens to the native setter, not to the value.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await settle();
  });
}

/** Lets promises and timers of this moment run. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
