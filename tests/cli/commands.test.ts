/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { SAMPLERS } from '../../src/diffusion/samplers';
import { run } from './runCli';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

describe('the other commands', () => {
  it('tell the version', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([['--help'], ['denoise --help'], ['-h']])('help with %s', async (args) => {
    const { code, stdout, stderr } = await run(args.split(' '));
    expect([code, stderr]).toEqual([0, '']);
    for (const word of ['denoise', 'inpaint', 'anomaly', 'models list', 'samplers', '--independent-slices', '--samples N'])
      expect(stdout).toContain(word);
    stdout.split('\n').forEach((line) => expect(line.length).toBeLessThanOrEqual(120));
  });

  it('list the models with what they are for', async () => {
    const { stdout } = await run(['models', 'list']);
    expect(stdout).toMatch(/^id +version +tasks +modality/);
    expect(stdout).toMatch(/mr-brain-restore +0\.\d+\.\d+ +denoise +MR +brain +0\.43 to 2 +MR brain restoration/);
  });

  it('verify the models on this machine', async () => {
    const { code, stdout } = await run(['models', 'verify']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/mr-brain-restore +\d+ +[0-9a-f]{64} +\d\.\de-\d+ of the range, allowed 0.001/);
  });

  it('list every sampler', async () => {
    const { stdout } = await run(['samplers']);
    SAMPLERS.forEach(({ id, paper }) => expect(stdout).toMatch(new RegExp(`^${id} .*${paper}$`, 'm')));
  });
});

describe('the program', () => {
  it('runs as its own process, with an empty stderr and the exit code', async () => {
    const program = (...args: string[]) => promisify(execFile)(process.execPath, ['bin/ohif-diffusion.mjs', ...args]);
    expect(await program('--version')).toEqual({ stdout: `${version}\n`, stderr: '' });
    await expect(program('nothing')).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^COMMAND_UNKNOWN: [^\n]+\n$/) as string,
    });
  });
});
