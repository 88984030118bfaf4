import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LicenseWebpackPlugin } from 'license-webpack-plugin';
import { BUNDLED, isMet } from './policy.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const text = (...path) => readFileSync(join(here, ...path), 'utf8');

/** Packages that come with others inside one file, where no bundler sees them: what they say they depend on is named too. */
const PREBUNDLED = ['dcmjs', 'onnxruntime-web'];

/** Texts that a package has not brought along; of onnxruntime also that of what its WebAssembly is made from. */
const TEXTS = {
  'onnxruntime-web': `${text('onnxruntime', 'LICENSE')}\n${text('onnxruntime', 'ThirdPartyNotices.txt')}`,
  'onnxruntime-common': text('onnxruntime', 'LICENSE'),
  'guid-typescript': text('guid-typescript.txt'),
};

/** Our own, and what holds types alone. */
const NOT_NAMED = /^(ohif-(extension-diffusion|mode-diffusion|diffusion-workbench)|@types\/.*|undici-types)$/;

/** The folder of a package as one that lies in `from` finds it. */
function folderOf(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return found;
    if (folder === dirname(folder)) throw new Error(`${name}, which a bundled package depends on, is not installed`);
  }
}

function withDependencies(names, from, found = new Map()) {
  for (const name of names) {
    const directory = folderOf(name, from);
    if (found.has(directory) || NOT_NAMED.test(name)) continue;
    found.set(directory, { name, directory });
    const { dependencies = {} } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    withDependencies(Object.keys(dependencies), directory, found);
  }
  return [...found.values()];
}

const RULE = '-'.repeat(80);
const render = (modules) =>
  [
    'Software by others in these files, each with its licence and its text.\n',
    ...modules
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(
        ({ name, packageJson, licenseId, licenseText }) =>
          `${RULE}\n${name}@${packageJson.version} (${licenseId})\n\n${licenseText.trim()}\n`,
      ),
  ].join('\n');

const stop = (sentence) => {
  throw new Error(`${sentence} (licences/policy.mjs)`);
};

/** The package that a file belongs to; undefined for our own. */
function packageOf(file = '') {
  const [directory, name] = /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file) ?? [];
  return directory && !NOT_NAMED.test(name) ? { name: name.replace('\\', '/'), directory } : undefined;
}

/**
 * Writes the notices of a bundle, and fails the build for a licence that is not listed or a text that is missing.
 *
 * @param outputFilename below the output folder
 */
export function notices(outputFilename) {
  const additionalModules = withDependencies(PREBUNDLED, here);
  const plugin = new LicenseWebpackPlugin({
    outputFilename,
    perChunkOutput: false,
    skipChildCompilers: true,
    additionalModules,
    licenseTextOverrides: TEXTS,
    excludedPackageTest: (name) => NOT_NAMED.test(name),
    renderLicenses: render,
    unacceptableLicenseTest: (licence) => !isMet(licence, BUNDLED),
    handleUnacceptableLicense: (name, licence) => stop(`${name} is bundled, and ${licence} is not listed for that`),
    handleMissingLicenseType: (name) => stop(`${name} is bundled, and says no licence`),
    handleMissingLicenseText: (name, licence) => stop(`${name} (${licence}) is bundled, and the text of its licence is missing`),
  });
  return {
    apply(compiler) {
      // Modules that are joined into one (as are most of a chunk) are seen by the plugin through the first of them alone: they are named before.
      compiler.hooks.thisCompilation.tap('Notices', (compilation) => {
        compilation.hooks.finishModules.tap('Notices', (modules) => {
          for (const { resource } of modules) {
            const found = packageOf(resource);
            if (found && !additionalModules.some(({ directory }) => directory === found.directory)) additionalModules.push(found);
          }
        });
      });
      plugin.apply(compiler);
    },
  };
}
