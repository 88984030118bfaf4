import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * `npm run sbom`: dist/sbom.json (CycloneDX), as npm lists what is installed. What is in the bundle has scope `required`, everything else, which only
 * builds and tests, `excluded`.
 */
const at = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const npm = process.env.npm_execpath;
const args = ['sbom', '--sbom-format', 'cyclonedx'];
const options = { cwd: at(''), encoding: 'utf8', maxBuffer: 64 << 20, shell: !npm && process.platform === 'win32' };
const listed = npm ? spawnSync(process.execPath, [npm, ...args], options) : spawnSync('npm', args, options);
if (listed.status !== 0) {
  console.error(`npm sbom failed: ${listed.error?.message ?? listed.stderr}`);
  process.exit(1);
}

/** The notices name each package of the bundle. */
const notices = at('dist/THIRD-PARTY-NOTICES');
if (!existsSync(notices)) {
  console.error('There is no bundle yet: npm run build.');
  process.exit(1);
}
const bundled = new Set(Array.from(readFileSync(notices, 'utf8').matchAll(/^-{80}\n(\S+@\S+) \(/gm), ([, name]) => name));

const bom = JSON.parse(listed.stdout);
bom.metadata.component.name = 'ohif-diffusion-workbench';
for (const component of bom.components) {
  // npm names some packages by their last part alone; the reference is whole.
  component.scope = bundled.has(component['bom-ref'].split('|')[0]) ? 'required' : 'excluded';
}
writeFileSync(at('dist/sbom.json'), `${JSON.stringify(bom, undefined, 2)}\n`);
const count = bom.components.filter(({ scope }) => scope === 'required').length;
console.log(`dist/sbom.json: ${count} packages in the bundle, ${bom.components.length - count} that only build and test.`);
