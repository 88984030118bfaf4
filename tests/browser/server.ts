import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ViewerServer {
  viewer: string;
  demo: string;
  /** The FLAIR demo study; undefined where other images are served. */
  flair?: string;
  stop(): Promise<void>;
}

const ended = (child: ChildProcess) => new Promise<void>((resolve) => child.once('exit', () => resolve()));

/** Starts the real server as a child process, as `npm start` does after its checks, and waits for the lines it prints. */
export async function startViewer(args: string[] = []): Promise<ViewerServer> {
  const store = mkdtempSync(join(tmpdir(), 'diffusion-stow-'));
  const command = ['--import', 'tsx', 'viewer/main.ts', '--port', '0', ...(args.includes('--dicomweb') ? [] : ['--store', store]), ...args];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
  const addresses = await new Promise<Omit<ViewerServer, 'stop'>>((resolve, reject) => {
    let text = '';
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const viewer = /^viewer: (\S+)$/m.exec(text)?.[1];
      const demo = /^demo: (\S+)$/m.exec(text)?.[1];
      const flair = /^flair: (\S+)$/m.exec(text)?.[1];
      if (viewer && demo) resolve({ viewer, demo, ...(flair && { flair }) });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`The viewer's server ended before it was ready:\n${text}`)));
  });
  return {
    ...addresses,
    stop: async () => {
      const exit = ended(child);
      child.kill('SIGTERM');
      await exit;
      rmSync(store, { recursive: true, force: true });
    },
  };
}
