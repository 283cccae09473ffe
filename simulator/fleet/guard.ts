import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Waits until its standard input ends, which happens when its owner closes it or dies in any way. Then it ends every
 * process that belongs to the directory and removes it. Whose they are:
 * - the SSH servers, by their pid files, if their command line names the directory;
 * - all that descends from them;
 * - all whose environment names the directory: what a shell left running with nohup or setsid.
 */
const GUARD_SCRIPT = `
dir=$1
trap '' HUP INT TERM
cat >/dev/null

servers() {
  for file in "$dir"/*/sshd.pid; do
    pid=
    [ -r "$file" ] && read -r pid <"$file"
    [ -n "$pid" ] || continue
    if [ -d /proc/self ]; then
      grep -qsaF -- "$dir/" "/proc/$pid/cmdline" && echo "$pid"
    else
      ps -p "$pid" -o command= | grep -qF -- "$dir/" && echo "$pid"
    fi
  done
}

parents() {
  if [ -d /proc/self ]; then
    sed -n 's/^\\([0-9]*\\) (.*) [A-Za-z] \\([0-9]*\\) .*/\\1 \\2/p' /proc/[0-9]*/stat 2>/dev/null
  else
    ps -A -o pid= -o ppid=
  fi
}

marked() {
  [ -d /proc/self ] && grep -lsaF -- "SIMULATED_NODE=$dir/" /proc/[0-9]*/environ | cut -d / -f 3
}

family() {
  parents | awk -v roots="$(servers) $(marked)" '
    BEGIN { n = split(roots, list); for (i = 1; i <= n; i++) ours[list[i]] = 1 }
    { parent[$1] = $2 }
    END {
      do {
        grown = 0
        for (pid in parent) if (!(pid in ours) && (parent[pid] in ours)) { ours[pid] = 1; grown = 1 }
      } while (grown)
      for (pid in ours) print pid
    }'
}

running() {
  kill -0 "$1" 2>/dev/null || return 1
  ! grep -qs '^State:[[:space:]]*Z' "/proc/$1/status"
}

pids=$(family)
[ -n "$pids" ] && kill -TERM $pids 2>/dev/null
[ -n "$pids" ] && kill -HUP $pids 2>/dev/null
for turn in 1 2 3 4 5 6 7 8 9 10; do
  alive=
  for pid in $pids; do running "$pid" && alive="$alive $pid"; done
  [ -z "$alive" ] && break
  sleep 0.1
done
pids="$alive $(family)"
kill -KILL $pids 2>/dev/null
rm -rf -- "$dir"
`;

/** A small process that outlives this one for as long as it takes to leave nothing of a directory behind. */
export class Guard {
  private constructor(private readonly child: ReturnType<typeof spawnGuard>) {}

  static start(directory: string): Guard {
    const child = spawnGuard(directory);
    // It must not keep this process alive: its work begins when this process is gone.
    child.unref();
    return new Guard(child);
  }

  /** Does the clean-up now; comes back when all is gone. */
  async finish(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.ref();
    this.child.stdin.end();
    await exit;
  }
}

function spawnGuard(directory: string) {
  return spawn('/bin/sh', ['-c', GUARD_SCRIPT, 'guard', directory], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A session of its own, out of reach of the terminal's Ctrl-C and hang-up.
    detached: true,
    cwd: '/',
  });
}
