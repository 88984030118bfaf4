import { existsSync } from 'node:fs';

/** The browser of all tests: Debian's, or the one that CHROME_PATH names. */
export const CHROME = [process.env.CHROME_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (f) => f && existsSync(f),
);

/** Without a window, drawing in software; asks nobody but the page's own server. */
export const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
