import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

/** What jsdom lacks and @grafana/ui asks for when it is loaded. */
const nothing = (): void => undefined;
window.matchMedia ??= (query: string) => ({
  matches: false,
  media: query,
  onchange: null,
  addListener: nothing,
  removeListener: nothing,
  addEventListener: nothing,
  removeEventListener: nothing,
  dispatchEvent: () => false,
});

/** Without it a pointer event would have no place. */
window.PointerEvent ??= MouseEvent as unknown as typeof PointerEvent;

class NoObserver {
  observe = nothing;
  unobserve = nothing;
  disconnect = nothing;
  takeRecords = (): [] => [];
}
globalThis.ResizeObserver ??= NoObserver as unknown as typeof ResizeObserver;
globalThis.IntersectionObserver ??= NoObserver as unknown as typeof IntersectionObserver;

/** Text is measured and charts are drawn on a canvas; here every call is swallowed. */
const canvas = {
  measureText: (text: string) => ({ width: text.length * 7 }),
  createLinearGradient: () => ({ addColorStop: nothing }),
};
HTMLCanvasElement.prototype.getContext = (() =>
  new Proxy(canvas, {
    get: (target, name) => (name in target ? target[name as keyof typeof target] : nothing),
    set: () => true,
  })) as unknown as typeof HTMLCanvasElement.prototype.getContext;

/** Virtual lists only draw what they think is in view. */
HTMLElement.prototype.getBoundingClientRect = () => new DOMRect(0, 0, 400, 400);
for (const name of ['offsetWidth', 'offsetHeight'])
  Object.defineProperty(HTMLElement.prototype, name, { get: () => 400 });
globalThis.Path2D ??= class {
  moveTo = nothing;
  lineTo = nothing;
  rect = nothing;
  arc = nothing;
  closePath = nothing;
} as unknown as typeof Path2D;

afterEach(() => cleanup());
