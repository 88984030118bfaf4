#!/usr/bin/env node
// Watches over the program, which runs in a process of its own (work.mjs): the network does not let go of its process for seconds at a time, and
// an interrupt ends it all the same. Also where the program is killed, by a fault or for want of memory, there is one line about it.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** ms in which the program may end by itself, and take away what it was writing. */
const GRACE = 300;
/** Exit code of an interrupt, as shells have it. */
const INTERRUPTED = 128 + constants.signals.SIGINT;

const program = fileURLToPath(new URL('work.mjs', import.meta.url));
const child = spawn(process.execPath, [...process.execArgv, program, ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
let stopping;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    child.kill(signal);
    stopping ??= setTimeout(() => child.kill('SIGKILL'), GRACE);
  });
}
// A full disk, or nobody who reads.
process.stderr.on('error', () => undefined);
const say = (line) => process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[K' : ''}${line}\n`);

child.on('error', () => {
  say('ENGINE_STOPPED: The engine could not be started. Close other programs and run again.');
  process.exitCode = 2;
});
child.on('exit', (code, signal) => {
  clearTimeout(stopping);
  if (signal === null) process.exitCode = code;
  else if (stopping) {
    say('CANCELLED: The run was stopped before its end. Start it again.');
    process.exitCode = INTERRUPTED;
  } else {
    say(
      `ENGINE_STOPPED: The engine was ended by the system (found ${signal}). There may be too little memory: close other programs, or take fewer slices.`,
    );
    process.exitCode = 2;
  }
});
