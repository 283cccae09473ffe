import { create } from 'zustand';
import { shownName } from '../../shared/file-name.js';
import { toProblem } from '../../shared/problem.js';
import { call } from '../bridge.js';
import { takeToClipboard } from './clipboard.js';
import { editFile } from './editing/edits.js';
import { mayBegin, startCopy } from './jobs/start-copy.js';
import type { Row } from './pane/listing.js';
import type { Pane } from './pane/pane.js';
import { stage } from './staging/stage.js';
import type { TabFiles } from './tab-files.js';

/** A pane, and the tab that it belongs to. */
export interface PaneContext {
  readonly files: TabFiles;
  readonly pane: Pane;
}

/** The pane beside a pane. */
export const otherPane = ({ files, pane }: PaneContext): Pane =>
  files[pane.side === 'remote' ? 'local' : 'remote'];

/** What is asked or shown over the window about files of a pane. */
export type FilesDialog = PaneContext &
  (
    | { readonly kind: 'remove' | 'mode' | 'properties'; readonly rows: readonly Row[] }
    | { readonly kind: 'new-folder' | 'new-file' }
  );

export const useFilesDialog = create<{ readonly dialog: FilesDialog | null }>(() => ({ dialog: null }));

export const closeFilesDialog = (): void => useFilesDialog.setState({ dialog: null });

/** What can be done with a pane, by keys and menus. */
export const commands = {
  'go-up': ({ pane }) => void pane.goUp(),
  back: ({ pane }) => void pane.goBack(),
  forward: ({ pane }) => void pane.goForward(),
  home: ({ pane }) => void pane.go(pane.home),
  'go-shell': async ({ files }) => files.remote.go(await files.shellFolder()),
  refresh: ({ pane }) => void pane.refresh(),
  'type-path': ({ pane }) => pane.store.setState({ isTypingPath: true }),
  filter: ({ pane }) => pane.setFiltering(true),
  'select-all': ({ pane }) => pane.selectAll(),
  copy: ({ files, pane }) => takeToClipboard(files, pane, false),
  cut: ({ files, pane }) => takeToClipboard(files, pane, true),
  'copy-path': ({ pane }) => {
    const paths = pane.selectedPaths();
    return call('clipboard.write', {
      text: (paths.length > 0 ? paths : [pane.state.path]).map(shownName).join('\n'),
    });
  },
  'quick-view': ({ files, pane }) =>
    files.store.setState(({ viewing }) => ({ viewing: viewing === pane.side ? null : pane.side })),
  rename: ({ pane }) => pane.store.setState(({ lead }) => ({ renaming: lead })),
  remove: (context) => ask(context, 'remove'),
  mode: (context) => ask(context, 'mode'),
  properties: (context) => ask(context, 'properties'),
  'new-folder': (context) => useFilesDialog.setState({ dialog: { ...context, kind: 'new-folder' } }),
  'new-file': (context) => useFilesDialog.setState({ dialog: { ...context, kind: 'new-file' } }),
  'copy-across': (context) => {
    const { files, pane } = context;
    const to = otherPane(context);
    const from = { side: pane.side, paths: pane.selectedPaths() };
    if (from.paths.length > 0) void startCopy({ files, from, to: { side: to.side, folder: to.state.path } });
  },
  stage: ({ files, pane }) => void stage(files, pane.selectedPaths()),
  'save-to': (context) => saveTo(context),
  upload: (context) => upload(context, 'files'),
  'upload-folder': (context) => upload(context, 'folders'),
} as const satisfies Record<string, (context: PaneContext) => unknown>;

export type PaneCommand = keyof typeof commands;

/** Does it; why it could not be done is shown above the folder. */
export function runCommand(command: PaneCommand, context: PaneContext): void {
  const done: unknown = commands[command](context);
  if (done instanceof Promise) showFailure(context.pane, done);
}

function showFailure(pane: Pane, work: Promise<unknown>): void {
  work.catch((error: unknown) => pane.store.setState({ notice: toProblem(error) }));
}

function ask(context: PaneContext, kind: 'remove' | 'mode' | 'properties'): void {
  const rows = context.pane.selectedRows();
  if (rows.length > 0) useFilesDialog.setState({ dialog: { ...context, kind, rows } });
}

/** Opens a row: a folder is gone into, a file of the node is edited, one of this computer is opened by its program. */
export function openRow(context: PaneContext, row: Row): void {
  const { pane } = context;
  const path = pane.pathOf(row.name);
  if (row.isFolder) void pane.go(path);
  else showFailure(pane, openFile(context, path));
}

async function openFile({ files, pane }: PaneContext, path: string): Promise<void> {
  if (pane.side === 'local') await call('files.openLocal', { path });
  else if (
    await mayBegin({ files, from: { side: 'remote', paths: [path] }, to: { side: 'local', folder: '' } })
  )
    await editFile(files, path);
}

/** Copies what is selected to a folder of this computer that the person chooses. */
async function saveTo({ files, pane }: PaneContext): Promise<void> {
  const from = { side: pane.side, paths: pane.selectedPaths() };
  if (from.paths.length === 0) return;
  const [folder] = (await call('files.choose', { what: 'target' })).paths;
  if (folder !== undefined) await startCopy({ files, from, to: { side: 'local', folder } });
}

/** Copies what the person chooses of this computer to the pane's folder. */
async function upload({ files, pane }: PaneContext, what: 'files' | 'folders'): Promise<void> {
  const to = { side: pane.side, folder: pane.state.path };
  const { paths } = await call('files.choose', { what });
  if (paths.length > 0) await startCopy({ files, from: { side: 'local', paths }, to });
}
