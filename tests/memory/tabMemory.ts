import { readFileSync, writeFileSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';

/** Bytes of a renderer process: resident now, and at most since the last reset. */
export interface TabMemory {
  resident: number;
  peak: number;
  /** What the page's own agents hold, by performance.measureUserAgentSpecificMemory; NaN where the browser has no answer. */
  agents: number;
}

const kilobytes = (status: string, key: string) => 1024 * Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? NaN);

/** The process that draws a page: workers of a page live in it, the GPU process is another one. Linux only. */
export class TabProcess {
  private constructor(
    private readonly page: Page,
    private readonly pid: number,
  ) {}

  /** Of the only page of a browser: the renderer with the most memory, next to spare ones without a page. */
  static async of(browser: Browser, page: Page): Promise<TabProcess> {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
    const size = (pid: number) => kilobytes(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmRSS');
    const [largest] = renderers.sort((a, b) => size(b) - size(a));
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
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return { resident: kilobytes(status, 'VmRSS'), peak: kilobytes(status, 'VmHWM'), agents };
  }

  /** The peak counts from now on. */
  resetPeak(): void {
    writeFileSync(`/proc/${this.pid}/clear_refs`, '5');
  }
}
