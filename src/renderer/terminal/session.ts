import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon, type ISearchResultChangeEvent } from '@xterm/addon-search';
import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { WebglAddon } from '@xterm/addon-webgl';
import { Terminal } from '@xterm/xterm';
import { createStore, type StoreApi } from 'zustand';
import type { SignIn } from '../../shared/contract/index.js';
import type { ManagedNode } from '../../shared/node.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import { call, expectPort } from '../bridge.js';
import { isMac } from '../ui/platform.js';
import { TerminalLink } from './link.js';
import { needsConfirmation, withoutEscapes } from './paste.js';
import { freshAttempt, reduce, type SessionState } from './session-state.js';
import { workingFolder } from './working-folder.js';
import { searchDecorations, terminalOptions, terminalTheme } from './theme.js';

/** How a search in the scrollback goes about it. */
export interface SearchOptions {
  readonly caseSensitive: boolean;
  readonly regex: boolean;
}

// Ends mouse reporting and bracketed paste, resets attributes and shows the cursor: what a program that died with the
// connection could not do itself. The scrollback stays.
const LEAVE_ALTERNATE_SCREEN = '\x1b[?1049l';
const RESET_MODES = '\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[!p\x1b[0m\x1b[?25h';

// Only https: main opens nothing else.
const LINK = /https:\/\/[^\s"'<>()[\]{}|\\^`]+[^\s"'<>()[\]{}|\\^`.,:;!?]/;

/**
 * One tab's terminal and its connection to a node. It lives outside React, so that its text and its port outlast any
 * drawing; the pane only puts `host` into the page.
 */
export class TerminalSession {
  /** The tab's id. A reconnection keeps it, with a new connection id. */
  public readonly id = crypto.randomUUID();
  public readonly store: StoreApi<SessionState>;
  public readonly terminal = new Terminal({
    ...terminalOptions,
    theme: terminalTheme(),
    linkHandler: {
      activate: (event, url) => this.openLink(event, url),
      hover: (event, url) => this.hover(event, url),
      leave: () => this.store.setState({ hoveredLink: null }),
    },
  });
  public readonly host = document.createElement('div');

  private readonly fitAddon = new FitAddon();
  private readonly searchAddon = new SearchAddon();
  private readonly encoder = new TextEncoder();
  private isDisposed = false;
  /** The host that the shell first called its own; null while it has not. */
  private shellHost: string | null = null;
  private webgl: WebglAddon | null = null;
  private connection: {
    readonly id: string;
    link: TerminalLink | null;
    readonly stopWaiting: () => void;
  } | null = null;

  public constructor(
    public readonly node: ManagedNode,
    signIn: SignIn | null,
  ) {
    this.store = createStore<SessionState>(() => ({
      ...freshAttempt(signIn),
      wasOpen: false,
      isSearching: false,
      hoveredLink: null,
    }));
    this.host.className = 'terminal-host';
    const { terminal } = this;
    terminal.loadAddon(this.fitAddon);
    terminal.loadAddon(this.searchAddon);
    terminal.loadAddon(new UnicodeGraphemesAddon());
    terminal.loadAddon(
      new WebLinksAddon((event, url) => this.openLink(event, url), {
        urlRegex: LINK,
        hover: (event, url) => this.hover(event, url),
        leave: () => this.store.setState({ hoveredLink: null }),
      }),
    );
    terminal.onData((text) => this.connection?.link?.input(this.encoder.encode(text)));
    terminal.onBinary((text) => this.connection?.link?.input(latin1(text)));
    terminal.onResize(({ cols, rows }) => this.connection?.link?.resize(cols, rows));
    terminal.parser.registerOscHandler(7, (osc) => this.onFolder(osc));
    terminal.attachCustomKeyEventHandler((event) => this.onKey(event));
    // All ways of pasting (menu, middle button, key) meet here, before xterm sends anything.
    this.host.addEventListener(
      'paste',
      (event) => {
        event.preventDefault();
        event.stopPropagation();
        this.pasteText(event.clipboardData?.getData('text/plain') ?? '');
      },
      { capture: true },
    );
  }

  /** Puts the terminal into the page. The first time, it also connects: only now is its size known. */
  public mount(parent: HTMLElement): void {
    parent.append(this.host);
    const isFirst = this.terminal.element === undefined;
    if (isFirst) this.terminal.open(this.host);
    this.fit();
    if (isFirst) this.connect(this.store.getState().signIn);
  }

  /** Connects, or connects again, in the same terminal: by SSH, or with null to Session Manager's own shell. */
  public connect(signIn: SignIn | null): void {
    this.hangUp();
    this.terminal.options.disableStdin = true;
    this.store.setState(freshAttempt(signIn));
    this.shellHost = null;
    const id = crypto.randomUUID();
    const { cols, rows } = this.terminal;
    const connection = {
      id,
      link: null as TerminalLink | null,
      stopWaiting: expectPort(id, (port) => {
        const link = new TerminalLink(port, this.terminal, (message) => this.onMessage(message));
        connection.link = link;
        // Fonts and the GPU's drawing settle the size of a cell only now, often before the port is here.
        const now = this.terminal;
        if (now.cols !== cols || now.rows !== rows) link.resize(now.cols, now.rows);
      }),
    };
    this.connection = connection;
    call('connection.open', { connectionId: id, nodeId: this.node.id, signIn, cols, rows }).catch(
      (error: unknown) => {
        if (this.connection === connection) this.fail(toProblem(error));
      },
    );
  }

  public reconnect(): void {
    this.connect(this.store.getState().signIn);
  }

  /** The connection of now; null before the first. */
  public get connectionId(): string | null {
    return this.connection?.id ?? null;
  }

  /** Whether this is the connection that an event speaks of. */
  public isConnection(connectionId: string): boolean {
    return this.connection?.id === connectionId;
  }

  /** Ends the session with a Problem that did not come over its own port. */
  public fail(problem: Problem): void {
    this.onMessage({ type: 'closed', problem, exitCode: null, signal: null });
  }

  /** Ends everything: the connection, the terminal and its text. */
  public dispose(): void {
    this.hangUp();
    this.isDisposed = true;
    this.terminal.dispose();
    this.host.remove();
  }

  /** Fits the terminal to its place; the shell hears of a new size by itself. */
  public fit(): void {
    if (this.host.isConnected && this.host.clientWidth > 0) this.fitAddon.fit();
  }

  /** Draws by GPU while in sight only: a page has few WebGL contexts. */
  public setVisible(isVisible: boolean): void {
    if (isVisible === (this.webgl !== null)) return;
    if (!isVisible) {
      this.webgl?.dispose();
      this.webgl = null;
      return;
    }
    try {
      const webgl = new WebglAddon();
      webgl.onContextLoss(() => {
        webgl.dispose();
        if (this.webgl === webgl) this.webgl = null;
      });
      this.terminal.loadAddon(webgl);
      this.webgl = webgl;
      // Its cells are of another size than those of the DOM.
      this.fit();
    } catch {
      // No WebGL here: xterm goes on drawing with DOM elements.
      this.webgl = null;
    }
  }

  public applyTheme(): void {
    this.terminal.options.theme = terminalTheme();
  }

  public copySelection(): void {
    const text = this.terminal.getSelection();
    if (text !== '') void call('clipboard.write', { text });
  }

  /** Pastes from the clipboard. */
  public async paste(): Promise<void> {
    const { text } = await call('clipboard.read', {});
    this.pasteText(text);
  }

  /** Puts text after the prompt, now or as soon as there is one. It is run by whoever presses Enter. */
  public pasteWhenOpen(text: string): void {
    const paste = () => {
      this.terminal.paste(text);
      this.terminal.focus();
    };
    if (this.store.getState().phase === 'open') {
      paste();
      return;
    }
    const stop = this.store.subscribe(({ phase }) => {
      if (phase === 'connecting') return;
      stop();
      if (phase === 'open') paste();
    });
  }

  /** Sends the paste that was asked about. */
  public confirmPaste(): void {
    const { pendingPaste } = this.store.getState();
    this.store.setState({ pendingPaste: null });
    if (pendingPaste !== null) this.terminal.paste(pendingPaste);
  }

  public setSearching(isSearching: boolean): void {
    this.store.setState({ isSearching });
    if (isSearching) return;
    this.searchAddon.clearDecorations();
    this.terminal.clearSelection();
    this.terminal.focus();
  }

  /** Finds a text in the scrollback, going up or down from the last match. */
  public find(
    text: string,
    direction: 'next' | 'previous',
    options: SearchOptions,
    incremental = false,
  ): void {
    const search = { ...options, incremental, decorations: searchDecorations };
    if (text === '') this.searchAddon.clearDecorations();
    else if (direction === 'next') this.searchAddon.findNext(text, search);
    else this.searchAddon.findPrevious(text, search);
  }

  /** Tells how many matches there are as that changes; the function returned stops it. */
  public onMatches(listener: (matches: ISearchResultChangeEvent) => void): () => void {
    const subscription = this.searchAddon.onDidChangeResults(listener);
    return () => subscription.dispose();
  }

  private pasteText(raw: string): void {
    const text = withoutEscapes(raw);
    if (text === '' || this.store.getState().phase !== 'open') return;
    if (needsConfirmation(text, this.terminal.modes.bracketedPasteMode)) {
      this.store.setState({ pendingPaste: text });
    } else {
      this.terminal.paste(text);
    }
  }

  private onMessage(message: Parameters<typeof reduce>[1]): void {
    // First: who waits for the shell may type as soon as the state says that it is there.
    if (message.type === 'open') this.terminal.options.disableStdin = false;
    this.store.setState((state) => reduce(state, message, Date.now()));
    if (message.type === 'banner')
      this.terminal.write(`\x1b[2m${message.text.trimEnd().replace(/\n/g, '\r\n')}\x1b[0m\r\n`);
    if (message.type !== 'closed') return;
    this.terminal.options.disableStdin = true;
    if (!this.store.getState().wasOpen) return;
    // Output may still be on its way to the screen: look at the screen only after it.
    this.terminal.write('', () => {
      if (this.isDisposed) return;
      const isAlternate = this.terminal.buffer.active.type === 'alternate';
      this.terminal.write(`${isAlternate ? LEAVE_ALTERNATE_SCREEN : ''}${RESET_MODES}\r\n`);
    });
  }

  private onFolder(osc: string): boolean {
    const folder = workingFolder(osc);
    if (folder === null) return false;
    // A shell that has gone on to another machine is nowhere on this one.
    this.shellHost ??= folder.host;
    if (folder.host === this.shellHost) this.store.setState({ folder: folder.path });
    return true;
  }

  private onKey(event: KeyboardEvent): boolean {
    const { phase } = this.store.getState();
    if (phase === 'open' || event.type !== 'keydown') return true;
    // No shell is there to complete anything: it leads to the buttons, as everywhere in the window.
    if (event.key === 'Tab') return false;
    if (phase !== 'closed' || event.key !== 'Enter') return true;
    event.preventDefault();
    this.reconnect();
    return false;
  }

  private openLink(event: MouseEvent, url: string): void {
    // A plain click belongs to the text: it selects, or goes to a program that follows the mouse.
    if (!(isMac() ? event.metaKey : event.ctrlKey) || !url.startsWith('https://')) return;
    void call('app.openExternal', { url });
  }

  private hover(event: MouseEvent, url: string): void {
    this.store.setState({ hoveredLink: { url, x: event.clientX, y: event.clientY } });
  }

  private hangUp(): void {
    const { connection } = this;
    if (connection === null) return;
    this.connection = null;
    connection.stopWaiting();
    connection.link?.close();
    // It may have ended by itself already; then there is nothing to close.
    void call('connection.close', { connectionId: connection.id }).catch(() => undefined);
  }
}

/** The bytes of a string whose characters are bytes, as xterm gives mouse reports. */
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
