import { act } from 'react';
import { expect, vi } from 'vitest';
import { createStore } from 'zustand';
import {
  filesPreferencesSchema,
  PORT_MESSAGE,
  type FileEntry,
  type FilesInfo,
  type FilesPreferences,
  type FilesToConnection,
} from '../../shared/contract/index.js';
import { problem, toProblem } from '../../shared/problem.js';
import { closeFilesDialog } from '../files/commands.js';
import { FilesDialogs } from '../files/dialogs/FilesDialogs.js';
import type { Port } from '../files/files-link.js';
import { FilePane } from '../files/pane/FilePane.js';
import { useFilesPreferences } from '../files/preferences-store.js';
import { TabFiles } from '../files/tab-files.js';
import type { TerminalSession } from '../terminal/session.js';
import { fakeBridge, type FakeBridge } from './fake-bridge.js';
import { clear, find, render } from './render.js';

/** A line of a folder; a file, unless said otherwise. */
export const entry = (name: string, rest: Partial<FileEntry> = {}): FileEntry => ({
  name,
  kind: 'file',
  size: 0,
  modifiedMs: 0,
  mode: 0o644,
  owner: 'ubuntu',
  group: 'ubuntu',
  link: null,
  ...rest,
});

/** A folder as a line of another one. */
export const folder = (name: string): FileEntry => entry(name, { kind: 'directory', mode: 0o755 });

/** What the node answers instead of what it would: the value, or a Problem that is thrown. */
export type Answers = Record<string, (args: never) => unknown>;

interface PaneOptions {
  readonly home?: string;
  readonly info?: Partial<FilesInfo['remote']>;
  /** Kept from the last run. */
  readonly preferences?: Partial<FilesPreferences>;
  readonly answers?: Answers;
}

/** What is on the node, by absolute path of each folder. */
export type Tree = Record<string, FileEntry[]>;

const LOOK_EVERY_MS = 20;
const MOST_LOOKS = 100;
const HOME = '/home/ubuntu';
const infoOf = (home: string, remote: Partial<FilesInfo['remote']>): FilesInfo => {
  const side: FilesInfo['local'] = { home, separator: '/', roots: [], ignoresCase: false, names: 'posix' };
  return {
    local: side,
    remote: { ...side, protocol: 'sftp', extensions: [], checksums: true, elevated: false, ...remote },
  };
};

export interface ShownPane {
  readonly bridge: FakeBridge;
  readonly files: TabFiles;
  /** What was asked of the node so far, in order. */
  readonly asked: { readonly name: string; readonly args: unknown }[];
  /** Keeps the listings that are asked for from now on from being answered, until the function returned is called. */
  hold(): () => Promise<void>;
}

let shownFiles: TabFiles | undefined;

