import { expect, type Page, type Route } from '@playwright/test';
import { ShellPage } from '../pages/ShellPage';
import { keptElsewhere } from './externalData';
import { SLICES } from './smallStudy';

/** What is put before the product's own worker script, as source text; see `Desk.begin`. */
export interface WorkerFault {
  /** Runs first in the worker's realm: takes parts of the browser away, or lets them fail. */
  before?: string;
  /** Body of an async function (session, n, feeds, fetches, run): what the n-th evaluation in this worker does, the self-test being the first. */
  evaluation?: string;
}

/** What the site has set: the tiny model alone, and one other manifest that it vouches for. */
const SITE = JSON.stringify({ models: ['tiny-random'], pins: keptElsewhere().pins });

/** Waits of a worker in a twentieth of the time. */
export const HURRY = 'const wait = self.setTimeout; self.setTimeout = (f, ms, ...a) => wait(f, ms >= 20000 ? ms / 20 : ms, ...a);';

/** As the runtime's module, with a session whose evaluations go through `self.evaluation`. */
const shim = (real: string) => `
import * as real from ${JSON.stringify(real)};
let n = 0;
const wrapped = (session) => ({
  run: (feeds, fetches) => {
    const run = () => session.run(feeds, fetches);
    n += 1;
    return self.evaluation ? self.evaluation(session, n, feeds, fetches, run, real) : run();
  },
  release: () => session.release(),
});
export const { env, Tensor } = real;
export const InferenceSession = { create: async (...asked) => wrapped(await real.InferenceSession.create(...asked)) };
`;

/** One opening of the viewer for many faults: each begins with an engine of its own, and leaves the desk as it was. */
export class Desk extends ShellPage {
  readonly retry = this.page.locator('[data-cy="diffusion-retry"]');
  /** What the viewer and we say for some seconds. */
  readonly messages = this.page.locator('[data-sonner-toast]');
  private readonly dismiss = this.page.locator('[data-cy="diffusion-dismiss"]');
  private readonly remove = this.page.locator('[data-cy="diffusion-remove"]');
  private fault: WorkerFault = {};
  private clocked = false;
  /** Faults of the network in force, to be taken back. */
  private routes: [pattern: string, handler: (route: Route) => Promise<void>][] = [];
  readonly thrown: string[] = [];

  constructor(
    page: Page,
    private readonly address: string,
  ) {
    super(page);
    page.on('pageerror', (error) => this.thrown.push(error.stack ?? error.message));
  }

  /** Once: what every test of this desk has in common. */
  async set(): Promise<void> {
    const { page } = this;
    await page.addInitScript(() => {
      // Real workers, kept where a test can end them.
      const made: Worker[] = [];
      const Real = window.Worker;
      window.Worker = class extends Real {
        constructor(...args: ConstructorParameters<typeof Real>) {
          super(...args);
          if (String(args[0]).includes('diffusion.worker')) made.push(this);
        }
      };
      Object.assign(window, { engines: made });
    });
    await page.route('**/app-config.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${await response.text()}\nwindow.config.diffusion = ${SITE};` });
    });
    await page.route('**/diffusion.worker.js', async (route) => {
      const { before = '', evaluation } = this.fault;
      const own = evaluation ? `self.evaluation = async (session, n, feeds, fetches, run, ort) => { ${evaluation} };` : '';
      const response = await route.fetch();
      await route.fulfill({ response, body: `${before}\n${own}\n${await response.text()}` });
    });
    await page.route(/\/ort\.(wasm|webgpu)\.min\.mjs(\?again=\d+)?$/, async (route) => {
      if (!this.fault.evaluation) return route.fallback();
      const response = await route.fetch();
      const url = new URL(route.request().url());
      url.searchParams.set('real', '1');
      await route.fulfill({ response, body: shim(url.href) });
    });
    await this.reopen();
  }

  /** A new engine with a fault in it; waits until it answers where it can. */
  async begin(fault: WorkerFault = {}, ready = true, backend?: 'auto'): Promise<void> {
    this.fault = fault;
    const now = await this.page.locator('select[data-cy="diffusion-backend"], [data-cy="diffusion-backend"] select').inputValue();
    const other = now === 'auto' ? 'wasm' : 'auto';
    await this.choose('backend', other);
    if (backend && other !== backend) await this.choose('backend', backend);
    if (ready) await expect(this.denoise).toBeEnabled();
  }

  /** The page's clock can be put forward from now on. */
  async clock(): Promise<void> {
    if (!this.clocked) await this.page.clock.install();
    this.clocked = true;
  }

  /** Time passes for the page, and what was said meanwhile is given the time to be heard. */
  async passes(seconds: number): Promise<void> {
    await this.page.clock.fastForward(1000 * (seconds + 1));
    await this.page.clock.fastForward(3_000);
  }

  /** Lets requests fail until `mend`. */
  async breaks(pattern: string, handler: (route: Route) => Promise<void>): Promise<void> {
    this.routes.push([pattern, handler]);
    await this.page.route(pattern, handler);
  }

  async mend(): Promise<void> {
    for (const [pattern, handler] of this.routes.splice(0)) await this.page.unroute(pattern, handler);
    this.fault = {};
  }

  /** Nothing of the models is in the browser's cache. */
  forgetModels(): Promise<boolean> {
    return this.page.evaluate(() => caches.delete('ohif-diffusion-models'));
  }

  /** Ours among the display sets. */
  async results(): Promise<number> {
    return (await this.sets()).filter(({ ours }) => ours).length;
  }

  /** The message of a fault, whole; nothing half-made stands in the list. */
  async says(code: string, text: RegExp): Promise<void> {
    const shown = this.error.last();
    await expect(shown).toHaveAttribute('data-code', code);
    await expect(shown).toHaveText(text);
    expect(await this.results()).toBe(0);
  }

  /** A run from a click to its result, which is whole; then the result is removed. */
  async works(): Promise<void> {
    const result = await this.makes();
    await expect(result).toHaveAttribute('data-partial', 'false');
    await this.clear();
  }

  async makes() {
    await expect(this.denoise).toBeEnabled();
    await this.denoise.click();
    await expect(this.result).toHaveCount(1, { timeout: 60_000 });
    await expect(this.job).toHaveCount(0);
    expect(await this.results()).toBe(1);
    expect((await this.imageCounts()).at(-1)).toBe(SLICES);
    return this.result;
  }

  /** Messages of the viewer itself lie over the panel, and stay as long as the mouse rests on them. */
  private async uncovered(): Promise<void> {
    await this.page.mouse.move(800, 300);
    await expect(this.messages.and(this.page.locator('[data-x-position="right"]'))).toHaveCount(0);
  }

  /** Removes results and messages. */
  async clear(): Promise<void> {
    await this.uncovered();
    for (const buttons of [this.dismiss, this.discard, this.remove])
      for (let left = await buttons.count(); left > 0; left--) {
        await buttons.first().click({ timeout: 15_000 });
        await expect(buttons).toHaveCount(left - 1);
      }
    await expect(this.result).toHaveCount(0);
    await expect.poll(() => this.results()).toBe(0);
    await expect(this.job).toHaveCount(0);
  }

  /** The study anew. */
  async reopen(): Promise<void> {
    await this.open(this.address);
    await expect(this.denoise).toBeEnabled();
  }

  /** As the browser does when it needs memory: without a word. */
  kill(): Promise<void> {
    return this.page.evaluate(() => (window as unknown as { engines: Worker[] }).engines.at(-1)?.terminate());
  }
}
