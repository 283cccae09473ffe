// What jsdom lacks of a browser.
Object.assign(window, {
  CSS: { escape: (name: string) => name, highlights: new Map<string, Set<StaticRange>>() },
  Highlight: Set,
  matchMedia: (media: string) =>
    Object.assign(new EventTarget(), {
      media,
      matches: !media.includes('dark'),
      // xterm still asks in the old way.
      addListener: () => undefined,
      removeListener: () => undefined,
    }) as unknown as MediaQueryList,
  ResizeObserver: class {
    public observe(): void {
      // Nothing ever changes its size here.
    }
    public unobserve(): void {
      // As above.
    }
    public disconnect(): void {
      // As above.
    }
  },
  requestIdleCallback: (then: IdleRequestCallback) =>
    setTimeout(() => then({ didTimeout: false, timeRemaining: () => 50 }), 0),
  cancelIdleCallback: (handle: number) => clearTimeout(handle),
});
Element.prototype.scrollIntoView = () => undefined;
Element.prototype.scrollTo = () => undefined;