/** Shows the pane of a node that holds these folders, at its home folder. */
export async function showPane(
  tree: Tree,
  { home = HOME, info = {}, preferences = {}, answers = {} }: PaneOptions = {},
): Promise<ShownPane> {
  await clear();
  shownFiles?.dispose();
  useFilesPreferences.setState({ ...filesPreferencesSchema.parse({}), ...preferences }, true);
  closeFilesDialog();
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
  const asked: ShownPane['asked'] = [];
  let held: (() => void)[] | null = null;
  const port: Port = { onmessage: null, postMessage: (message) => receive(message), close: () => undefined };
  const say = (data: unknown) => port.onmessage?.({ data } as MessageEvent);
  const receive = (message: unknown) => {
    const sent = message as FilesToConnection;
    if (sent.type !== 'call') return;
    asked.push({ name: sent.name, args: sent.args });
    const answer = () => answerCall({ tree, info: infoOf(home, info), answers }, sent, say);
    if (held !== null && sent.name === 'list') held.push(answer);
    else queueMicrotask(answer);
  };
  const bridge = fakeBridge({
    'clipboard.write': () => ({}),
    'files.open': () => {
      const event = new MessageEvent('message', {
        data: { type: PORT_MESSAGE, connectionId: 'c-1', kind: 'files' },
      });
      // jsdom knows no ports.
      Object.defineProperties(event, { source: { value: window }, ports: { value: [port] } });
      window.dispatchEvent(event);
      return {};
    },
    'files.preferences': () => useFilesPreferences.getState(),
    'files.keepPreferences': () => ({}),
  });
  // The terminal itself is not in the page.
  const session = {
    id: 'tab-1',
    node: { id: 'i-0a', name: 'web-1' },
    connectionId: 'c-1',
    store: createStore(() => ({ phase: 'open', folder: null })),
    terminal: { focus: () => undefined, onData: () => ({ dispose: () => undefined }) },
  } as unknown as TerminalSession;
  const files = new TabFiles(session);
  shownFiles = files;
  files.want();
  await render(
    <>
      <FilePane files={files} pane={files.remote} />
      <FilesDialogs />
    </>,
  );
  await arrives(home);
  return {
    bridge,
    files,
    asked,
    hold: () => {
      held = [];
      return () =>
        act(async () => {
          const answers = held ?? [];
          held = null;
          for (const answer of answers) answer();
          await Promise.resolve();
        });
    },
  };
}

interface Node {
  readonly tree: Tree;
  readonly info: FilesInfo;
  readonly answers: Answers;
}

function answerCall(
  { tree, info, answers }: Node,
  { id, name, args }: Extract<FilesToConnection, { type: 'call' }>,
  say: (message: unknown) => void,
): void {
  const path = (args as { readonly path?: string }).path ?? '';
  const absolute = path.replace(/^~/, info.remote.home).replace(/(.)\/+$/, '$1');
  const reply = (value: unknown) => say({ type: 'reply', id, reply: { ok: true, value } });
  const place = absolute.lastIndexOf('/');
  const own = answers[name];
  if (own !== undefined) {
    try {
      reply(own(args as never));
    } catch (error) {
      say({ type: 'reply', id, reply: { ok: false, problem: toProblem(error) } });
    }
  } else if (name === 'info') reply(info);
  else if (name === 'space') reply(null);
  else if (name === 'measure') reply({ files: 1, folders: 0, others: 0, bytes: 1500, seconds: 1 });
  else if (name === 'makeFile') {
    tree[absolute.slice(0, place)]?.push(entry(absolute.slice(place + 1)));
    reply({});
  } else if (name === 'list') {
    const entries = tree[absolute];
    if (entries === undefined) {
      const missing = problem('files.not-found', { node: 'i-0a', path: absolute });
      say({ type: 'reply', id, reply: { ok: false, problem: missing } });
      return;
    }
    say({ type: 'entries', id, entries });
    reply({ path: absolute, count: entries.length });
  } else reply({});
}

/** The table of the pane. */
export const grid = (): HTMLElement => find('.file-grid');

/** The names in the table, as they are shown. */
export const names = (): (string | null)[] =>
  [...document.querySelectorAll('.file-row .file-text')].map(({ textContent }) => textContent);

/** The names that are selected. */
export const selectedNames = (): (string | null)[] =>
  [...document.querySelectorAll('.file-row[aria-selected="true"] .file-text')].map(
    ({ textContent }) => textContent,
  );

/** The folder that the pane says it shows. */
export const shownFolder = (): string | null => find('.path-bar').getAttribute('title');

/** Waits for what holds only after an answer of the node, or after a rest in typing. */
export async function eventually(check: () => unknown): Promise<void> {
  for (let left = MOST_LOOKS; ; left--) {
    await act(() => new Promise<void>((resolve) => setTimeout(resolve, LOOK_EVERY_MS)));
    try {
      check();
      return;
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

/** Waits until the pane shows a folder. */
export const arrives = (path: string): Promise<void> => eventually(() => expect(shownFolder()).toBe(path));
