import { readFileSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';

/** Bytes of a renderer process: resident now, and at most since the last reading. */
export interface TabMemory {
  resident: number;
  peak: number;
  /** What the page's own agents hold, by performance.measureUserAgentSpecificMemory; NaN where the browser has no answer. */
  agents: number;
}

/** Between two looks at the process; its own high-water mark does not always rise with it. */
const EVERY_MS = 250;

const residentOf = (pid: number) => 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN);

/** The process that draws a page: workers of a page live in it, the GPU process is another one. Linux only. */
export class TabProcess {
  private peak = 0;
  private readonly timer = setInterval(() => this.look(), EVERY_MS);

  private constructor(
    private readonly page: Page,
    readonly pid: number,
  ) {}

  /** Of the only page of a browser: the renderer with the most memory, next to spare ones without a page. */
  static async of(browser: Browser, page: Page): Promise<TabProcess> {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
    const [largest] = renderers.sort((a, b) => residentOf(b) - residentOf(a));
    if (largest === undefined) throw new Error('no renderer process');
    return new TabProcess(page, largest);
  }

  async read(): Promise<TabMemory> {
    const agents = await this.page
      .evaluate(async () => {
        const measure = (performance as { measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }> })
          .measureUserAgentSpecificMemory;
        return measure ? (await measure.call(performance)).bytes : NaN;
      })
      .catch(() => NaN);
    const resident = this.look();
    const { peak } = this;
    this.peak = 0;
    return { resident, peak, agents };
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): number {
    const resident = residentOf(this.pid);
    this.peak = Math.max(this.peak, resident);
    return resident;
  }
}
