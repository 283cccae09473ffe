import { stat } from 'node:fs/promises';
import { basename, dirname, posix, resolve } from 'node:path';
import { FileError } from '../../connection/files/file-system.js';
import type { FilesService } from '../../connection/files/files-service.js';
import { addJob, followJob } from '../../connection/files/run-job.js';
import { SettingsStore } from '../../settings/settings.js';
import type { Job, JobQuestion, JobSpecInput } from '../../shared/contract/index.js';
import { Places } from '../aws/places.js';
import { CliSessions } from '../aws/sessions.js';
import { chooseNode } from '../choose-node.js';
import { sayTo, UsageError, type Arguments, type Io, type Run } from '../command.js';
import { askConflict } from '../cp/conflict-question.js';
import { CopyStore } from '../cp/copy-store.js';
import { openNodeFiles } from '../cp/node-files.js';
import { parsePlaces, type CopyPlace, type CopyPlaces } from '../cp/places.js';
import { Progress } from '../cp/progress.js';
import { chooseSignIn } from '../cp/sign-in.js';
import { Stop, Stopped } from '../cp/stop.js';
import { copiesFolder, settingsFile } from '../data-folder.js';
import { ExitCode, SIGNAL_CODES } from '../exit-codes.js';
import { problemText } from '../problem-text.js';

const UNUSED = { signal: new AbortController().signal, entries: () => undefined };

/**
 * Copies files and folders between here and a node. Until a file is whole and compared, its target is as it was. What
 * was stopped or killed goes on when the same command is given again.
 *
 * @throws ProblemError when the node cannot be reached or signed in to
 */
export const run: Run = async (args, io) => {
  const places = parsePlaces(args.words);
  const conflicts = conflictsOf(args, io);
  const sources = await Places.of(args, io);
  const found = await chooseNode(sources, places.word, sayTo(io));
  const { place, target } = found;
  const identity = typeof args.options.identity === 'string' ? args.options.identity : null;
  const signIn = await chooseSignIn(found, { user: places.user, identity }, io.env);
  const sessions = new CliSessions(place, sources);
  const stop = new Stop();
  const progress = new Progress(io, args.options.json === true);
  const store = new CopyStore(copiesFolder(io.env), async () => {
    const { value } = await SettingsStore.load(settingsFile(io.env));
    return { ...value.files.jobs, elevated: false };
  });
  try {
    const files = await stop.or(openNodeFiles(place, sessions, target, signIn, store));
    try {
      const { service } = files;
      const spec = await stop.or(copySpec(service, places, args.options.recursive === true, conflicts));
      const left = await store.begin({ spec, nodeId: target.id, user: signIn.user });
      await service.restoreJobs();
      const jobId = left?.jobId ?? (await stop.or(addJob(service, spec)));
      const ask = (question: JobQuestion) => progress.holdFor(() => askConflict(question));
      const job = await stop.or(
        followJob(service, jobId, {
          onChange: (changed) => progress.show(changed),
          onQuestion: async (question) => (await ask(question)) ?? stop.now(SIGNAL_CODES.SIGINT),
        }),
      );
      progress.end();
      return tell(job, args, io);
    } finally {
      progress.end();
      await files.close();
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    if (store.isKeeping) sayTo(io)('Stopped. The same command goes on from here.');
    return error.code;
  } finally {
    await sessions.endAll();
  }
};

type Conflicts = 'overwrite' | 'skip' | 'newer' | 'ask';

/** What becomes of files that are there already: as asked; else a person is asked, if there is one. */
function conflictsOf({ options }: Arguments, { stdin, stderr }: Io): Conflicts {
  const asked = (['overwrite', 'skip', 'newer'] as const).filter((name) => options[name] === true);
  if (asked.length > 1) throw new UsageError(`--${asked.join(' and --')} do not go together`);
  const canAsk = stdin.isTTY && stderr.isTTY && options.json !== true;
  return asked[0] ?? (canAsk ? 'ask' : 'skip');
}

/** The job for these places; a target that is no folder is the copy's own name. @throws UsageError, ProblemError */
async function copySpec(
  service: FilesService,
  { sources, target }: CopyPlaces,
  isRecursive: boolean,
  conflicts: Conflicts,
): Promise<JobSpecInput> {
  const { path: home } = await service.handlers.realpath({ side: 'remote', path: '.' }, UNUSED);
  const whole = ({ side, path }: CopyPlace): string =>
    side === 'local' ? resolve(path) : posix.resolve(home, path.replace(/^~\//, ''));
  const isFolder = ({ side }: CopyPlace, path: string): Promise<boolean | null> =>
    side === 'local' ? isLocalFolder(path) : isRemoteFolder(service, path);
  for (const source of sources) {
    const kind = await isFolder(source, whole(source));
    if (kind === true && !isRecursive) throw new UsageError(`${source.path} is a folder: add --recursive`);
  }
  const paths = sources.map(whole);
  const place = whole(target);
  const from = { side: sources[0]?.side ?? 'local', paths };
  const isInto = /[/\\]$/.test(target.path) || paths.length > 1 || (await isFolder(target, place)) === true;
  const [parent, name] =
    target.side === 'local'
      ? [dirname(place), basename(place)]
      : [posix.dirname(place), posix.basename(place)];
  const to = isInto ? { side: target.side, folder: place } : { side: target.side, folder: parent, name };
  return { kind: 'copy', from, to, conflicts };
}

async function isLocalFolder(path: string): Promise<boolean | null> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Null where there is nothing of that name. */
async function isRemoteFolder(service: FilesService, path: string): Promise<boolean | null> {
  try {
    const { kind, link } = await service.handlers.stat({ side: 'remote', path }, UNUSED);
    return (link?.kind ?? kind) === 'directory';
  } catch (error) {
    if (error instanceof FileError && error.code === 'not-found') return null;
    throw error;
  }
}

/** Says what came of it. @returns the exit code */
function tell(job: Job, { options }: Arguments, io: Io): number {
  const { state, progress, remarks } = job;
  if (options.json === true)
    io.stdout.write(`${JSON.stringify({ event: 'end', state, ...progress, remarks })}\n`);
  for (const { path, problem } of remarks)
    io.stderr.write(`sallyport: ${path}: ${problemText(problem, io.env)}\n`);
  if (progress.itemsSkipped > 0)
    io.stderr.write(
      `sallyport: ${progress.itemsSkipped} left as they were: --overwrite or --newer replaces them\n`,
    );
  return state === 'done' && progress.itemsFailed === 0 ? ExitCode.ok : ExitCode.failed;
}
